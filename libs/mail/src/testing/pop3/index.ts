export * from './pop3-script.js';
export * from './scripted-pop3-server.js';
