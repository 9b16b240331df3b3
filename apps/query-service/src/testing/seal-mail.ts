import { createHash, randomUUID } from 'node:crypto';
import { envelopeContext, mailboxOwner, rawContext, type MailboxSyncEvent, type RemoteIdentityData } from '@postbode/domain';
import type { InMemoryBlobStore } from '@postbode/blob-store/testing';
import { readEnvelope } from '@postbode/mail';
import { EnvelopeOpener, parseEnvelope, type OpenEnvelope } from '@postbode/read-model';
import type { InMemoryVault } from '@postbode/vault/testing';

export interface StoredMail {
  readonly emailId: string;
  readonly event: MailboxSyncEvent;
}

export interface MailToStore {
  readonly mailboxId: string;
  readonly raw: Buffer;
  readonly uid: number;
  readonly receivedAt?: string;
  /** It is quarantined for this reason. */
  readonly quarantined?: string;
}

export const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Stores a message as a worker does, and gives the event it appends. */
export const sealMail = async (vault: InMemoryVault, blobs: InMemoryBlobStore, mail: MailToStore): Promise<StoredMail> => {
  const { mailboxId, raw, uid, receivedAt = '2026-11-01T10:00:00.000Z', quarantined } = mail;
  const remote: RemoteIdentityData = { protocol: 'imap', folder: 'INBOX', uidValidity: '1', uid };
  const sha256 = sha256Of(raw);
  const emailId = randomUUID();
  const sealer = await vault.sealerFor(mailboxOwner(mailboxId));
  const [blob] = await blobs.writeSegment(`${mailboxId}/${randomUUID()}`, [sealer.seal(raw, rawContext(mailboxId, sha256))]);
  const common = { mailboxId, emailId, remote, size: raw.length, sha256, blob: blob!, profileRevision: 0, mailboxRevision: 0 };
  if (quarantined !== undefined) return { emailId, event: { type: 'EmailQuarantined', data: { ...common, reason: quarantined } } };
  const envelope = sealer.seal(Buffer.from(JSON.stringify(readEnvelope(raw))), envelopeContext(emailId)).toString('base64');
  return { emailId, event: { type: 'EmailReceived', data: { ...common, receivedAt, envelope } } };
};

/** Opens envelopes for the projections. */
export class VaultEnvelopes extends EnvelopeOpener {
  constructor(private readonly vault: InMemoryVault) {
    super();
  }

  async forMailbox(mailboxId: string): Promise<OpenEnvelope> {
    const sealer = await this.vault.sealerFor(mailboxOwner(mailboxId));
    return (sealed, emailId) =>
      parseEnvelope(JSON.parse(sealer.open(Buffer.from(sealed, 'base64'), envelopeContext(emailId)).toString()) as unknown);
  }
}
