import type { EventLike } from '@postbode/kernel';
import { MailboxLinks } from './mailbox-links.js';

const created = (mailboxId: string, profileId: string | null): EventLike => ({ type: 'MailboxCreated', data: { mailboxId, profileId } });
const moved = (mailboxId: string, from: string | null, to: string | null): EventLike => ({
  type: 'MailboxProfileChanged',
  data: { mailboxId, from, to },
});

const linksAfter = (...events: EventLike[]): MailboxLinks => {
  const links = new MailboxLinks();
  for (const event of events) links.apply(event);
  return links;
};

describe('MailboxLinks', () => {
  it('knows the mailboxes of a profile', () => {
    const links = linksAfter(created('m1', 'p1'), created('m2', 'p1'), created('m3', 'p2'), created('m4', null));
    expect(links.mailboxesOf('p1')).toEqual(['m1', 'm2']);
    expect(links.mailboxesOf('p2')).toEqual(['m3']);
    expect(links.mailboxesOf('p3')).toEqual([]);
    expect(links.profileOf('m4')).toBeUndefined();
  });

  it('follows a mailbox from profile to profile and away', () => {
    const history = [created('m1', 'p1'), moved('m1', 'p1', 'p2')];
    expect(linksAfter(...history).mailboxesOf('p1')).toEqual([]);
    expect(linksAfter(...history).profileOf('m1')).toBe('p2');
    expect(linksAfter(...history, moved('m1', 'p2', null)).mailboxesOf('p2')).toEqual([]);
  });

  it('forgets a deleted mailbox and remembers a deleted profile', () => {
    const links = linksAfter(
      created('m1', 'p1'),
      { type: 'MailboxDeleted', data: { mailboxId: 'm1' } },
      { type: 'ProfileDeleted', data: { profileId: 'p1' } },
    );
    expect(links.mailboxesOf('p1')).toEqual([]);
    expect(links.isDeleted('p1')).toBe(true);
    expect(links.isDeleted('p2')).toBe(false);
  });

  it('takes the same event twice for one, and others for none', () => {
    const links = linksAfter(created('m1', 'p1'), created('m1', 'p1'), { type: 'MailboxEnabled', data: { mailboxId: 'm2' } });
    expect(links.mailboxesOf('p1')).toEqual(['m1']);
  });
});
