import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LoopbackDialer } from '../testing/loopback-dialer.js';
import { nastyMessages } from '../testing/nasty-messages.js';
import { ScriptedPop3Server } from '../testing/pop3/index.js';
import { Pop3MailSource } from './pop3-mail-source.js';

const account = { username: 'anna', password: 'secret-Zebra' };

/** Prints every message of the drop as base64, one a line, and every UIDL line, read by Python's own client. */
const program = `
import base64, json, poplib, sys
poplib._MAXLINE = 10**7
box = poplib.POP3('127.0.0.1', int(sys.argv[1]), timeout=60)
box.user(sys.argv[2]); box.pass_(sys.argv[3])
count = box.stat()[0]
messages = [base64.b64encode(b'\\r\\n'.join(box.retr(n + 1)[1]) + b'\\r\\n').decode() for n in range(count)]
uidls = [line.decode() for line in box.uidl()[1]]
box.quit()
print(json.dumps({'messages': messages, 'uidls': uidls}))
`;

interface Verdict {
  readonly messages: readonly string[];
  readonly uidls: readonly string[];
}

/** A judge that is not ours: server and client could agree in the same mistake. `poplib` gives lines, so CRLF ones only. */
describe("Python's poplib and our POP3 client", () => {
  it('read the same bytes from the scripted server', async () => {
    await using server = await ScriptedPop3Server.start({ ...account, script: { segmentBytes: 977 } });
    const crlfMessages = [...nastyMessages.values()].filter((raw) => !/(?<!\r)\n/.test(raw.toString('latin1')));
    for (let n = 0; n < 60; n++) crlfMessages.push(Buffer.from(`Subject: ${n}\r\n\r\n${'.'.repeat(n)}\r\n${'x'.repeat(n * 13)}\r\n.`));
    crlfMessages.forEach((raw) => server.maildrop.deliver(raw));

    const run = promisify(execFile)('python3', ['-c', program, String(server.port), account.username, account.password], {
      maxBuffer: 64 * 2 ** 20,
    });
    const judged = JSON.parse((await run).stdout) as Verdict;

    const session = await new Pop3MailSource(new LoopbackDialer(), { allowCleartext: true }).open({
      server: { host: '127.0.0.1', port: server.port, security: 'none' },
      login: { username: account.username, password: Buffer.from(account.password) },
      signal: new AbortController().signal,
    });
    await using open = session;
    const { present } = await open.list();
    const ours: string[] = [];
    for await (const { raw } of open.fetch(present.map(({ remote }) => remote))) ours.push(raw.toString('base64'));

    expect(ours).toHaveLength(crlfMessages.length);
    expect(ours).toEqual(judged.messages);
    expect(present.map(({ remote }, at) => `${at + 1} ${remote.protocol === 'pop3' ? remote.uidl : ''}`)).toEqual(judged.uidls);
  });
});
