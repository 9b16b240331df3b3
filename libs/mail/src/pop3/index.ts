export * from './pop3-client.js';
export * from './pop3-limits.js';
export * from './pop3-login.js';
export * from './pop3-mail-source.js';
