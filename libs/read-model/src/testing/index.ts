export * from './list-log.js';
export * from './plain-envelopes.js';
export * from './read-model-fixture.js';
