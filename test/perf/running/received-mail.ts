import { createHash } from 'node:crypto';
import { categories, envelopeContext, type EmailReceived } from '@postbode/domain';
import type { EventStore } from '@postbode/event-store';
import { randomId, streamName, type NewEvent } from '@postbode/kernel';
import type { Sealer } from '@postbode/vault';

const actor = { id: 'bench', kind: 'service' } as const;

/** Subject, addresses and date as a worker finds them in ordinary mail. */
const envelopeOf = (n: number): object => ({
  messageId: `bench-${n}@example.org`,
  inReplyTo: null,
  references: [],
  subject: `Monthly figures of department ${n % 31}, number ${n}`,
  from: [{ name: `Sender ${n % 97}`, address: `sender${n % 97}@example.org` }],
  sender: [],
  replyTo: [],
  to: [{ name: 'Anna de Vries', address: 'anna@example.org' }],
  cc: n % 3 === 0 ? [{ name: '', address: 'team@example.org' }] : [],
  bcc: [],
  date: new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString(),
  hasAttachments: n % 5 === 0,
  attachmentCount: n % 5 === 0 ? 1 : 0,
});

/** What a worker records for the message with that UID: every field as in production, the envelope really sealed. */
const received = (mailboxId: string, uid: number, sealer: Sealer): EmailReceived['data'] => {
  const emailId = randomId();
  return {
    mailboxId,
    emailId,
    remote: { protocol: 'imap', folder: 'INBOX', uidValidity: '1700000000', uid },
    receivedAt: new Date(Date.UTC(2026, 0, 1) + uid * 60_000).toISOString(),
    size: 4_000 + (uid % 100),
    sha256: createHash('sha256').update(emailId).digest('hex'),
    blob: { segment: `${mailboxId}/${emailId}`, offset: uid * 4_100, length: 4_029 },
    envelope: sealer.seal(Buffer.from(JSON.stringify(envelopeOf(uid))), envelopeContext(emailId)).toString('base64'),
    profileRevision: 0,
    mailboxRevision: 3,
  };
};

/** Events as the worker's journal makes them. */
export const receivedMail = (mailboxId: string, firstUid: number, count: number, sealer: Sealer): NewEvent[] => {
  const commandId = randomId();
  const metadata = { commandId, command: 'AccountFor', correlationId: commandId, causationId: commandId, actor, schemaVersion: 1 };
  return Array.from({ length: count }, (_, index) => ({
    id: randomId(),
    type: 'EmailReceived',
    data: received(mailboxId, firstUid + index, sealer),
    metadata,
  }));
};

/** A mailbox's history of that many messages, 500 an append. */
export const recordMail = async (store: EventStore, mailboxId: string, count: number, sealer: Sealer): Promise<void> => {
  const stream = streamName(categories.mailboxSync, mailboxId);
  for (let at = 0; at < count; at += 500)
    await store.append(stream, at - 1, receivedMail(mailboxId, at + 1, Math.min(500, count - at), sealer));
};
