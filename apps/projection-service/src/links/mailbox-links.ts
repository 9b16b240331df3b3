import type { MailboxEvent, ProfileEvent } from '@postbode/domain';
import type { EventLike } from '@postbode/kernel';

/** The events that change which mailbox uses which profile. */
export const linkEventTypes = ['MailboxCreated', 'MailboxProfileChanged', 'MailboxDeleted', 'ProfileDeleted'] as const;

type LinkEvent = Extract<MailboxEvent | ProfileEvent, { type: (typeof linkEventTypes)[number] }>;

const isLinkEvent = (event: EventLike): event is LinkEvent => (linkEventTypes as readonly string[]).includes(event.type);

/** Which mailboxes use which profile, folded from the log: the read model would lag behind the event in hand. */
export class MailboxLinks {
  private readonly profiles = new Map<string, string>();
  private readonly mailboxes = new Map<string, Set<string>>();
  private readonly deleted = new Set<string>();

  apply(event: EventLike): void {
    if (!isLinkEvent(event)) return;
    switch (event.type) {
      case 'MailboxCreated':
        this.link(event.data.mailboxId, event.data.profileId);
        break;
      case 'MailboxProfileChanged':
        this.link(event.data.mailboxId, event.data.to);
        break;
      case 'MailboxDeleted':
        this.link(event.data.mailboxId, null);
        break;
      case 'ProfileDeleted':
        this.deleted.add(event.data.profileId);
        break;
    }
  }

  /** In the order they were linked. */
  mailboxesOf(profileId: string): readonly string[] {
    return [...(this.mailboxes.get(profileId) ?? [])];
  }

  profileOf(mailboxId: string): string | undefined {
    return this.profiles.get(mailboxId);
  }

  isDeleted(profileId: string): boolean {
    return this.deleted.has(profileId);
  }

  private link(mailboxId: string, profileId: string | null): void {
    const before = this.profiles.get(mailboxId);
    if (before !== undefined) this.mailboxes.get(before)?.delete(mailboxId);
    this.profiles.delete(mailboxId);
    if (profileId === null) return;
    this.profiles.set(mailboxId, profileId);
    this.mailboxes.set(profileId, (this.mailboxes.get(profileId) ?? new Set()).add(mailboxId));
  }
}
