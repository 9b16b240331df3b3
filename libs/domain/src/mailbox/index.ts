export * from './mailbox.commands.js';
export * from './mailbox.decider.js';
export * from './mailbox.errors.js';
export * from './mailbox.events.js';
export { legsOf } from './mailbox.rules.js';
export * from './mailbox.settings.js';
export * from './mailbox.state.js';
