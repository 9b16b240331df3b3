import type { EmailStatus } from '../entities/index.js';
import { beginningWith } from './like-pattern.js';

export interface EmailFilter {
  readonly status?: EmailStatus | undefined;
  readonly onServer?: boolean | undefined;
  /** ISO 8601, inclusive. */
  readonly arrivedFrom?: string | undefined;
  /** ISO 8601, exclusive. */
  readonly arrivedTo?: string | undefined;
  /** How the subject begins, in any case. */
  readonly subjectPrefix?: string | undefined;
}

/** Newest first, then by id. */
export interface ArrivalKey {
  readonly arrivedAt: string;
  readonly id: string;
}

export interface EmailListQuery {
  readonly mailboxId: string;
  readonly limit: number;
  readonly filter: EmailFilter;
  readonly after?: ArrivalKey | undefined;
}

const columns = `id, mailbox_id AS "mailboxId", status, quarantine_reason AS "quarantineReason", on_server AS "onServer", size, subject,
  "from", "to", message_id AS "messageId", has_attachments AS "hasAttachments", sent_at AS "sentAt", received_at AS "receivedAt",
  arrived_at AS "arrivedAt"`;

/** `(arrived_at DESC, id)` is no row comparison Postgres can use an index for; the first condition is what it seeks by. */
const afterKey = (at: string, id: string): string => `arrived_at <= ${at} AND (arrived_at < ${at} OR id > ${id})`;

export const emailListStatement = (
  table: string,
  { mailboxId, limit, filter, after }: EmailListQuery,
): { readonly text: string; readonly values: readonly unknown[] } => {
  const values: unknown[] = [mailboxId, limit];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const conditions = ['mailbox_id = $1'];
  if (filter.status !== undefined) conditions.push(`status = ${bind(filter.status)}`);
  if (filter.onServer !== undefined) conditions.push(`on_server = ${bind(filter.onServer)}`);
  if (filter.arrivedFrom !== undefined) conditions.push(`arrived_at >= ${bind(filter.arrivedFrom)}`);
  if (filter.arrivedTo !== undefined) conditions.push(`arrived_at < ${bind(filter.arrivedTo)}`);
  if (filter.subjectPrefix !== undefined) conditions.push(`subject ILIKE ${bind(beginningWith(filter.subjectPrefix))}`);
  if (after !== undefined) conditions.push(afterKey(`${bind(after.arrivedAt)}::timestamptz`, `${bind(after.id)}::uuid`));
  return { text: `SELECT ${columns} FROM ${table} WHERE ${conditions.join(' AND ')} ORDER BY arrived_at DESC, id LIMIT $2`, values };
};
