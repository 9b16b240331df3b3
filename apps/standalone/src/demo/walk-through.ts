import { pause } from '@postbode/kernel';
import type { SandboxEndpoint } from '@postbode/mail/testing';
import type { ApiClient } from './api-client.js';

export interface DemoMailServer {
  readonly imap: SandboxEndpoint;
  readonly smtp: SandboxEndpoint;
  readonly address: string;
  readonly password: string;
}

interface Written {
  readonly id: string;
  readonly revision: number;
  readonly position: string;
}

interface Leg {
  readonly status: string;
  readonly cause: { readonly message: string; readonly remedy: string } | null;
  readonly enabled: boolean;
}

interface Mailbox {
  readonly incoming: Leg;
  readonly outgoing: Leg;
  readonly testState: string;
  readonly received: number;
}

export interface ShownEmail {
  readonly id: string;
  readonly subject: string | null;
  readonly from: readonly { readonly name?: string; readonly address: string }[] | null;
  readonly arrivedAt: string;
  readonly hasAttachments: boolean | null;
}

type Say = (line: string) => void;

/** The office user the demo's mailbox belongs to. */
const regardingObjectId = '7d0f7f6e-0f6c-4a4e-9c1b-2f0f5c1f0a01';

/** Milliseconds each step may take. */
const stepLimitMs = 60_000;

const until = async <T>(look: () => Promise<T | undefined>, what: string): Promise<T> => {
  const limit = Date.now() + stepLimitMs;
  while (Date.now() < limit) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await pause(200);
  }
  throw new Error(`${what} did not happen within ${stepLimitMs / 1000} s.`);
};

const createProfile = async (api: ApiClient, { imap, smtp }: DemoMailServer): Promise<Written> =>
  (await api.send('POST', '/v1/profiles', {
    name: 'Sandbox',
    serverType: 'ImapSmtp',
    incomingServerLocation: imap.host,
    incomingPortNumber: imap.port,
    incomingTlsMode: 'Implicit',
    outgoingServerLocation: smtp.host,
    outgoingPortNumber: smtp.port,
    outgoingTlsMode: 'Implicit',
    consent: { noticeVersion: '2026-01' },
  })) as Written;

const createMailbox = async (api: ApiClient, profileId: string, { address, password }: DemoMailServer): Promise<Written> => {
  const mailbox = (await api.send('POST', '/v1/mailboxes', {
    kind: 'User',
    regardingObjectId,
    profileId,
    name: 'Anna de Vries',
    emailAddress: address,
    allowEmailConnectorToUseCredentials: true,
  })) as Written;
  const ifMatch = { 'if-match': `"${mailbox.revision}"` };
  return (await api.send('PUT', `/v1/mailboxes/${mailbox.id}/credentials`, { username: address, password }, ifMatch)) as Written;
};

const describeLeg = ({ status, cause }: Leg): string => (cause === null ? status : `${status}: ${cause.message} ${cause.remedy}`);

const testAndEnable = async (api: ApiClient, mailboxId: string, say: Say): Promise<void> => {
  const { position } = (await api.send('POST', `/v1/mailboxes/${mailboxId}/test-and-enable`, {})) as Written;
  const mailbox = await until(async () => {
    const seen = await api.get<Mailbox>(`/v1/mailboxes/${mailboxId}?minPosition=${position}`);
    return seen.testState === 'Completed' ? seen : undefined;
  }, 'The test');
  say(`  incoming ${describeLeg(mailbox.incoming)}, outgoing ${describeLeg(mailbox.outgoing)}`);
  if (!mailbox.incoming.enabled) throw new Error('The mailbox was not enabled.');
};

export const showEmail = ({ subject, from, arrivedAt, hasAttachments }: ShownEmail): string => {
  const sender = from?.[0]?.name ?? from?.[0]?.address ?? '';
  return `  ${arrivedAt.slice(0, 16).replace('T', ' ')}  ${sender.padEnd(22)} ${subject ?? ''}${hasAttachments === true ? '  [attachment]' : ''}`;
};

export const listEmails = async (api: ApiClient, mailboxId: string): Promise<readonly ShownEmail[]> =>
  (await api.get<{ items: readonly ShownEmail[] }>(`/v1/mailboxes/${mailboxId}/emails?limit=50`)).items;

/** From nothing to a synced mailbox, by the public API alone. @returns the mailbox's id */
export const walkThrough = async (api: ApiClient, server: DemoMailServer, expected: number, say: Say): Promise<string> => {
  say('1. A profile that describes the sandbox mail server');
  const profile = await createProfile(api, server);
  say(`2. A mailbox for ${server.address}, with its password in the vault`);
  const { id } = await createMailbox(api, profile.id, server);
  say('3. Test and enable: log in and read, log in to send');
  await testAndEnable(api, id, say);
  say('4. Mail flows in');
  let shown = -1;
  const emails = await until(async () => {
    const { received } = await api.get<Mailbox>(`/v1/mailboxes/${id}`);
    if (received !== shown) say(`  ${received} of ${expected} messages`);
    shown = received;
    const items = await listEmails(api, id);
    return items.length >= expected ? items : undefined;
  }, 'The first sync');
  for (const email of emails) say(showEmail(email));
  say('5. And the history explains it');
  const history = await api.get<{ items: readonly { type: string; actor: { id: string } }[] }>(`/v1/mailboxes/${id}/history`);
  for (const { type, actor } of [...history.items].reverse()) say(`  ${type.padEnd(24)} by ${actor.id}`);
  return id;
};
