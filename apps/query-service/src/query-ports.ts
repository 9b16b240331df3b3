import type { BlobStore } from '@postbode/blob-store';
import type { EventStore } from '@postbode/event-store';
import type { MimeParser } from '@postbode/mail';
import type { ReadModelDatabase } from '@postbode/read-model';
import type { Vault } from '@postbode/vault';

/** A stored message is not what it was when it was stored, or not there at all. Somebody has to look at the storage. */
export interface ContentDamage {
  readonly emailId: string;
  readonly mailboxId: string;
  /** `different`: it opens, but its SHA-256 is not the one of the log. */
  readonly damage: 'missing' | 'corrupt' | 'does-not-open' | 'different';
}

/** Everything the query service stands on; made and closed by whoever composes the app. */
export interface QueryPorts {
  readonly store: Pick<EventStore, 'readStream' | 'head'>;
  readonly readModel: ReadModelDatabase;
  readonly vault: Pick<Vault, 'sealerFor'>;
  readonly blobs: Pick<BlobStore, 'read'>;
  readonly parser: MimeParser;
  /** For the log and a metric; the caller gets 500. */
  readonly onContentDamaged?: ((damage: ContentDamage) => void) | undefined;
  /** Milliseconds a read waits for the position it asks for. Default 10,000. */
  readonly waitMs?: number | undefined;
}

export const queryPorts = Symbol('QueryPorts');
