export * from './mail-source.contract.js';
export * from './nasty-messages.js';
