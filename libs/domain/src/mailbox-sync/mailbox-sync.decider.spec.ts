import fc from 'fast-check';
import { fold } from '@postbode/kernel';
import {
  accountFor,
  contentHash,
  exampleMailboxId as mailboxId,
  firstEmailId,
  imapRemote,
  preparedOutcomes,
  receivedOutcome,
} from '../testing/index.js';
import { mailboxSyncDecider, type MailboxSyncCommand, type Outcome } from './mailbox-sync.decider.js';
import type { MailboxSyncEvent } from './mailbox-sync.events.js';
import { EmailIdentities } from './email-identities.js';
import { initialMailboxSyncState, remoteKey } from './mailbox-sync.state.js';

/** Applies commands one after the other, as the worker does, and gives everything that was recorded. */
const run = (...commands: MailboxSyncCommand[]): MailboxSyncEvent[] => {
  const history: MailboxSyncEvent[] = [];
  for (const command of commands) history.push(...mailboxSyncDecider.decide(command, fold(mailboxSyncDecider, history)));
  return history;
};

const open = (epoch = 'imap/1'): MailboxSyncCommand => ({ type: 'OpenEpoch', mailboxId, epoch });
const typesOf = (events: readonly MailboxSyncEvent[]): string[] => events.map((event) => event.type);
const received = (uid: number, content = uid, uidValidity = '1'): Outcome => receivedOutcome(imapRemote(uid, uidValidity), content);
const gone = (uid: number): Outcome => ({ kind: 'gone', remote: imapRemote(uid) });

describe('accounting for messages', () => {
  it('refuses outcomes of an epoch that is not open', () => {
    expect(() => run(accountFor([received(1)]))).toThrow('another numbering');
  });

  it('receives each place once, however often it is told', () => {
    const events = run(open(), accountFor([received(1), received(1)]), accountFor([received(1), received(2)]));
    expect(typesOf(events)).toEqual(['CursorReset', 'EmailReceived', 'EmailReceived']);
  });

  it('puts the cursor after the messages it covers, in the same batch', () => {
    const events = run(open(), accountFor([received(1)], { cursor: { uidNext: 2 } }));
    expect(typesOf(events)).toEqual(['CursorReset', 'EmailReceived', 'CursorAdvanced']);
  });

  it('keeps two messages of one content apart while both are on the server', () => {
    const events = run(open(), accountFor([received(1, 7), received(2, 7)]));
    expect(typesOf(events)).toEqual(['CursorReset', 'EmailReceived', 'EmailReceived']);
  });

  it('takes up a skipped message later, when the start of processing moves back', () => {
    const skipped: Outcome = { kind: 'skipped', remote: imapRemote(1), receivedAt: '2020-01-01T00:00:00.000Z' };
    const events = run(open(), accountFor([skipped]), accountFor([skipped]), accountFor([received(1)]));
    expect(typesOf(events)).toEqual(['CursorReset', 'EmailSkipped', 'EmailReceived']);
  });

  it('quarantines with what there is, and forgets an unfetched one that is gone', () => {
    const unreadable: Outcome = {
      kind: 'quarantined',
      emailId: new EmailIdentities(mailboxId, initialMailboxSyncState()).issue(imapRemote(1), null),
      remote: imapRemote(1),
      reason: 'too-large',
      size: 9,
      sha256: null,
      blob: null,
    };
    expect(typesOf(run(open(), accountFor([unreadable]), accountFor([gone(1)])))).toEqual([
      'CursorReset',
      'EmailQuarantined',
      'RemoteForgotten',
    ]);
  });
});

describe('what is kept in memory of 100,000 messages', () => {
  it('is no more than who it is and where it lies: not the sealed envelope', () => {
    const { held } = fold(mailboxSyncDecider, run(open(), accountFor([received(1)])));
    expect([...held.values()].map((email) => Object.keys(email).sort())).toEqual([['emailId', 'remote', 'sha256']]);
  });
});

describe('recognising by content', () => {
  it('takes a message that left and came back as the same e-mail', () => {
    const events = run(open(), accountFor([received(1, 7)]), accountFor([gone(1)]), accountFor([received(5, 7)]));
    expect(typesOf(events)).toEqual(['CursorReset', 'EmailReceived', 'EmailRemovedFromServer', 'EmailRelocated']);
    expect(events[3]).toMatchObject({ data: { emailId: firstEmailId(imapRemote(1), 7), remote: imapRemote(5) } });
  });

  it('recognises everything after the server renumbered, each e-mail once', () => {
    const events = run(
      open(),
      accountFor([received(1, 7), received(2, 7), received(3, 8)]),
      open('imap/2'),
      accountFor([received(1, 7, '2'), received(2, 8, '2'), received(3, 7, '2'), received(4, 7, '2')], { epoch: 'imap/2' }),
    );
    expect(typesOf(events.slice(4))).toEqual(['CursorReset', 'EmailRelocated', 'EmailRelocated', 'EmailRelocated', 'EmailReceived']);
    const relocated = events.flatMap((event) => (event.type === 'EmailRelocated' ? [event.data.emailId] : []));
    expect(new Set(relocated).size).toBe(3);
  });
});

describe('ids of e-mails', () => {
  it('gives a second message of the same content at the same place an id of its own, once the first has moved on', () => {
    const history = run(open(), accountFor([received(1, 7)]), accountFor([gone(1)]), accountFor([received(5, 7)]));
    const second = firstEmailId(imapRemote(1), 7, fold(mailboxSyncDecider, history));
    expect(second).not.toBe(firstEmailId(imapRemote(1), 7));
    const state = fold(mailboxSyncDecider, history);
    expect(mailboxSyncDecider.decide(accountFor([receivedOutcome(imapRemote(1), 7, second)]), state)).toMatchObject([
      { type: 'EmailReceived', data: { emailId: second } },
    ]);
    expect(() => mailboxSyncDecider.decide(accountFor([received(1, 7)]), state)).toThrow('another state of the mailbox');
  });
});

describe('whatever the server does', () => {
  const server = fc.array(
    fc.record({
      keep: fc.array(fc.boolean(), { maxLength: 12 }),
      add: fc.array(fc.nat(4), { maxLength: 6 }),
      renumber: fc.boolean(),
      back: fc.boolean(),
    }),
    {
      maxLength: 8,
    },
  );

  it('holds exactly what is on the server, and never one e-mail at two places', () => {
    fc.assert(
      fc.property(server, fc.integer({ min: 1, max: 5 }), (steps, batchSize) => {
        const history: MailboxSyncEvent[] = [];
        const tell = (command: MailboxSyncCommand): unknown =>
          history.push(...mailboxSyncDecider.decide(command, fold(mailboxSyncDecider, history)));
        let validity = 1;
        let next = 1;
        let present: { uid: number; content: number }[] = [];
        for (const { keep, add, renumber, back } of steps) {
          const removed = present.filter((_, index) => keep[index] === false);
          present = present.filter((_, index) => keep[index] !== false);
          if (renumber) {
            validity = back && validity > 1 ? validity - 1 : validity + 1;
            present = present.map(({ content }, index) => ({ uid: index + 1, content }));
            next = present.length + 1;
          }
          for (const content of add) present.push({ uid: next++, content });
          const epoch = `imap/${validity}`;
          tell({ type: 'OpenEpoch', mailboxId, epoch });
          if (!renumber)
            tell(
              accountFor(
                removed.map(({ uid }) => ({ kind: 'gone', remote: imapRemote(uid, String(validity)) })),
                { epoch },
              ),
            );
          for (let at = 0; at < present.length; at += batchSize) {
            const messages = present
              .slice(at, at + batchSize)
              .map(({ uid, content }) => ({ remote: imapRemote(uid, String(validity)), content }));
            const state = fold(mailboxSyncDecider, history);
            const unknown = messages.filter(({ remote }) => !state.held.has(remoteKey(remote)));
            const batch = preparedOutcomes(state, unknown);
            tell(accountFor(batch, { epoch }));
            tell(accountFor(batch, { epoch }));
          }
        }
        const held = [...fold(mailboxSyncDecider, history).held.values()];
        const view = (items: { key: string; content: string }[]): string[] => items.map(({ key, content }) => `${key} ${content}`).sort();
        expect(view(held.map((email) => ({ key: remoteKey(email.remote), content: email.sha256 ?? '' })))).toEqual(
          view(present.map(({ uid, content }) => ({ key: `${validity}/${uid}`, content: contentHash(content) }))),
        );
        expect(new Set(held.map((email) => email.emailId)).size).toBe(held.length);
      }),
      { numRuns: 300 },
    );
  });
});
