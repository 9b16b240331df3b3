import { loginDelayMs, parseCapabilities } from './pop3-capabilities.js';
import { parseReply } from './pop3-reply.js';

describe('parseReply', () => {
  it.each([
    ['+OK', { status: 'ok', code: '', text: '' }],
    ['+OK 2 320', { status: 'ok', code: '', text: '2 320' }],
    ['+ok hello', { status: 'ok', code: '', text: 'hello' }],
    ['-ERR [in-use] busy', { status: 'refused', code: 'IN-USE', text: 'busy' }],
    ['-ERR [SYS/TEMP]', { status: 'refused', code: 'SYS/TEMP', text: '' }],
    ['-ERR [not a code', { status: 'refused', code: '', text: '[not a code' }],
    ['+ ', { status: 'continue', code: '', text: '' }],
    ['+', { status: 'continue', code: '', text: '' }],
    ['+ Zm9v', { status: 'continue', code: '', text: 'Zm9v' }],
  ])('reads %j', (line, reply) => {
    expect(parseReply(line)).toEqual(reply);
  });

  it.each(['', 'OK', '* OK IMAP4rev1', '220 smtp', '+OKAY', '-ERROR', 'HTTP/1.1 400', ' +OK'])('takes %j for no answer', (line) => {
    expect(parseReply(line)).toBeUndefined();
  });
});

describe('parseCapabilities', () => {
  it('reads names and arguments in any case, joining repeated ones', () => {
    const capabilities = parseCapabilities('TOP\r\nsasl PLAIN login\r\nSASL XOAUTH2\r\nLOGIN-DELAY 900 USER\r\n\r\n');
    expect(capabilities.get('SASL')).toEqual(['PLAIN', 'LOGIN', 'XOAUTH2']);
    expect([...capabilities.keys()]).toEqual(['TOP', 'SASL', 'LOGIN-DELAY']);
    expect(loginDelayMs(capabilities)).toBe(900_000);
  });

  it('knows no delay that is none', () => {
    expect(['LOGIN-DELAY x', 'LOGIN-DELAY', 'LOGIN-DELAY -3', ''].map((line) => loginDelayMs(parseCapabilities(line)))).toEqual(
      Array(4).fill(undefined),
    );
  });
});
