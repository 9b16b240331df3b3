import { canonicalHost, serverNameOf } from './host-name.js';

describe('canonicalHost', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['127.1', '127.0.0.1'],
    ['0x7f.1', '127.0.0.1'],
    ['0x7f000001', '127.0.0.1'],
    ['2130706433', '127.0.0.1'],
    ['0177.0.0.1', '127.0.0.1'],
    ['017700000001', '127.0.0.1'],
    ['127.0.0.1.', '127.0.0.1'],
    ['１２７.0.0.1', '127.0.0.1'],
    ['127。0。0。1', '127.0.0.1'],
    ['[::1]', '::1'],
    ['::1', '::1'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['[::FFFF:127.0.0.1]', '::ffff:7f00:1'],
    ['LOCALHOST', 'localhost'],
    ['mail.example.org.', 'mail.example.org'],
    ['Post.Büro.example', 'post.xn--bro-hoa.example'],
    ['ｌｏｃａｌｈｏｓｔ', 'localhost'],
    ['mail_1.example.org', 'mail_1.example.org'],
  ])('%s is %s', (host, canonical) => expect(canonicalHost(host)).toBe(canonical));

  it.each([
    '', ' ', 'a b', 'host:993', 'host/path', 'user@host', 'host#x', 'host?x', 'a\\b', 'a\r\nQUIT', 'a\0b', '%31%32%37.0.0.1', 'fe80::1%lo',
    '[fe80::1%25lo]', '[::1', '::1]', '256.1.1.1', '1.2.3.4.5', '0x100000000', 'x'.repeat(254), '.',
  ])('refuses %j', (host) => expect(() => canonicalHost(host)).toThrow('The name of the server cannot be resolved')); // prettier-ignore
});

describe('serverNameOf', () => {
  it('indicates names, never addresses', () => {
    expect(serverNameOf('mail.example.org')).toEqual({ host: 'mail.example.org', servername: 'mail.example.org' });
    expect(serverNameOf('192.0.2.1')).toEqual({ host: '192.0.2.1' });
  });
});
