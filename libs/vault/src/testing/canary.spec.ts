import { canaryForms, findCanary } from './canary.js';

const secret = 'S3cr3t/pä+ss "word"=<%>\\_42';
const utf8 = Buffer.from(secret);

const quotedPrintable = 'S3cr3t/p=C3=A4+ss "word"=3D<%>\\_42';

describe('findCanary', () => {
  const hiding: [string, Buffer | string][] = [
    ['raw, in a buffer that is no text', Buffer.concat([Buffer.from([0xff, 0x00]), utf8, Buffer.from([0xfe])])],
    ['raw, in a string', `password=${secret};`],
    ['JSON', JSON.stringify({ password: secret })],
    ['JSON in JSON', JSON.stringify({ log: JSON.stringify({ password: secret }) })],
    ['JSON, ASCII only', '{"p":"S3cr3t/p\\u00e4+ss \\"word\\"=<%>\\\\_42"}'],
    ['SASL PLAIN', Buffer.from(`\0user@example.org\0${secret}`).toString('base64')],
    [
      'base64 in lines',
      Buffer.from(`${'x'.repeat(50)}${secret}${'y'.repeat(50)}`)
        .toString('base64')
        .replace(/.{20}/g, '$&\r\n'),
    ],
    ['base64 in lines in JSON', JSON.stringify(Buffer.from(secret).toString('base64').replace(/.{8}/g, '$&\n'))],
    ['hex', `\\x00${utf8.toString('hex')}00`],
    ['hex, upper case', utf8.toString('hex').toUpperCase()],
    ['a URL', `imap://user:${encodeURIComponent(secret)}@mail.example.org`],
    ['a form', new URLSearchParams({ password: secret }).toString()],
    ['quoted-printable', quotedPrintable],
    ['quoted-printable with a soft line break', quotedPrintable.replace('+ss', '+s=\r\ns')],
    ['HTML', '<td>S3cr3t/pä+ss &quot;word&quot;=&lt;%&gt;\\_42</td>'],
  ];
  it.each(hiding)('finds the secret as %s', (_form, haystack) => {
    expect(findCanary(haystack, secret)).not.toEqual([]);
  });

  it.each([0, 1, 2, 3, 4, 5])('finds it in base64 and base64url after %i bytes, whatever follows', (before) => {
    const bytes = Buffer.concat([Buffer.alloc(before, 0xa7), utf8, Buffer.from([0x5f, 0xff, 0x31])]);
    expect(findCanary(bytes.toString('base64'), secret)).toContain(`base64, ${before % 3} before`);
    expect(findCanary(bytes.toString('base64url'), secret)).toContain(`base64url, ${before % 3} before`);
  });

  it('finds nothing where another secret is', () => {
    const other = 'T3cr3t/pä+ss "word"=<%>\\_42';
    for (const [, haystack] of hiding) {
      const clean = Buffer.from(haystack).toString('latin1').length;
      expect(findCanary('x'.repeat(clean), secret)).toEqual([]);
    }
    expect(findCanary(canaryForms(other).join('\n'), secret)).toEqual([]);
  });

  it('answers with names of forms, so that a failing test does not print the secret', () => {
    expect(findCanary(canaryForms(secret).join(' '), secret).join()).not.toContain('S3cr3t');
  });

  it('refuses a canary so short that it is found by chance', () => {
    expect(() => canaryForms('short')).toThrow('12 bytes');
  });
});

describe('canaryForms', () => {
  it('is found again, each form by itself', () => {
    for (const form of canaryForms(secret)) expect(findCanary(`…${form}…`, secret)).not.toEqual([]);
  });
});
