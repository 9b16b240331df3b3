export * from './organization.decider.js';
export * from './organization.events.js';
