export * from './list-log.js';
export * from './plain-envelopes.js';
