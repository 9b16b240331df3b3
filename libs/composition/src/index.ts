export * from './open-access.js';
export * from './open-mail.js';
export * from './open-storage.js';
export * from './serve-http.js';
export * from './service-frame.js';
