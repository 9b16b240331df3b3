export * from './work.codec.js';
export * from './work.errors.js';
export * from './work.schemas.js';
export * from './work.topics.js';
