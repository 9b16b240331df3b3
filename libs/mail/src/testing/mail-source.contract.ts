import { createHash } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { MailError } from '../mail-error.js';
import type { ConnectOptions, FetchedMessage, MailSource, RemoteIdentity, SourceSession } from '../mail-source.js';
import { nastyMessages } from './nasty-messages.js';

/** A mail server with one inbox, empty at the start, as the contract plays with it. */
export interface MailServerUnderTest {
  deliver(raw: Buffer, receivedAt?: Date): Promise<void>;
  /** @param index place in the inbox, from 0 */
  remove(index: number): Promise<void>;
  /** Gives every message a new identity: a new UIDVALIDITY, new UIDLs. */
  renumber(): Promise<void>;
  connectOptions(overrides?: Partial<ConnectOptions>): ConnectOptions;
  /** Bytes written to all clients so far. Absent: the server cannot tell, and the back-pressure case is not defined. */
  readonly bytesSent?: () => number;
  stop(): Promise<void>;
}

export interface MailSourceHarness {
  readonly name: string;
  startServer(): Promise<MailServerUnderTest>;
  makeSource(): MailSource;
  /** What server and protocol make of a message (a line end at the end on POP3). Absent: nothing, every byte is kept. */
  readonly asCarried?: (raw: Buffer) => Buffer;
  /** True when deliver's `receivedAt` comes back (IMAP INTERNALDATE, to the second). */
  readonly keepsReceivedAt: boolean;
  /** True when `bytesSent` can tell; then the slow consumer is tested. */
  readonly countsBytes: boolean;
}

const simple = (n: number): Buffer => Buffer.from(`From: a@example.org\r\nSubject: number ${n}\r\n\r\nBody ${n}\r\n`);
const sha = (raw: Buffer): string => `${raw.length}:${createHash('sha256').update(raw).digest('hex')}`;
const remotesOf = async (session: SourceSession): Promise<RemoteIdentity[]> => (await session.list()).present.map((one) => one.remote);

const fetchAll = async (session: SourceSession, remotes: readonly RemoteIdentity[]): Promise<FetchedMessage[]> => {
  const fetched: FetchedMessage[] = [];
  for await (const message of session.fetch(remotes)) fetched.push(message);
  return fetched;
};

/** Accepts connections and never says a word. */
const startMuteServer = async (): Promise<{ port: number } & AsyncDisposable> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        sockets.forEach((socket) => socket.destroy());
        server.close(() => resolve());
      }),
  };
};

const readingCases = (harness: MailSourceHarness, open: () => Promise<SourceSession>, server: () => MailServerUnderTest): void => {
  it('lists an empty inbox', async () => {
    await using session = await open();
    const listing = await session.list();
    expect(listing.present).toEqual([]);
    expect(await session.unchangedSince(listing.cursor)).toBe(true);
    expect(await fetchAll(session, [])).toEqual([]);
  });

  it('lists in the order of arrival and fetches in the order asked for', async () => {
    for (let n = 0; n < 45; n++) await server().deliver(simple(n));
    await using session = await open();
    const { present } = await session.list();
    const fetched = await fetchAll(
      session,
      present.map((one) => one.remote),
    );
    expect(fetched.map((message) => message.raw.toString())).toEqual(Array.from({ length: 45 }, (_, n) => simple(n).toString()));
    expect(fetched.map((message) => message.remote)).toEqual(present.map((one) => one.remote));
    const some = [present[7]!, present[3]!].map((one) => one.remote);
    expect((await fetchAll(session, some)).map((message) => message.remote)).toEqual(some);
  });

  it.each([...nastyMessages])('keeps every byte: %s', async (_name, raw) => {
    await server().deliver(simple(1));
    await server().deliver(raw);
    await server().deliver(simple(2));
    await using session = await open();
    const fetched = await fetchAll(session, await remotesOf(session));
    const carried = harness.asCarried ?? ((bytes: Buffer) => bytes);
    expect(fetched.map((message) => sha(message.raw))).toEqual([simple(1), carried(raw), simple(2)].map(sha));
  });

  it('tells when the server received a message, if the protocol does', async () => {
    const receivedAt = new Date('2026-03-29T01:59:30.000Z');
    await server().deliver(simple(1), receivedAt);
    await using session = await open();
    const [message] = await fetchAll(session, await remotesOf(session));
    expect(message?.receivedAt).toEqual(harness.keepsReceivedAt ? receivedAt : undefined);
  });

  it('is usable after a consumer stops half-way', async () => {
    for (let n = 0; n < 10; n++) await server().deliver(simple(n));
    await using session = await open();
    const remotes = await remotesOf(session);
    for await (const message of session.fetch(remotes)) {
      expect(message.remote).toEqual(remotes[0]);
      break;
    }
    expect(await remotesOf(session)).toEqual(remotes);
    expect(await fetchAll(session, remotes)).toHaveLength(10);
  });
};

const identityCases = (open: () => Promise<SourceSession>, server: () => MailServerUnderTest): void => {
  const look = async () => {
    await using session = await open();
    return await session.list();
  };
  const changedSince = async (cursor: Awaited<ReturnType<typeof look>>['cursor']): Promise<boolean> => {
    await using session = await open();
    return !(await session.unchangedSince(cursor));
  };

  it('knows messages again in the next session', async () => {
    await server().deliver(simple(1));
    await server().deliver(simple(2));
    const first = await look();
    await server().deliver(simple(3));
    const second = await look();
    expect(second.epoch).toBe(first.epoch);
    expect(second.present.slice(0, 2)).toEqual(first.present);
    expect(second.present).toHaveLength(3);
  });

  it('sees whether anything changed since a cursor', async () => {
    await server().deliver(simple(1));
    await server().deliver(simple(2));
    const { cursor } = await look();
    expect(JSON.stringify(cursor).length).toBeLessThan(4096);
    expect(await changedSince(cursor)).toBe(false);
    await server().deliver(simple(3));
    expect(await changedSince(cursor)).toBe(true);
    const { cursor: afterDelivery } = await look();
    expect(await changedSince(afterDelivery)).toBe(false);
    await server().remove(0);
    expect(await changedSince(afterDelivery)).toBe(true);
  });

  it('gives other identities after the server renumbered, and says that something changed', async () => {
    await server().deliver(simple(1));
    const before = await look();
    await server().renumber();
    expect(await changedSince(before.cursor)).toBe(true);
    const after = await look();
    expect(after.present).toHaveLength(1);
    expect(after.present[0]!.remote).not.toEqual(before.present[0]!.remote);
    await using session = await open();
    expect(
      await fetchAll(
        session,
        before.present.map((one) => one.remote),
      ),
    ).toEqual([]);
  });

  it('leaves out messages that are gone', async () => {
    for (let n = 0; n < 5; n++) await server().deliver(simple(n));
    const { present } = await look();
    await server().remove(3);
    await server().remove(0);
    await using session = await open();
    const fetched = await fetchAll(
      session,
      present.map((one) => one.remote),
    );
    expect(fetched.map((message) => message.raw.toString())).toEqual([1, 2, 4].map((n) => simple(n).toString()));
    expect(fetched.map((message) => message.remote)).toEqual([1, 2, 4].map((n) => present[n]!.remote));
  });
};

const encodings = (secret: string): string[] => [
  secret,
  ...(['base64', 'base64url', 'hex'] as const).map((encoding) => Buffer.from(secret).toString(encoding)),
  encodeURIComponent(secret),
];

const endingCases = (harness: MailSourceHarness, open: () => Promise<SourceSession>, server: () => MailServerUnderTest): void => {
  it('refuses a wrong password as data, without the secret in any part of the error', async () => {
    const password = 'wrong-Zebra{42}Geheim';
    const login = { ...server().connectOptions().login, password: Buffer.from(password) };
    const error: unknown = await harness
      .makeSource()
      .open(server().connectOptions({ login }))
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MailError);
    expect((error as MailError).data).toMatchObject({ code: 'mail.authentication-failed', retry: 'never' });
    const everything = `${inspect(error, { depth: 12, showHidden: true })} ${JSON.stringify(error)} ${(error as MailError).stack ?? ''}`;
    for (const form of encodings(password)) expect(everything).not.toContain(form);
  });

  it('stops at once when the signal aborts while the server says nothing', async () => {
    await using mute = await startMuteServer();
    const { security } = server().connectOptions().server;
    const abort = new AbortController();
    const options = server().connectOptions({ server: { host: '127.0.0.1', port: mute.port, security }, signal: abort.signal });
    const opening = harness.makeSource().open(options);
    setTimeout(() => abort.abort(), 100);
    await expect(opening).rejects.toBeDefined();
  }, 10_000);

  it('ends an open session when its signal aborts', async () => {
    await server().deliver(simple(1));
    const abort = new AbortController();
    await using session = await harness.makeSource().open(server().connectOptions({ signal: abort.signal }));
    const remotes = await remotesOf(session);
    abort.abort();
    await expect(fetchAll(session, remotes)).rejects.toBeDefined();
  }, 10_000);

  it('waits for news no longer than asked, and not at all once aborted', async () => {
    await using session = await open();
    expect(await session.waitForNews(50, new AbortController().signal)).toBe('timeout');
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 50);
    expect(await session.waitForNews(60_000, abort.signal)).toBe('aborted');
    expect(await session.waitForNews(60_000, abort.signal)).toBe('aborted');
    expect(await remotesOf(session)).toEqual([]);
  }, 20_000);

  it('can be closed more than once, and refuses work afterwards', async () => {
    const session = await open();
    await session[Symbol.asyncDispose]();
    await session[Symbol.asyncDispose]();
    await expect(session.list()).rejects.toBeDefined();
  });
};

const backPressureCase = (open: () => Promise<SourceSession>, server: () => MailServerUnderTest): void => {
  // Loopback buffers hold up to ~10 MB by themselves, so the inbox must be several times that.
  it('does not read on while its consumer is slow', async () => {
    const raw = nastyMessages.get('one megabyte')!;
    for (let n = 0; n < 48; n++) await server().deliver(raw);
    await using session = await open();
    const remotes = await remotesOf(session);
    const before = server().bytesSent!();
    for await (const message of session.fetch(remotes)) {
      expect(message.raw).toHaveLength(raw.length);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      break;
    }
    expect(server().bytesSent!() - before).toBeLessThan(24 * 2 ** 20);
    // The control: what is read does show in this figure.
    expect(await fetchAll(session, remotes.slice(0, 30))).toHaveLength(30);
    expect(server().bytesSent!() - before).toBeGreaterThan(24 * 2 ** 20);
  });
};

/** What every `MailSource` must do, whatever the protocol and the server behind it. Times are generous: machines are busy. */
export const mailSourceContract = (harness: MailSourceHarness): void => {
  describe(`MailSource contract: ${harness.name}`, () => {
    let server: MailServerUnderTest;
    const theServer = (): MailServerUnderTest => server;
    const open = (): Promise<SourceSession> => harness.makeSource().open(server.connectOptions());

    beforeEach(async () => {
      server = await harness.startServer();
    });
    afterEach(() => server.stop());

    readingCases(harness, open, theServer);
    identityCases(open, theServer);
    endingCases(harness, open, theServer);
    if (harness.countsBytes) backPressureCase(open, theServer);
  });
};
