export * from './brand.js';
export * from './clock.js';
export * from './decider.js';
export * from './domain-error.js';
export * from './event-definition.js';
export * from './event.js';
export * from './ids.js';
export * from './retry.js';
