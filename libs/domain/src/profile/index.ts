export * from './profile.commands.js';
export * from './profile.decider.js';
export * from './profile.errors.js';
export * from './profile.events.js';
export * from './profile.settings.js';
