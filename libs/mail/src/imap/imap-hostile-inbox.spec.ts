import type { Socket } from 'node:net';
import { pause } from '@postbode/kernel';
import { ImapFlow } from 'imapflow';
import {
  codeOf,
  fetchAll,
  fetchRow,
  flood,
  HostileImap,
  hostilePassword,
  mailErrorOf,
  quickLimits,
  trickle,
} from '../testing/sandbox/hostile-imap.js';
import type { ImapExchange } from '../testing/sandbox/scripted-imap-server.js';

describe('a hostile IMAP server, after the login', () => {
  const hostile = new HostileImap();

  describe('in the inbox', () => {
    it.each(['', '* OK [UIDVALIDITY 0] ok\r\n* OK [UIDNEXT 1] ok\r\n', '* OK [UIDVALIDITY 5] ok\r\n'])(
      'without lasting identities (%j) is of no use',
      async (untagged) => {
        await hostile.start({
          script: ({ tag, command }) => (command === 'EXAMINE' ? `* 1 EXISTS\r\n${untagged}${tag} OK done\r\n` : undefined),
        });
        expect(await codeOf(hostile.open())).toBe('mail.unsupported');
      },
    );

    it.each(['* SEARCH\r\n', '', 'NO'])('an empty or refused list (%j) is not an empty mailbox', async (untagged) => {
      const answer = (tag: string): string => (untagged === 'NO' ? `${tag} NO cannot\r\n` : `${untagged}${tag} OK done\r\n`);
      await hostile.start({ messages: 3, script: ({ tag, command }) => (command === 'UID SEARCH' ? answer(tag) : undefined) });
      await hostile.open();
      expect(await codeOf(hostile.session.list())).toBe('mail.protocol-error');
    });

    it('a list of one byte now and then', async () => {
      await hostile.start({
        messages: 3,
        script: ({ socket, command }) => (command === 'UID SEARCH' ? trickle(socket, '* SEARCH '.padEnd(9_000, '1 '), 20) : undefined),
      });
      await hostile.open();
      expect(await codeOf(hostile.session.list())).toBe('mail.timeout');
      expect(await codeOf(hostile.session.list())).toBe('mail.timeout');
    });

    it('an endless line, in bounded memory', async () => {
      await hostile.start({
        messages: 3,
        script: ({ socket, command }) => (command === 'UID SEARCH' ? flood(socket, '1 '.repeat(30_000)) : undefined),
      });
      await hostile.open();
      expect(await codeOf(hostile.session.list())).toBe('mail.protocol-error');
    });

    it('a flood of VANISHED costs nothing', async () => {
      const vanished = '* VANISHED (EARLIER) 1:16000000\r\n'.repeat(200);
      await hostile.start({
        messages: 1,
        script: ({ tag, command }) =>
          command === 'NOOP' || command === 'EXAMINE'
            ? `${vanished}* 1 EXISTS\r\n* OK [UIDVALIDITY 7]\r\n* OK [UIDNEXT 2]\r\n${tag} OK\r\n`
            : undefined,
      });
      await hostile.open();
      const { cursor } = await hostile.session.list();
      expect(await hostile.session.unchangedSince(cursor)).toBe(true);
    });

    it('negative control: bare imapflow makes an event of every UID', async () => {
      await hostile.start({
        messages: 1,
        script: ({ tag, command }) => (command === 'NOOP' ? `* VANISHED (EARLIER) 1:100000\r\n${tag} OK\r\n` : undefined),
      });
      const auth = { user: 'anna', pass: hostilePassword };
      const bare = new ImapFlow({
        host: 'localhost',
        port: hostile.server.port,
        secure: true,
        tls: { ca: hostile.certificates.caPem },
        auth,
        logger: false,
        disableAutoIdle: true,
      });
      let events = 0;
      bare.on('expunge', () => events++);
      await bare.connect();
      await bare.mailboxOpen('INBOX');
      await bare.noop();
      await bare.logout();
      expect(events).toBe(100_000);
    });
  });

  describe('while fetching', () => {
    it('answers for other messages, twice, and without a body are ignored; what is missing is left out', async () => {
      const answers = [
        fetchRow(9, 99),
        fetchRow(1, 1),
        fetchRow(1, 1, 'again'),
        '* 2 FETCH (UID 2 FLAGS (\\Seen))\r\n',
        '* 3 EXPUNGE\r\n',
        fetchRow(3, 4),
      ].join('');
      await hostile.start({
        messages: 4,
        script: ({ tag, command }) => (command === 'UID FETCH' ? `${answers}${tag} OK done\r\n` : undefined),
      });
      const fetched = await fetchAll(await hostile.open());
      expect(fetched.map(({ raw }) => raw.toString())).toEqual(['message 1', 'message 4']);
      expect(fetched.map(({ remote }) => remote)).toMatchObject([{ uid: 1, uidValidity: '7' }, { uid: 4 }]);
    });

    it('an empty message is a message', async () => {
      await hostile.start({
        messages: 1,
        script: ({ tag, command }) => (command === 'UID FETCH' ? `* 1 FETCH (UID 1 BODY[] "")\r\n${tag} OK done\r\n` : undefined),
      });
      expect((await fetchAll(await hostile.open())).map(({ raw }) => raw.length)).toEqual([0]);
    });

    it('a message over the limit is named', async () => {
      const huge = `* 2 FETCH (UID 2 INTERNALDATE "01-Jan-2026 00:00:00 +0000" BODY[] {600000000}\r\n`;
      await hostile.start({
        messages: 3,
        script: ({ command, socket }) =>
          command === 'UID FETCH' ? pause(0).then(() => void socket.write(`${fetchRow(1, 1)}${huge}xxxx`)) : undefined,
      });
      const data = await mailErrorOf(fetchAll(await hostile.open()));
      expect(data).toMatchObject({
        code: 'mail.message-too-large',
        scope: 'message',
        retry: 'never',
        remote: { uid: 2, uidValidity: '7' },
      });
    });

    it('a message over the limit that cannot be named is not blamed on another', async () => {
      await hostile.start({
        messages: 3,
        script: ({ tag, command }) => (command === 'UID FETCH' ? `* 2 FETCH (BODY[] {600000000}\r\nxxx${tag}` : undefined),
      });
      const data = await mailErrorOf(fetchAll(await hostile.open()));
      expect(data).toMatchObject({ code: 'mail.message-too-large', scope: 'mailbox' });
      expect(data).not.toHaveProperty('remote');
    });

    it('one message the server cannot read does not keep the others', async () => {
      const uidsOf = (line: string): number[] => {
        const [first = 0, last = first] = (/FETCH ([\d:]+)/.exec(line)?.[1] ?? '').split(':').map(Number);
        return Array.from({ length: last - first + 1 }, (_, index) => first + index);
      };
      const answer = (tag: string, uids: number[]): string =>
        uids.includes(6) ? `${tag} NO Internal fault in message\r\n` : `${uids.map((uid) => fetchRow(uid, uid)).join('')}${tag} OK\r\n`;
      await hostile.start({
        messages: 9,
        script: ({ tag, command, line }) => (command === 'UID FETCH' ? answer(tag, uidsOf(line)) : undefined),
      });
      await hostile.open();
      const { present } = await hostile.session.list();
      const got: number[] = [];
      const data = await mailErrorOf(
        (async () => {
          for await (const { remote } of hostile.session.fetch(present.map((one) => one.remote))) got.push((remote as { uid: number }).uid);
        })(),
      );
      expect(got).toEqual([1, 2, 3, 4, 5]);
      expect(data).toMatchObject({ code: 'mail.message-unreadable', scope: 'message', remote: { uid: 6 } });
      const rest = present.slice(6).map((one) => one.remote);
      for await (const { remote } of hostile.session.fetch(rest)) got.push((remote as { uid: number }).uid);
      expect(got).toEqual([1, 2, 3, 4, 5, 7, 8, 9]);
    });

    it.each<[string, (socket: Socket) => Promise<void>, string]>([
      ['one byte now and then', (socket) => trickle(socket, fetchRow(2, 2, 'x'.repeat(9_000)), 20), 'mail.timeout'],
      ['silence', () => Promise.resolve(), 'mail.timeout'],
      [
        'flags of others without end',
        (socket) => flood(socket, '* 1 FETCH (UID 77 FLAGS (\\Seen))\r\n'.repeat(1_000)),
        'mail.protocol-error',
      ],
      ['untagged chatter without end', (socket) => flood(socket, '* OK still working on it\r\n'.repeat(1_000)), 'mail.protocol-error'],
      ['BYE', async (socket) => void socket.end('* BYE shutting down now\r\n'), 'mail.server-unavailable'],
      ['a cut in the middle of a message', async (socket) => void socket.destroy(), 'mail.connection-lost'],
      ['an end in the middle of a message', async (socket) => void socket.end(fetchRow(2, 2).slice(0, -8)), 'mail.connection-lost'],
      ['nonsense', (socket) => flood(socket, '('.repeat(60_000)), 'mail.protocol-error'],
    ])('%s ends it, and keeps what was complete', async (_name, misbehave, expected) => {
      await hostile.start({
        messages: 3,
        script: ({ socket, command }) => {
          if (command !== 'UID FETCH') return undefined;
          socket.write(fetchRow(1, 1));
          return pause(50).then(() => misbehave(socket));
        },
      });
      await hostile.open();
      const { present } = await hostile.session.list();
      const got: string[] = [];
      const fetching = (async () => {
        for await (const { raw } of hostile.session.fetch(present.map(({ remote }) => remote))) got.push(raw.toString());
      })();
      expect(await codeOf(fetching)).toBe(expected);
      expect(got).toEqual(['message 1']);
    });

    it('negative control: without the watch, one byte now and then goes on', async () => {
      const script = ({ socket, command }: ImapExchange) =>
        command === 'UID FETCH' ? trickle(socket, fetchRow(1, 1, 'x'.repeat(9_000)), 20) : undefined;
      await hostile.start({ messages: 1, script });
      await hostile.open('tls', { limits: { ...quickLimits, stallMs: 3_600_000 } });
      const fetching = fetchAll(hostile.session).then(
        () => 'ended',
        () => 'ended',
      );
      expect(await Promise.race([fetching, pause(1_500)])).toBeUndefined();
    });

    it('does not read on while its consumer is slow', async () => {
      const body = 'x'.repeat(2 ** 20 - 1_000);
      let sent = 0;
      const serve = async (socket: Socket, tag: string): Promise<void> => {
        for (let uid = 1; uid <= 48 && !socket.destroyed; uid++) {
          const more = socket.write(fetchRow(uid, uid, body));
          sent += body.length;
          if (!more) await new Promise<void>((resolve) => void socket.once('drain', resolve).once('close', resolve));
        }
        if (!socket.destroyed) socket.write(`${tag} OK done\r\n`);
      };
      await hostile.start({
        messages: 48,
        script: ({ socket, tag, command }) => (command === 'UID FETCH' ? serve(socket, tag) : undefined),
      });
      await hostile.open('tls', { limits: { ...quickLimits, chunkBytes: 2 ** 30 } });
      const { present } = await hostile.session.list();
      for await (const message of hostile.session.fetch(present.map(({ remote }) => remote))) {
        expect(message.raw).toHaveLength(body.length);
        await pause(1_000); // longer than three stall periods: the consumer's slowness is not the server's
        break;
      }
      expect(sent).toBeLessThan(24 * 2 ** 20);
    });
  });

  describe('while waiting for news', () => {
    const never = new AbortController().signal;

    it('hears of new mail, also of mail that came before it began to wait', async () => {
      await hostile.start({
        messages: 1,
        script: ({ tag, command }) =>
          command === 'IDLE'
            ? '+ idling\r\n* 2 EXISTS\r\n'
            : command.startsWith('DONE')
              ? undefined
              : command === 'UID SEARCH'
                ? `* SEARCH 1\r\n* 2 EXISTS\r\n${tag} OK\r\n`
                : undefined,
      });
      await hostile.open();
      await hostile.session.list();
      expect(await hostile.session.waitForNews(60_000, never)).toBe('news');
      expect(hostile.server.saidInTls.some((line) => line.endsWith(' IDLE'))).toBe(false);
    });

    it('notices a half-open connection', async () => {
      await hostile.start({
        script: ({ command }) => (command === 'IDLE' ? '+ idling\r\n' : command === 'NOOP' ? Promise.resolve() : undefined),
      });
      await hostile.open('tls', { limits: { ...quickLimits, idleMs: 200 } });
      expect(await codeOf(hostile.session.waitForNews(60_000, never))).toBe('mail.timeout');
    });

    it('notices that the server ends it', async () => {
      await hostile.start({
        script: ({ command, socket }) =>
          command === 'IDLE' ? pause(0).then(() => void socket.end('+ idling\r\n* BYE restarting\r\n')) : undefined,
      });
      await hostile.open();
      expect(await codeOf(hostile.session.waitForNews(60_000, never))).toBe('mail.connection-lost');
    });

    it('asks now and then where there is no IDLE', async () => {
      let asked = 0;
      await hostile.start({
        script: ({ tag, command }) => {
          if (command === 'CAPABILITY') return `* CAPABILITY IMAP4rev1\r\n${tag} OK\r\n`;
          return command === 'NOOP' && ++asked > 2 ? `* 5 EXISTS\r\n${tag} OK\r\n` : undefined;
        },
      });
      await hostile.open('tls', { limits: { ...quickLimits, idleMs: 100 } });
      expect(await hostile.session.waitForNews(60_000, never)).toBe('news');
    });
  });
});
