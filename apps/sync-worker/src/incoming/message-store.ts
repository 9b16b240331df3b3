import { randomUUID } from 'node:crypto';
import type { BlobReference, BlobStore } from '@postbode/blob-store';
import { emailIdOf, envelopeContext, mailboxOwner, rawContext, type MailboxSyncState, type Outcome } from '@postbode/domain';
import type { Sealer, Vault } from '@postbode/vault';
import { isBeforeStart } from './plan-sync.js';
import type { ReadMessage } from './read-message.js';

type WithBytes = Extract<Outcome, { kind: 'received' | 'quarantined' }>;

/** Turns downloaded messages into outcomes, their bytes sealed and durable before anything refers to them. */
export class MessageStore {
  constructor(
    private readonly blobs: BlobStore,
    private readonly vault: Vault,
    private readonly mailboxId: string,
  ) {}

  async store(messages: readonly ReadMessage[], state: MailboxSyncState, startAfter: string | null): Promise<Outcome[]> {
    const recognise = recogniser(state);
    const kept: ReadMessage[] = [];
    const outcomes = messages.map((message): Outcome | undefined => {
      const { remote, receivedAt, sha256 } = message;
      if (receivedAt !== null && isBeforeStart(receivedAt, startAfter)) return { kind: 'skipped', remote, receivedAt };
      if (recognise(sha256)) return { kind: 'recognised', remote, sha256 };
      kept.push(message);
      return undefined;
    });
    const stored = (await this.write(kept)).values();
    return outcomes.map((outcome) => outcome ?? (stored.next().value as Outcome));
  }

  private async write(messages: readonly ReadMessage[]): Promise<WithBytes[]> {
    if (messages.length === 0) return [];
    const sealer = await this.vault.sealerFor(mailboxOwner(this.mailboxId));
    const parts = messages.map((message) => sealer.seal(message.raw, rawContext(this.mailboxId, message.sha256)));
    const references = await this.blobs.writeSegment(`${this.mailboxId}/${randomUUID()}`, parts);
    return messages.map((message, index) => this.outcome(message, references[index] as BlobReference, sealer));
  }

  private outcome({ remote, receivedAt, raw, sha256, envelope, unreadable }: ReadMessage, blob: BlobReference, sealer: Sealer): WithBytes {
    if (envelope === null) return { kind: 'quarantined', remote, reason: unreadable ?? 'unreadable', size: raw.length, sha256, blob };
    const context = envelopeContext(emailIdOf(this.mailboxId, remote, sha256));
    const sealed = sealer.seal(Buffer.from(JSON.stringify(envelope)), context).toString('base64');
    return { kind: 'received', remote, receivedAt, size: raw.length, sha256, blob, envelope: sealed };
  }
}

/** Says for each content whether an e-mail of it waits for a new place, each such e-mail once. */
const recogniser = (state: MailboxSyncState): ((sha256: string) => boolean) => {
  const used = new Map<string, number>();
  return (sha256) => {
    const waiting = state.detached.get(sha256)?.length ?? 0;
    const count = used.get(sha256) ?? 0;
    if (count >= waiting) return false;
    used.set(sha256, count + 1);
    return true;
  };
};
