import type { Position, Revision } from '@postbode/kernel';
import type { CommandMetadata } from '@postbode/event-store';
import type { RequestContext } from '@postbode/http';

/** Who asks, why, and which state they have seen. */
export interface CommandIssue {
  readonly context: RequestContext;
  /** From `If-Match`; 'any' or absent: whatever is there. */
  readonly expected?: Revision | 'any';
}

/** What the caller needs to go on: the new ETag, and where a read has to wait for. */
export interface CommandOutcome {
  readonly revision: Revision;
  readonly position: Position;
}

export const ifRevisionOf = ({ expected }: CommandIssue): Revision | undefined => (expected === 'any' ? undefined : expected);

export const metadataOf = ({ context }: CommandIssue, command: string): CommandMetadata => ({
  commandId: context.commandId,
  command,
  correlationId: context.correlationId,
  causationId: context.commandId,
  actor: context.actor,
  reason: context.reason,
  traceparent: context.traceparent,
});
