export * from './mail-source.contract.js';
export * from './nasty-messages.js';
export * from './pop3/index.js';
export * from './loopback-dialer.js';
export * from './slicing-proxy.js';
export * from './sandbox/index.js';
