import { hash } from 'node:crypto';
import type { RemoteIdentityData } from '@postbode/domain';
import { inspectStructure, MessageUnreadableError, readEnvelope, type Envelope, type FetchedMessage } from '@postbode/mail';

/** What the sealed envelope holds: the header's own, and how many attachments there are. */
export type StoredEnvelope = Envelope & { readonly attachmentCount: number };

/** A downloaded message, hashed and looked into. `unreadable` names why it will be quarantined. */
export interface ReadMessage {
  readonly remote: RemoteIdentityData;
  readonly raw: Buffer;
  readonly sha256: string;
  /** ISO instant of the server's receipt; from the Date header where the protocol has none (POP3). */
  readonly receivedAt: string | null;
  readonly envelope: StoredEnvelope | null;
  readonly unreadable: string | null;
}

const inspect = (raw: Buffer): { envelope: StoredEnvelope | null; unreadable: string | null } => {
  try {
    const envelope = readEnvelope(raw);
    return { envelope: { ...envelope, attachmentCount: inspectStructure(raw).attachments }, unreadable: null };
  } catch (error) {
    if (error instanceof MessageUnreadableError) return { envelope: null, unreadable: error.reason };
    throw error;
  }
};

/** Years a receipt may lie in: servers do send absurd INTERNALDATEs (pitfall 40), and the log keeps instants of four-digit years only. */
const isSane = (instant: Date): boolean => instant.getTime() >= 0 && instant.getTime() < Date.UTC(2100, 0, 1);

export const readMessage = ({ remote, raw, receivedAt }: FetchedMessage): ReadMessage => {
  const { envelope, unreadable } = inspect(raw);
  const instant = receivedAt !== undefined && isSane(receivedAt) ? receivedAt.toISOString() : (envelope?.date ?? null);
  return { remote, raw, sha256: hash('sha256', raw, 'hex'), receivedAt: instant, envelope, unreadable };
};
