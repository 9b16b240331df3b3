export * from './gate.js';
export * from './kill-consumer.js';
export * from './ownership-journal.js';
export * from './until.js';
export { workFeedContract } from './work-feed.contract.js';
export { contractPartitions, type MakeHarness, type WorkFeedHarness } from './work-feed.harness.js';
export * from './work-items.js';
