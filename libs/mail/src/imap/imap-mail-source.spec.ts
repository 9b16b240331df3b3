import { DialPolicy, PolicyDialer } from '../dialer/index.js';
import type { ConnectOptions } from '../mail-source.js';
import { mailSourceContract, type MailServerUnderTest } from '../testing/mail-source.contract.js';
import { SandboxMailServer } from '../testing/sandbox/index.js';
import { ImapMailSource } from './imap-mail-source.js';

const address = 'anna@example.org';
const password = 'Zebra{42}Geheim';
let sandbox: SandboxMailServer | undefined;

const dialer = (): PolicyDialer =>
  new PolicyDialer({
    policy: new DialPolicy({ allow: ['127.0.0.0/8:1024-65535', '::1/128:1024-65535'] }),
    resolve: async () => ['127.0.0.1'],
    extraCa: sandbox === undefined ? [] : [sandbox.caPem],
  });

const connectOptions = (overrides: Partial<ConnectOptions> = {}): ConnectOptions => ({
  server: { ...sandbox!.imap, security: 'tls' },
  login: { username: address, password: Buffer.from(password) },
  signal: new AbortController().signal,
  ...overrides,
});

const startServer = async (): Promise<MailServerUnderTest> => {
  const server = (sandbox = await SandboxMailServer.start({ users: [{ address, password }] }));
  return {
    deliver: async (raw, receivedAt) => void server.deliver(address, raw, receivedAt),
    remove: async (index) => server.remove(address, server.uids(address)[index]!),
    renumber: async () => server.resetUidValidity(address),
    connectOptions,
    stop: () => server[Symbol.asyncDispose](),
  };
};

mailSourceContract({
  name: 'IMAP, hoodiecrow',
  startServer,
  makeSource: () => new ImapMailSource(dialer()),
  keepsReceivedAt: true,
  countsBytes: false,
});
