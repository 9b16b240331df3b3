import type { EventLike } from '@postbode/kernel';
import { MailboxLinks } from '../links/mailbox-links.js';
import { unlinksOfEvent } from './unlinks-of-event.js';

const created = (mailboxId: string, profileId: string | null): EventLike => ({ type: 'MailboxCreated', data: { mailboxId, profileId } });
const deleted: EventLike = { type: 'ProfileDeleted', data: { profileId: 'p1' } };

/** What the last event leads to. */
const unlinksAfter = (...events: [EventLike, ...EventLike[]]) => {
  const links = new MailboxLinks();
  for (const event of events) links.apply(event);
  return unlinksOfEvent(events.at(-1) ?? events[0], links);
};

describe('unlinksOfEvent', () => {
  it('unlinks every mailbox of a deleted profile', () => {
    expect(unlinksAfter(created('m1', 'p1'), created('m2', 'p2'), created('m3', 'p1'), deleted)).toEqual([
      { mailboxId: 'm1', profileId: 'p1' },
      { mailboxId: 'm3', profileId: 'p1' },
    ]);
  });

  it('unlinks a mailbox that was associated after the deletion', () => {
    expect(unlinksAfter(deleted, created('m1', 'p1'))).toEqual([{ mailboxId: 'm1', profileId: 'p1' }]);
    const moved: EventLike = { type: 'MailboxProfileChanged', data: { mailboxId: 'm2', from: 'p2', to: 'p1' } };
    expect(unlinksAfter(created('m2', 'p2'), deleted, moved)).toEqual([{ mailboxId: 'm2', profileId: 'p1' }]);
  });

  it.each<EventLike>([
    created('m1', 'p2'),
    created('m1', null),
    { type: 'MailboxProfileChanged', data: { mailboxId: 'm1', from: 'p1', to: null } },
    { type: 'MailboxDeleted', data: { mailboxId: 'm1' } },
    { type: 'ProfileDeactivated', data: { profileId: 'p1' } },
  ])('leaves others alone: %j', (event) => {
    expect(unlinksAfter(deleted, event)).toEqual([]);
  });
});
