import type { RemoteIdentityData, SourceCursorData } from '@postbode/domain';
import { MailError, type FetchedMessage, type SourceListing, type SourceSession } from '@postbode/mail';

interface Held {
  readonly uid: number;
  readonly raw: Buffer;
  readonly receivedAt: Date;
}

/** What the server does wrong, for tests. */
export interface MaildropFaults {
  /** Called before each message is given; throwing ends the session there. */
  beforeGiving?: ((uid: number) => void) | undefined;
  /** Listed, never given. */
  withheld?: ReadonlySet<number> | undefined;
}

/** A mail server of one mailbox, without network: UIDs, UIDVALIDITY, and faults on demand. */
export class InMemoryMaildrop {
  private messages: Held[] = [];
  private uidValidity = 1;
  private nextUid = 1;
  faults: MaildropFaults = {};
  /** How many messages were given so far: what a second look at known mail costs. */
  given = 0;

  deliver(raw: string | Buffer, receivedAt = new Date('2026-11-01T10:00:00.000Z')): number {
    const uid = this.nextUid++;
    this.messages.push({ uid, raw: Buffer.from(raw), receivedAt });
    return uid;
  }

  remove(uid: number): void {
    this.messages = this.messages.filter((message) => message.uid !== uid);
  }

  /** Another UIDVALIDITY, UIDs from 1 in another order. */
  renumber(): void {
    this.uidValidity += 1;
    this.messages = [...this.messages].reverse().map((message, index) => ({ ...message, uid: index + 1 }));
    this.nextUid = this.messages.length + 1;
  }

  uids(): readonly number[] {
    return this.messages.map(({ uid }) => uid);
  }

  /** `<uidvalidity>/<uid>` and content: what our record must equal. */
  view(): ReadonlyMap<string, string> {
    return new Map(this.messages.map(({ uid, raw }) => [`${this.uidValidity}/${uid}`, raw.toString()]));
  }

  session(): SourceSession {
    return {
      unchangedSince: (cursor) => Promise.resolve(JSON.stringify(cursor) === JSON.stringify(this.cursor())),
      list: () => Promise.resolve(this.list()),
      fetch: (remotes) => this.fetch(remotes),
      waitForNews: () => Promise.resolve('timeout'),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }

  private cursor(): SourceCursorData {
    return { uidValidity: this.uidValidity, uidNext: this.nextUid, exists: this.messages.length };
  }

  private list(): SourceListing {
    const present = this.messages.map(({ uid }) => ({ remote: this.remote(uid) }));
    return { epoch: `imap/${this.uidValidity}`, present, cursor: this.cursor() };
  }

  private remote(uid: number): RemoteIdentityData {
    return { protocol: 'imap', folder: 'INBOX', uidValidity: String(this.uidValidity), uid };
  }

  private async *fetch(remotes: readonly RemoteIdentityData[]): AsyncGenerator<FetchedMessage> {
    for (const remote of remotes) {
      const message = this.messages.find(({ uid }) => remote.protocol === 'imap' && uid === remote.uid);
      if (message === undefined || this.faults.withheld?.has(message.uid) === true) continue;
      await Promise.resolve();
      this.faults.beforeGiving?.(message.uid);
      this.given += 1;
      yield { remote, raw: message.raw, receivedAt: message.receivedAt };
    }
  }
}

export const connectionLost = (): MailError =>
  new MailError({ code: 'mail.connection-lost', retry: 'now', scope: 'server' }, 'The connection was lost.');
