import { randomUUID } from 'node:crypto';
import type { BlobReference, BlobStore } from '@postbode/blob-store';
import { EmailIdentities, envelopeContext, mailboxOwner, rawContext, type MailboxSyncState, type Outcome } from '@postbode/domain';
import type { Sealer, Vault } from '@postbode/vault';
import { isBeforeStart } from './plan-sync.js';
import type { ReadMessage } from './read-message.js';

type IdentifiedMessage = ReadMessage & { readonly emailId: string };
type WithBytes = Extract<Outcome, { kind: 'received' | 'quarantined' }>;

/** Turns downloaded messages into outcomes, their bytes sealed and durable before anything refers to them. */
export class MessageStore {
  constructor(
    private readonly blobs: BlobStore,
    private readonly vault: Vault,
    private readonly mailboxId: string,
  ) {}

  /** @param state as of now: the append that follows must be decided on the same */
  async store(messages: readonly ReadMessage[], state: MailboxSyncState, startAfter: string | null): Promise<Outcome[]> {
    const identities = new EmailIdentities(this.mailboxId, state);
    const kept: IdentifiedMessage[] = [];
    const outcomes = messages.map((message): Outcome | undefined => {
      const { remote, receivedAt, sha256 } = message;
      if (receivedAt !== null && isBeforeStart(receivedAt, startAfter)) return { kind: 'skipped', remote, receivedAt };
      if (identities.recognise(sha256) !== undefined) return { kind: 'recognised', remote, sha256 };
      kept.push({ ...message, emailId: identities.issue(remote, sha256) });
      return undefined;
    });
    const stored = (await this.write(kept)).values();
    return outcomes.map((outcome) => outcome ?? (stored.next().value as Outcome));
  }

  private async write(messages: readonly IdentifiedMessage[]): Promise<WithBytes[]> {
    if (messages.length === 0) return [];
    const sealer = await this.vault.sealerFor(mailboxOwner(this.mailboxId));
    const parts = messages.map((message) => sealer.seal(message.raw, rawContext(this.mailboxId, message.sha256)));
    const references = await this.blobs.writeSegment(`${this.mailboxId}/${randomUUID()}`, parts);
    return messages.map((message, index) => this.outcome(message, references[index] as BlobReference, sealer));
  }

  private outcome(message: IdentifiedMessage, blob: BlobReference, sealer: Sealer): WithBytes {
    const { emailId, remote, receivedAt, raw, sha256, envelope, unreadable } = message;
    const size = raw.length;
    if (envelope === null) return { kind: 'quarantined', emailId, remote, reason: unreadable ?? 'unreadable', size, sha256, blob };
    const sealed = sealer.seal(Buffer.from(JSON.stringify(envelope)), envelopeContext(emailId)).toString('base64');
    return { kind: 'received', emailId, remote, receivedAt, size, sha256, blob, envelope: sealed };
  }
}
