import { Injectable } from '@nestjs/common';
import { EventStore } from '@postbode/event-store';
import type { Position, RecordedEvent } from '@postbode/kernel';
import { FollowerPositions, type FollowProgress } from '@postbode/read-model';
import { linksFromLog } from '../links/links-from-log.js';
import { linkEventTypes, type MailboxLinks } from '../links/mailbox-links.js';
import { unlinkMailbox } from '../reactions/unlink-mailbox.js';
import { unlinksOfEvent } from '../reactions/unlinks-of-event.js';
import type { Follower } from './follower.js';

/** Positions without a reaction are noted now and then only; a restart looks at them again, which costs nothing. */
const noteEvery = 1000n;

/** Deleting a profile unlinks its mailboxes (specification 1.4): the one decision the system makes by itself. */
@Injectable()
export class ReactionsSubscription implements Follower {
  readonly name = 'reactions';

  constructor(
    private readonly store: EventStore,
    private readonly positions: FollowerPositions,
  ) {}

  async *follow(signal: AbortSignal): AsyncGenerator<FollowProgress, void> {
    let noted = await this.positions.load(this.name);
    const links = await linksFromLog(this.store, noted);
    for await (const { events, position, caughtUp } of this.store.subscribe({ from: noted, filter: { types: linkEventTypes }, signal })) {
      for (const event of events) await this.react(event, links);
      if (events.length > 0 || position - noted > noteEvery) noted = await this.note(position);
      yield { events: events.length, position, caughtUp };
    }
  }

  private async react(event: RecordedEvent, links: MailboxLinks): Promise<void> {
    links.apply(event);
    for (const unlink of unlinksOfEvent(event, links)) await unlinkMailbox(this.store, event, unlink);
  }

  private async note(position: Position): Promise<Position> {
    await this.positions.save(this.name, position);
    return position;
  }
}
