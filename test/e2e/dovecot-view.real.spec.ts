import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { nastyMessages } from '@postbode/mail/testing';
import { DovecotServer } from '../support/dovecot-server.js';
import { sha256, withCrlf } from '../support/maildir.js';

const user = 'anna@example.org';
const password = 'view-Zebra';

/** Prints the inbox as Python's own clients read it: UID and SHA-256 by IMAP, UIDL by POP3. */
const program = `
import hashlib, imaplib, json, poplib, sys
imaplib._MAXLINE = 10**8
box = imaplib.IMAP4('127.0.0.1', int(sys.argv[1])); box.login(sys.argv[3], sys.argv[4]); box.select('INBOX', True)
uids = box.uid('SEARCH', None, 'ALL')[1][0].decode().split()
seen = [[int(uid), hashlib.sha256(box.uid('FETCH', uid, '(BODY.PEEK[])')[1][0][1]).hexdigest()] for uid in uids]
validity = box.response('UIDVALIDITY')[1][0].decode()
box.logout()
drop = poplib.POP3('127.0.0.1', int(sys.argv[2])); drop.user(sys.argv[3]); drop.pass_(sys.argv[4])
uidls = [line.decode().split()[1] for line in drop.uidl()[1]]
drop.quit()
print(json.dumps({'seen': seen, 'validity': validity, 'uidls': uidls}))
`;

interface Verdict {
  readonly seen: readonly (readonly [uid: number, sha256: string])[];
  readonly validity: string;
  readonly uidls: readonly string[];
}

/** The end-to-end suites judge by `DovecotServer.view`: this judges the judge. */
describe("doveadm's view of an inbox", () => {
  let server: DovecotServer;
  beforeAll(async () => {
    server = await DovecotServer.start();
    await server.setPassword(user, password);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const judge = async (): Promise<Verdict> => {
    const { imap, pop3 } = server.ports;
    const { stdout } = await promisify(execFile)('python3', ['-c', program, String(imap), String(pop3), user, password], {
      maxBuffer: 2 ** 26,
    });
    return JSON.parse(stdout) as Verdict;
  };

  it("is what Python's imaplib and poplib read, however the mail came in", async () => {
    const messages = [...nastyMessages.values()];
    server.seed(user, messages);
    for (const raw of messages) await server.deliver(user, raw);
    await server.resetUidValidity(user);
    await server.expunge(user, [2, 5]);
    const [view, verdict] = [await server.view(user), await judge()];
    expect(view.map(({ uid, sha256: hash }) => [uid, hash])).toEqual(verdict.seen);
    expect(view.map(({ uidl }) => uidl)).toEqual(verdict.uidls);
    expect(new Set(view.map(({ uidValidity }) => uidValidity))).toEqual(new Set([verdict.validity]));
    const kept = [...messages, ...messages].filter((_, index) => index !== 1 && index !== 4);
    expect(view.map((one) => one.sha256)).toEqual(kept.map((raw) => sha256(withCrlf(raw))));
  });

  it('takes another password at once, and the old one no more', async () => {
    await server.setPassword(user, 'other-Zebra');
    await expect(judge()).rejects.toThrow(/AUTHENTICATIONFAILED/);
    await server.setPassword(user, password);
    expect((await judge()).seen.length).toBeGreaterThan(0);
  });

  it('is the same after the server was killed and started again', async () => {
    const before = await server.view(user);
    await server.kill();
    await expect(judge()).rejects.toThrow(/refused/i);
    await server.restart();
    expect((await judge()).seen).toEqual(before.map(({ uid, sha256: hash }) => [uid, hash]));
  });
});
