import type { Brand } from './brand.js';

/** `<category>-<id>`, for example `mailbox-0190…`. */
export type StreamName = Brand<string, 'StreamName'>;

/** Place of an event in the log of all events. Grows in commit order; gaps are allowed. */
export type Position = Brand<bigint, 'Position'>;

export const positionOf = (value: bigint | number | string): Position => BigInt(value) as Position;

/** Before the first event. */
export const startPosition: Position = positionOf(0);

/** Place of an event in its stream: dense, from 0. -1 means "no event yet". */
export type Revision = number;

export const noRevision: Revision = -1;

export const streamName = (category: string, id: string): StreamName => `${category}-${id}` as StreamName;

export const categoryOf = (stream: StreamName): string => stream.slice(0, stream.indexOf('-'));

export const idOf = (stream: StreamName): string => stream.slice(stream.indexOf('-') + 1);

/** Who did it: the subject of the access token, or a service of ours acting by itself. */
export interface Actor {
  readonly id: string;
  readonly kind: 'user' | 'service';
}

export interface EventMetadata {
  readonly commandId: string;
  /** The command's type name (`UpdateProfile`): history shows under which command a change was made. */
  readonly command: string;
  readonly correlationId: string;
  /** The id of the event or command that led to this one. */
  readonly causationId: string;
  readonly actor: Actor;
  /** Free text the actor gave; at most 500 characters. */
  readonly reason?: string | undefined;
  /** Version of the event type's schema the data was written with. */
  readonly schemaVersion: number;
  /** W3C Trace Context. */
  readonly traceparent?: string | undefined;
}

export interface EventLike<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
}

/** An event about to be appended. `id` is deterministic, so that appending it twice is appending it once. */
export interface NewEvent<E extends EventLike = EventLike> {
  readonly id: string;
  readonly type: E['type'];
  readonly data: E['data'];
  readonly metadata: EventMetadata;
}

/** An event as the log holds it, already upcast to the newest schema version. */
export interface RecordedEvent<E extends EventLike = EventLike> extends NewEvent<E> {
  readonly stream: StreamName;
  readonly revision: Revision;
  readonly position: Position;
  readonly recordedAt: Date;
}
