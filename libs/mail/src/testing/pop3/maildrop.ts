import { randomUUID } from 'node:crypto';

export interface StoredMessage {
  readonly uidl: string;
  readonly raw: Buffer;
}

/** The messages of one POP3 account, in memory, oldest first. */
export class Maildrop {
  private stored: StoredMessage[] = [];

  get messages(): readonly StoredMessage[] {
    return this.stored;
  }

  /** @param uidl given only to play a server that uses one twice. @returns the message's UIDL */
  deliver(raw: Buffer, uidl: string = randomUUID()): string {
    this.stored = [...this.stored, { uidl, raw }];
    return uidl;
  }

  remove(uidl: string): void {
    this.stored = this.stored.filter((message) => message.uidl !== uidl);
  }

  /** New UIDLs for all, as after a restore of the server. */
  renumber(): void {
    this.stored = this.stored.map(({ raw }) => ({ uidl: randomUUID(), raw }));
  }
}
