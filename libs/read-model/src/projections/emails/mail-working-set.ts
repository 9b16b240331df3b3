import type { EmailRow, MailboxSyncRow, SkippedRow } from '../../entities/index.js';
import { emptyMailboxSync } from './email-rows.js';

const placeOf = (mailboxId: string, key: string): string => `${mailboxId} ${key}`;

/**
 * The rows a batch touches, in memory: loaded before, changed event by event, written back at once. Counts change here and
 * nowhere else, by what really changed: a batch cut differently counts the same.
 */
export class MailWorkingSet {
  readonly changedEmails = new Map<string, EmailRow>();
  readonly changedSkipped = new Map<string, SkippedRow>();
  readonly removedSkipped = new Map<string, SkippedRow>();
  /** Mailboxes renumbered in this batch, and where first: what is not in memory lost its place there. */
  readonly renumbered = new Map<string, bigint>();
  private readonly emails = new Map<string, EmailRow>();
  private readonly byPlace = new Map<string, EmailRow>();
  private readonly skipped = new Map<string, SkippedRow>();

  constructor(
    private readonly mailboxes: Map<string, MailboxSyncRow>,
    emails: readonly EmailRow[],
    skipped: readonly SkippedRow[],
  ) {
    for (const row of emails) this.remember(row);
    for (const row of skipped) this.skipped.set(placeOf(row.mailboxId, row.remoteKey), row);
  }

  mailbox(mailboxId: string): MailboxSyncRow {
    const known = this.mailboxes.get(mailboxId);
    if (known !== undefined) return known;
    const row = emptyMailboxSync(mailboxId);
    this.mailboxes.set(mailboxId, row);
    return row;
  }

  email(id: string): EmailRow | undefined {
    return this.emails.get(id);
  }

  atPlace(mailboxId: string, key: string): EmailRow | undefined {
    return this.byPlace.get(placeOf(mailboxId, key));
  }

  /** Puts a row in; whatever was skipped at its place is skipped no longer. */
  save(row: EmailRow): void {
    const before = this.emails.get(row.id);
    this.mailbox(row.mailboxId).onServer += Number(row.onServer) - Number(before?.onServer ?? false);
    if (before !== undefined) this.forgetPlace(before);
    this.remember(row);
    this.changedEmails.set(row.id, row);
    if (row.onServer) this.unskip(row.mailboxId, row.remoteKey);
  }

  skip(row: SkippedRow): void {
    const place = placeOf(row.mailboxId, row.remoteKey);
    if (!this.skipped.has(place)) this.mailbox(row.mailboxId).skipped += 1;
    this.skipped.set(place, row);
    this.changedSkipped.set(place, row);
    this.removedSkipped.delete(place);
  }

  unskip(mailboxId: string, key: string): void {
    const place = placeOf(mailboxId, key);
    const row = this.skipped.get(place);
    if (row === undefined) return;
    this.mailbox(mailboxId).skipped -= 1;
    this.skipped.delete(place);
    this.changedSkipped.delete(place);
    this.removedSkipped.set(place, row);
  }

  /** All places on the server are void. */
  renumber(mailboxId: string, position: bigint): void {
    if (!this.renumbered.has(mailboxId)) this.renumbered.set(mailboxId, position);
    for (const row of [...this.emails.values()])
      if (row.mailboxId === mailboxId && row.onServer) this.save({ ...row, onServer: false, position });
    for (const row of [...this.skipped.values()]) if (row.mailboxId === mailboxId) this.unskip(mailboxId, row.remoteKey);
    Object.assign(this.mailbox(mailboxId), { onServer: 0, skipped: 0 });
  }

  private remember(row: EmailRow): void {
    this.emails.set(row.id, row);
    if (row.onServer) this.byPlace.set(placeOf(row.mailboxId, row.remoteKey), row);
  }

  private forgetPlace(row: EmailRow): void {
    const place = placeOf(row.mailboxId, row.remoteKey);
    if (this.byPlace.get(place)?.id === row.id) this.byPlace.delete(place);
  }
}
