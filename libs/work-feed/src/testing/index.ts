export * from './gate.js';
export * from './kill-consumer.js';
export * from './ownership-journal.js';
export * from './until.js';
export { contractPartitions, workFeedContract, type MakeHarness, type WorkFeedHarness } from './work-feed.contract.js';
export * from './work-items.js';
