import { Injectable } from '@nestjs/common';
import { encodeWork } from '@postbode/contracts';
import { categories } from '@postbode/domain';
import { EventStore } from '@postbode/event-store';
import type { RecordedEvent } from '@postbode/kernel';
import type { FollowProgress } from '@postbode/read-model';
import { WorkFeed, type WorkItem } from '@postbode/work-feed';
import { workOfEvent } from '../dispatch/work-of-event.js';
import { linksFromLog } from '../links/links-from-log.js';
import type { MailboxLinks } from '../links/mailbox-links.js';
import type { Follower } from './follower.js';

const itemsOf = (event: RecordedEvent, links: MailboxLinks): WorkItem[] => {
  const items = workOfEvent(event, links).map(encodeWork);
  links.apply(event);
  return items;
};

/**
 * From decisions to wake-ups of workers. Resumes after the last position the feed has; the feed drops what it has seen, so
 * all items of one position go in one call: half of them would look like all of them.
 */
@Injectable()
export class DispatchSubscription implements Follower {
  readonly name = 'dispatch';

  constructor(
    private readonly store: EventStore,
    private readonly feed: WorkFeed,
  ) {}

  async *follow(signal: AbortSignal): AsyncGenerator<FollowProgress, void> {
    const from = await this.feed.lastDispatched();
    const links = await linksFromLog(this.store, from);
    const filter = { categories: [categories.mailbox, categories.profile] };
    for await (const { events, position, caughtUp } of this.store.subscribe({ from, filter, signal })) {
      const items = events.flatMap((event) => itemsOf(event, links));
      if (items.length > 0) await this.feed.dispatch(items);
      yield { events: events.length, position, caughtUp };
    }
  }
}
