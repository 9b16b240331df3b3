export * from './mailbox.examples.js';
export * from './mailbox-sync.examples.js';
export * from './profile.examples.js';
