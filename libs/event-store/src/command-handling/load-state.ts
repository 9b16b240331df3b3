import {
  noRevision,
  startPosition,
  type Decider,
  type EventLike,
  type Position,
  type RecordedEvent,
  type Revision,
  type StreamName,
} from '@postbode/kernel';
import type { EventStore } from '../event-store.js';

/** A stream folded to what its decider knows, and where in the stream and in the log that is. */
export interface LoadedState<State> {
  readonly state: State;
  /** -1 when the stream does not exist. */
  readonly revision: Revision;
  /** Of the last event folded; 0 when the stream does not exist. */
  readonly position: Position;
}

export type Evolver<State, Event> = Pick<Decider<never, State, Event>, 'initialState' | 'evolve'>;

export const emptyState = <State, Event>(decider: Evolver<State, Event>): LoadedState<State> => ({
  state: decider.initialState(),
  revision: noRevision,
  position: startPosition,
});

export const evolveLoaded = <State, Event extends EventLike>(
  decider: Evolver<State, Event>,
  loaded: LoadedState<State>,
  event: RecordedEvent<Event>,
): LoadedState<State> => ({
  state: decider.evolve(loaded.state, event as unknown as Event),
  revision: event.revision,
  position: event.position,
});

/** Reads the whole stream. The store's codec vouches that its events are `Event`s, of the newest schema version. */
export const loadState = async <State, Event extends EventLike>(
  store: EventStore,
  decider: Evolver<State, Event>,
  stream: StreamName,
): Promise<LoadedState<State>> => {
  let loaded = emptyState(decider);
  for await (const event of store.readStream(stream)) loaded = evolveLoaded(decider, loaded, event as RecordedEvent<Event>);
  return loaded;
};
