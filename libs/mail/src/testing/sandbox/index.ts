export * from './certificates.js';
export * from './sandbox-mail-server.js';
