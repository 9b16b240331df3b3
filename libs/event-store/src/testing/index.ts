export * from './event-store.contract.js';
export * from './sample-events.js';
