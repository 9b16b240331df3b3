export * from './connector.js';
export * from './dialer/index.js';
export * from './imap/index.js';
export * from './mail-error.js';
export * from './mail-sender.js';
export * from './mail-source.js';
export * from './mime/index.js';
export * from './pop3/index.js';
