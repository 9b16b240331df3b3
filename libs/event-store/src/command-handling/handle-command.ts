import {
  deterministicId,
  fullJitter,
  pause,
  type Decider,
  type EventLike,
  type EventMetadata,
  type NewEvent,
  type Position,
  type RecordedEvent,
  type Revision,
  type StreamName,
} from '@postbode/kernel';
import { EventIdConflictError, WrongExpectedRevisionError } from '../event-store.errors.js';
import type { EventStore } from '../event-store.js';
import { StaleRevisionError } from './command-handling.errors.js';
import { emptyState, evolveLoaded, type LoadedState } from './load-state.js';

/** Everything but the schema version, which the store's codec knows. `commandId` is a UUID. */
export type CommandMetadata = Omit<EventMetadata, 'schemaVersion'>;

export interface CommandToHandle<Command, State, Event extends EventLike> {
  readonly store: EventStore;
  readonly decider: Decider<Command, State, Event>;
  readonly stream: StreamName;
  readonly command: Command;
  /** A command that touches several streams needs a `commandId` per stream: event ids are derived from it. */
  readonly metadata: CommandMetadata;
  /** The revision the caller has seen (`If-Match`); absent: decide on whatever is there. */
  readonly ifRevision?: Revision | undefined;
}

export interface HandledCommand<State, Event> {
  /** As of `revision`. */
  readonly state: State;
  /** After the command's events; where the stream stood when there are none. */
  readonly revision: Revision;
  /** Read models at or beyond it show what the command did. */
  readonly position: Position;
  readonly events: readonly Event[];
  /** True when this command had been handled before: this is what it did then. */
  readonly duplicate: boolean;
}

interface LoadedForCommand<State, Event> extends LoadedState<State> {
  /** What the command did, when its events are in the stream already. */
  readonly handled: HandledCommand<State, Event> | undefined;
}

/**
 * Attempts before giving up. A lost race means that another command made progress; a taken id, that another try of this
 * one did, which the next attempt finds in the stream, or that the `commandId` is in use elsewhere, which stays so.
 */
const maxAttempts = { wrongRevision: 20, takenId: 3 };

const loadForCommand = async <Command, State, Event extends EventLike>({
  store,
  decider,
  stream,
  metadata,
}: CommandToHandle<Command, State, Event>): Promise<LoadedForCommand<State, Event>> => {
  let loaded = emptyState(decider);
  let handled: HandledCommand<State, Event> | undefined;
  for await (const recorded of store.readStream(stream)) {
    const event = recorded as RecordedEvent<Event>;
    loaded = evolveLoaded(decider, loaded, event);
    if (event.metadata.commandId !== metadata.commandId) continue;
    handled = { ...loaded, events: [...(handled?.events ?? []), toEvent(event)], duplicate: true };
  }
  return { ...loaded, handled };
};

const toEvent = <Event extends EventLike>({ type, data }: RecordedEvent<Event>): Event => ({ type, data }) as unknown as Event;

const toNewEvents = (events: readonly EventLike[], metadata: CommandMetadata): NewEvent[] =>
  events.map(({ type, data }, index) => ({
    id: deterministicId(metadata.commandId, String(index)),
    type,
    data,
    metadata: { ...metadata, schemaVersion: 1 }, // the codec writes the version it validates
  }));

const mayTryAgain = (error: unknown, attempts: number): boolean =>
  (error instanceof WrongExpectedRevisionError && attempts < maxAttempts.wrongRevision) ||
  (error instanceof EventIdConflictError && attempts < maxAttempts.takenId);

const attempt = async <Command, State, Event extends EventLike>(
  request: CommandToHandle<Command, State, Event>,
): Promise<HandledCommand<State, Event>> => {
  const { store, decider, stream, command, metadata, ifRevision } = request;
  const { handled, ...loaded } = await loadForCommand(request);
  if (handled !== undefined) return handled;
  if (ifRevision !== undefined && ifRevision !== loaded.revision) throw new StaleRevisionError(stream, ifRevision, loaded.revision);
  const events = decider.decide(command, loaded.state);
  if (events.length === 0) return { ...loaded, events, duplicate: false };
  const appended = await store.append(stream, loaded.revision, toNewEvents(events, metadata));
  return { ...appended, state: events.reduce(decider.evolve, loaded.state), events };
};

/**
 * Load, decide, append: the one way a command changes a stream. Handling the same `commandId` again gives the first answer.
 * @throws StaleRevisionError when the stream is not at `ifRevision`; the decider's refusal; WrongExpectedRevisionError after
 *   losing too many races; what {@link EventStore.append} names
 */
export const handleCommand = async <Command, State, Event extends EventLike>(
  request: CommandToHandle<Command, State, Event>,
): Promise<HandledCommand<State, Event>> => {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt(request);
    } catch (error) {
      // With `ifRevision`, the next attempt finds either this command's own events or a newer revision: it never appends.
      if (!mayTryAgain(error, attempts)) throw error;
      await pause(fullJitter(attempts, 2, 100));
    }
  }
};
