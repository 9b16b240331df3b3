export * from './email-identities.js';
export * from './mailbox-sync.decider.js';
export * from './mailbox-sync.events.js';
export * from './mailbox-sync.state.js';
export * from './sealing-contexts.js';
