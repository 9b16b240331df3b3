export * from './in-memory/in-memory-ledger.js';
export * from './in-memory/in-memory-work-feed.js';
export * from './partition-of.js';
export * from './postgres/assert-owned.js';
export * from './postgres/postgres-work-feed.js';
export * from './work-feed.errors.js';
export * from './work-feed.js';
export { defaultPartitions, defaultTiming, type WorkFeedFailure, type WorkFeedTiming } from './work-feed.options.js';
