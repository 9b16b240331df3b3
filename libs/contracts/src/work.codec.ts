import { positionOf, type MailboxId, type Position } from '@postbode/kernel';
import { UnreadableWorkError, UnsupportedWorkVersionError } from './work.errors.js';
import { isWorkType, workPayload, type WorkPayload, type WorkType } from './work.schemas.js';

/** A wake-up of one mailbox, as the apps see it. */
export interface Work {
  readonly type: WorkType;
  readonly mailboxId: MailboxId;
  /** The event that caused it. */
  readonly eventType: string;
  readonly eventId: string;
  readonly position: Position;
  readonly revision: number;
  readonly traceparent?: string | undefined;
}

/** What a work feed carries: `WorkItem` of `@postbode/work-feed`. */
export interface EncodedWork {
  readonly mailboxId: string;
  readonly type: string;
  /** JSON text of {@link workPayload}. */
  readonly payload: string;
  readonly position: Position;
  readonly traceparent?: string | undefined;
}

/** @throws UnreadableWorkError when the work does not satisfy its own schema: strict on write */
export const encodeWork = (work: Work): EncodedWork => {
  const { type, mailboxId, eventType, eventId, revision, position, traceparent } = work;
  const payload: WorkPayload = { version: 1, mailboxId, eventType, eventId, position: position.toString(), revision };
  checkedType(type);
  checkedPayload(payload);
  return { mailboxId, type, payload: JSON.stringify(payload), position, ...(traceparent === undefined ? {} : { traceparent }) };
};

/**
 * Tolerant of unknown fields, of nothing else.
 * @throws UnreadableWorkError for anything that is not a work message
 * @throws UnsupportedWorkVersionError for one of a newer release
 */
export const decodeWork = (encoded: Pick<EncodedWork, 'type' | 'payload' | 'traceparent'>): Work => {
  const type = checkedType(encoded.type);
  const { mailboxId, eventType, eventId, position, revision } = checkedPayload(parsed(encoded.payload));
  return { type, mailboxId, eventType, eventId, position: positionOf(position), revision, traceparent: encoded.traceparent };
};

const checkedType = (type: string): WorkType => {
  if (!isWorkType(type)) throw new UnreadableWorkError('unknown type');
  return type;
};

const parsed = (payload: string): unknown => {
  try {
    return JSON.parse(payload);
  } catch {
    throw new UnreadableWorkError('not JSON');
  }
};

const newerVersion = (payload: unknown): number | undefined => {
  if (typeof payload !== 'object' || payload === null || !('version' in payload)) return undefined;
  return Number.isInteger(payload.version) && Number(payload.version) > 1 ? Number(payload.version) : undefined;
};

const checkedPayload = (payload: unknown): WorkPayload => {
  const version = newerVersion(payload);
  if (version !== undefined) throw new UnsupportedWorkVersionError(version);
  const result = workPayload.safeParse(payload);
  if (result.success) return result.data;
  throw new UnreadableWorkError(`wrong ${result.error.issues.map((issue) => issue.path.join('.') || 'payload').join(', ')}`);
};
