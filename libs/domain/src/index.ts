export * from './connectors/connector-capabilities.js';
export * from './event-catalogue.js';
export * from './event-kit.js';
export * from './field-schemas.js';
export * from './mailbox/index.js';
export * from './mailbox-sync/index.js';
export * from './organization/index.js';
export * from './profile/index.js';
