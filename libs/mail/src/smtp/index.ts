export * from './smtp-limits.js';
export * from './smtp-mail-sender.js';
