import {
  categories,
  initialMailboxSyncState,
  mailboxSyncDecider,
  type MailboxSyncCommand,
  type Outcome,
  type RemoteIdentityData,
} from '@postbode/domain';
import { accountFor, contentHash, imapRemote, receivedOutcome } from '@postbode/domain/testing';
import { streamName, type RecordedEvent } from '@postbode/kernel';
import fc from 'fast-check';
import type { ListLog } from './list-log.js';
import { plainEnvelope } from './plain-envelopes.js';

/** One thing the server shows: few places and few contents, so that they meet often. */
interface Sight {
  readonly kind: Outcome['kind'] | 'unfetched';
  readonly uid: number;
  readonly content: number;
}

interface Step {
  readonly mailbox: number;
  readonly uidValidity: number;
  readonly sights: readonly Sight[];
}

export type MailHistory = readonly Step[];

const sight: fc.Arbitrary<Sight> = fc.record({
  kind: fc.constantFrom('received', 'received', 'received', 'gone', 'skipped', 'quarantined', 'unfetched', 'recognised'),
  uid: fc.integer({ min: 1, max: 6 }),
  content: fc.integer({ min: 1, max: 5 }),
});

/** Two mailboxes, mostly one numbering of the messages, now and then another. */
export const mailHistory: fc.Arbitrary<MailHistory> = fc.array(
  fc.record({
    mailbox: fc.integer({ min: 1, max: 2 }),
    uidValidity: fc.constantFrom(1, 1, 1, 2, 3),
    sights: fc.array(sight, { minLength: 1, maxLength: 6 }),
  }),
  { minLength: 1, maxLength: 14 },
);

export const mailboxIdOf = (n: number): string => `22222222-2222-4222-8222-${n.toString().padStart(12, '0')}`;

const envelopeOf = (content: number): string =>
  plainEnvelope({ subject: `Content\0 ${content}`, from: [{ name: 'Anna', address: 'anna@example.com' }], to: [], cc: [], references: [] });

const outcomeOf = ({ kind, uid, content }: Sight, uidValidity: number): Outcome => {
  const remote: RemoteIdentityData = imapRemote(uid, String(uidValidity));
  const sha256 = contentHash(content);
  switch (kind) {
    case 'received':
      return { ...receivedOutcome(remote, content), kind, envelope: envelopeOf(content) } as Outcome;
    case 'quarantined':
      return { kind, remote, reason: 'unreadable', size: content, sha256, blob: { segment: 's', offset: 0, length: content } };
    case 'unfetched':
      return { kind: 'quarantined', remote, reason: 'not-fetched', size: null, sha256: null, blob: null };
    case 'skipped':
      return { kind, remote, receivedAt: '2025-01-01T00:00:00.000Z' };
    case 'recognised':
      return { kind, remote, sha256 };
    case 'gone':
      return { kind, remote };
  }
};

/** What the decider makes of a history: only what can really be in a log. */
export const recordMail = (log: ListLog, history: MailHistory): RecordedEvent[] => {
  const states = new Map<string, ReturnType<typeof initialMailboxSyncState>>();
  return history.flatMap(({ mailbox, uidValidity, sights }) => {
    const mailboxId = mailboxIdOf(mailbox);
    const state = states.get(mailboxId) ?? initialMailboxSyncState();
    states.set(mailboxId, state);
    const epoch = `imap/${uidValidity}`;
    const outcomes = sights.map((one) => outcomeOf(one, uidValidity));
    const commands: MailboxSyncCommand[] = [
      { type: 'OpenEpoch', mailboxId, epoch },
      accountFor(outcomes, { mailboxId, epoch, cursor: { uidNext: sights.length } }),
    ];
    return commands.flatMap((command) => {
      const events = mailboxSyncDecider.decide(command, state);
      for (const event of events) mailboxSyncDecider.evolve(state, event);
      return log.add(streamName(categories.mailboxSync, mailboxId), ...events);
    });
  });
};

/** Whether two e-mails got one id: the second has the place and content the first had before it moved. */
export const sharesAnId = (events: readonly RecordedEvent[]): boolean => {
  const ids = events.flatMap(({ type, data }) => (type === 'EmailReceived' ? [(data as { emailId: string }).emailId] : []));
  return new Set(ids).size < ids.length;
};
