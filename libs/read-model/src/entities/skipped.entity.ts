import { bigInteger, instant, tableOf } from './columns.js';

/** A message left on the server on purpose. */
export interface SkippedRow {
  readonly mailboxId: string;
  readonly remoteKey: string;
  readonly reason: string;
  readonly receivedAt: string;
  readonly position: bigint;
}

export const SkippedRow = tableOf<SkippedRow>('skipped', {
  mailboxId: { type: 'uuid', primary: true },
  remoteKey: { type: 'text', primary: true },
  reason: { type: 'text' },
  receivedAt: { type: 'timestamptz', transformer: instant },
  position: { type: 'bigint', transformer: bigInteger },
});
