export * from './dovecot-server.js';
export * from './dovecot-view.js';
export * from './free-port.js';
export * from './maildir.js';
export * from './postfix-server.js';
export * from './seeded-random.js';
export * from './wait-until.js';
export * from './loopback-policy-dialer.js';
