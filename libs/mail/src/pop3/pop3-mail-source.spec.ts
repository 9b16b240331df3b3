import { ScriptedPop3Server } from '../testing/index.js';
import { LoopbackDialer } from '../testing/loopback-dialer.js';
import { mailSourceContract, type MailServerUnderTest } from '../testing/mail-source.contract.js';
import { SlicingProxy } from '../testing/slicing-proxy.js';
import { Pop3MailSource } from './pop3-mail-source.js';

const login = { username: 'anna', password: 'pass word {é}' };

const underTest = (server: ScriptedPop3Server, port: number, stop: () => Promise<void>): MailServerUnderTest => ({
  deliver: async (raw) => void server.maildrop.deliver(raw),
  remove: async (index) => server.maildrop.remove(server.maildrop.messages[index]!.uidl),
  renumber: async () => server.maildrop.renumber(),
  connectOptions: (overrides) => ({
    server: { host: '127.0.0.1', port, security: 'none' },
    login: { username: login.username, password: Buffer.from(login.password) },
    signal: new AbortController().signal,
    ...overrides,
  }),
  bytesSent: () => server.bytesSent,
  stop,
});

const makeSource = (): Pop3MailSource => new Pop3MailSource(new LoopbackDialer(), { allowCleartext: true });
const asCarried = (raw: Buffer): Buffer => (raw.at(-1) === 10 ? raw : Buffer.concat([raw, Buffer.from('\r\n')]));
const facts = { makeSource, asCarried, keepsReceivedAt: false };

mailSourceContract({
  ...facts,
  name: 'POP3',
  countsBytes: true,
  startServer: async () => {
    const server = await ScriptedPop3Server.start(login);
    return underTest(server, server.port, () => server[Symbol.asyncDispose]());
  },
});

mailSourceContract({
  ...facts,
  name: 'POP3 without pipelining, SASL and response codes',
  countsBytes: true,
  startServer: async () => {
    const server = await ScriptedPop3Server.start({ ...login, script: { hides: ['PIPELINING', 'SASL', 'RESP', 'AUTH-'] } });
    return underTest(server, server.port, () => server[Symbol.asyncDispose]());
  },
});

mailSourceContract({
  ...facts,
  name: 'POP3 through a proxy that forwards 7 bytes at a time',
  countsBytes: false,
  startServer: async () => {
    const server = await ScriptedPop3Server.start(login);
    const proxy = await SlicingProxy.start(server.port, 7);
    return underTest(server, proxy.port, async () => {
      await proxy[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    });
  },
});
