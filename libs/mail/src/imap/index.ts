export * from './imap-limits.js';
export * from './imap-mail-source.js';
