export * from './partition-of.js';
export * from './work-feed.js';
