import { DialPolicy, type DialProtocol } from './dial-policy.js';

const problemOf = (run: () => void): string => {
  try {
    run();
    return 'none';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
};

describe('DialPolicy', () => {
  it.each<[DialProtocol, number, string]>([
    ['imap', 143, 'none'],
    ['imap', 993, 'none'],
    ['pop3', 110, 'none'],
    ['pop3', 995, 'none'],
    ['smtp', 25, 'none'],
    ['smtp', 465, 'none'],
    ['smtp', 587, 'none'],
    ['https', 443, 'none'],
    ['imap', 6379, 'mail.port-forbidden'],
    ['imap', 25, 'mail.port-forbidden'],
    ['smtp', 22, 'mail.port-forbidden'],
    ['https', 80, 'mail.port-forbidden'],
    ['pop3', 0, 'mail.port-forbidden'],
  ])('%s to port %d: %s', (protocol, port, problem) => {
    expect(problemOf(() => new DialPolicy().checkPort(protocol, port))).toBe(problem);
  });

  it('takes further ports for one protocol only', () => {
    const policy = new DialPolicy({ extraPorts: { smtp: [2525] } });
    expect(problemOf(() => policy.checkPort('smtp', 2525))).toBe('none');
    expect(problemOf(() => policy.checkPort('imap', 2525))).toBe('mail.port-forbidden');
  });

  it('refuses a name when any of its addresses is forbidden', () => {
    const check = (...addresses: string[]) => problemOf(() => new DialPolicy().checkAddresses('imap', 993, addresses));
    expect(check('8.8.8.8', '2606:4700::1')).toBe('none');
    expect(check('8.8.8.8', '10.0.0.1')).toBe('mail.address-forbidden');
    expect(check('2606:4700::1', '::1')).toBe('mail.address-forbidden');
  });

  it('makes an exception for exactly the addresses and ports named', () => {
    const policy = new DialPolicy({ allow: ['127.0.0.1/32:2000-2100', 'fd00::/8:993'] });
    const check = (address: string, port: number) => problemOf(() => policy.checkAddresses('imap', port, [address]));
    expect(check('127.0.0.1', 2000)).toBe('none');
    expect(check('127.0.0.1', 2100)).toBe('none');
    expect(check('::ffff:127.0.0.1', 2050)).toBe('none');
    expect(check('fd12::1', 993)).toBe('none');
    expect(check('127.0.0.1', 2101)).toBe('mail.address-forbidden');
    expect(check('127.0.0.2', 2050)).toBe('mail.address-forbidden');
    expect(check('fd12::1', 2050)).toBe('mail.address-forbidden');
    expect(check('8.8.8.8', 2050)).toBe('mail.port-forbidden');
  });

  it.each([
    '',
    '127.0.0.1',
    '127.0.0.1/32',
    '127.0.0.1:993',
    '127.0.0.1/33:993',
    '::1/129:993',
    'localhost/32:993',
    '10.0.0.0/8:0',
    '10.0.0.0/8:70000',
    '10.0.0.0/8:99-98',
  ])('does not understand the exception %j', (entry) => expect(() => new DialPolicy({ allow: [entry] })).toThrow(RangeError));
});
