import { DialPolicy, PolicyDialer } from '@postbode/mail';

/** The product's own dialer, let to the ports of tests on loopback, trusting the given authority. */
export const loopbackPolicyDialer = (caPem: string): PolicyDialer =>
  new PolicyDialer({ policy: new DialPolicy({ allow: ['127.0.0.0/8:1024-65535', '::1/128:1024-65535'] }), extraCa: [caPem] });
