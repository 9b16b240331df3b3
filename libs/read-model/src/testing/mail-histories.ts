import {
  categories,
  EmailIdentities,
  initialMailboxSyncState,
  mailboxSyncDecider,
  remoteKey,
  type MailboxSyncState,
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

const outcomeOf = ({ kind, uid, content }: Sight, uidValidity: number, identities: EmailIdentities): Outcome => {
  const remote: RemoteIdentityData = imapRemote(uid, String(uidValidity));
  const sha256 = contentHash(content);
  if (kind === 'gone') return { kind, remote };
  if (kind === 'skipped') return { kind, remote, receivedAt: '2025-01-01T00:00:00.000Z' };
  if (kind === 'unfetched') {
    const emailId = identities.issue(remote, null);
    return { kind: 'quarantined', emailId, remote, reason: 'not-fetched', size: null, sha256: null, blob: null };
  }
  if (identities.recognise(sha256) !== undefined) return { kind: 'recognised', remote, sha256 };
  const emailId = identities.issue(remote, sha256);
  if (kind === 'quarantined')
    return { kind, emailId, remote, reason: 'unreadable', size: content, sha256, blob: { segment: 's', offset: 0, length: content } };
  return { ...receivedOutcome(remote, content, emailId), envelope: envelopeOf(content) } as Outcome;
};

/** As a worker prepares them: each place once, and none that is held already. */
const preparedOutcomes = (state: MailboxSyncState, mailboxId: string, { sights, uidValidity }: Step): Outcome[] => {
  const identities = new EmailIdentities(mailboxId, state);
  const first = new Map(sights.map((one) => [one.uid, one]));
  return [...first.values()]
    .filter(({ kind, uid }) => kind === 'gone' || !state.held.has(remoteKey(imapRemote(uid, String(uidValidity)))))
    .map((one) => outcomeOf(one, uidValidity, identities));
};

/** What the decider makes of a history: only what can really be in a log. */
export const recordMail = (log: ListLog, history: MailHistory): RecordedEvent[] => {
  const states = new Map<string, ReturnType<typeof initialMailboxSyncState>>();
  return history.flatMap((step) => {
    const mailboxId = mailboxIdOf(step.mailbox);
    const state = states.get(mailboxId) ?? initialMailboxSyncState();
    states.set(mailboxId, state);
    const epoch = `imap/${step.uidValidity}`;
    const record = (command: MailboxSyncCommand): RecordedEvent[] => {
      const events = mailboxSyncDecider.decide(command, state);
      for (const event of events) mailboxSyncDecider.evolve(state, event);
      return log.add(streamName(categories.mailboxSync, mailboxId), ...events);
    };
    const opened = record({ type: 'OpenEpoch', mailboxId, epoch });
    const outcomes = preparedOutcomes(state, mailboxId, step);
    return [...opened, ...record(accountFor(outcomes, { mailboxId, epoch, cursor: { uidNext: step.sights.length } }))];
  });
};
