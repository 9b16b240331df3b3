export * from './connector.js';
export * from './dialer/index.js';
export * from './mail-error.js';
export * from './mail-sender.js';
export * from './mail-source.js';
