export * from './dial-policy.js';
export * from './dialer.js';
export * from './policy-dialer.js';
