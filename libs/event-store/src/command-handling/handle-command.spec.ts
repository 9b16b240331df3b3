import { DomainError, randomId, type Decider, type EventLike, type StreamName } from '@postbode/kernel';
import { EventIdConflictError, WrongExpectedRevisionError } from '../event-store.errors.js';
import type { EventStore } from '../event-store.js';
import { InMemoryEventStore } from '../in-memory/in-memory-event-store.js';
import { appendSamples, collect, sampleStream } from '../testing/sample-events.js';
import { StaleRevisionError } from './command-handling.errors.js';
import { handleCommand, type CommandMetadata } from './handle-command.js';
import { loadState } from './load-state.js';

type Counted = EventLike<'Counted', { readonly by: number; readonly at?: number }>;
interface Count {
  readonly add: number;
  readonly times?: number;
  readonly at?: number;
}

const counter: Decider<Count, number, Counted> = {
  initialState: () => 0,
  decide: ({ add, times = 1, at }, total) => {
    if (total + add * times > 100) throw new DomainError('counter.full', 'conflict', 'The counter is full.');
    return Array.from({ length: times }, () => ({ type: 'Counted', data: at === undefined ? { by: add } : { by: add, at } }));
  },
  evolve: (total, { data }) => total + data.by,
};

const metadataOf = (commandId: string = randomId()): CommandMetadata => ({
  commandId,
  command: 'Count',
  correlationId: randomId(),
  causationId: commandId,
  actor: { id: 'anna', kind: 'user' },
});

/** Runs `before` just before each append, as if another writer were faster. */
const outrun = (store: EventStore, before: () => Promise<unknown>): EventStore =>
  Object.assign(Object.create(store) as EventStore, {
    readStream: store.readStream.bind(store),
    append: async (...append: Parameters<EventStore['append']>) => {
      await before();
      return store.append(...append);
    },
  });

describe('handleCommand', () => {
  let store: EventStore;
  let stream: StreamName;
  beforeEach(() => {
    store = new InMemoryEventStore();
    stream = sampleStream('counter');
  });

  const count = (
    command: Count,
    options: { metadata?: CommandMetadata; ifRevision?: number; through?: EventStore; into?: StreamName } = {},
  ) =>
    handleCommand({
      store: options.through ?? store,
      decider: counter,
      stream: options.into ?? stream,
      command,
      metadata: options.metadata ?? metadataOf(),
      ifRevision: options.ifRevision,
    });

  it('decides on the state so far and appends with the metadata given', async () => {
    await count({ add: 2 });
    const metadata = metadataOf();
    const handled = await count({ add: 3, times: 2 }, { metadata });
    const events = [3, 3].map((by) => ({ type: 'Counted', data: { by } }));
    expect(handled).toEqual({ state: 8, revision: 2, position: await store.head(), events, duplicate: false });
    const [, second] = await collect(store.readStream(stream));
    expect(second).toMatchObject({ revision: 1, data: { by: 3 }, metadata });
  });

  it('appends nothing when there is nothing to say, and tells where the stream stands', async () => {
    const nothing = await count({ add: 1, times: 0 });
    expect(nothing).toEqual({ state: 0, revision: -1, position: 0n, events: [], duplicate: false });
    const { position } = await count({ add: 5 });
    await appendSamples(store, sampleStream(), 1);
    expect(await count({ add: 1, times: 0 })).toEqual({ state: 5, revision: 0, position, events: [], duplicate: false });
  });

  it('passes a refusal on and writes nothing', async () => {
    await expect(count({ add: 101 })).rejects.toMatchObject({ code: 'counter.full' });
    expect(await store.head()).toBe(0n);
  });

  describe('the same command again', () => {
    it('gives the first answer, also when the stream has moved on and the command would now be refused', async () => {
      const metadata = metadataOf();
      const first = await count({ add: 30, times: 2 }, { metadata, ifRevision: -1 });
      await count({ add: 40 });
      const again = await count({ add: 30, times: 2 }, { metadata: { ...metadata, correlationId: randomId() }, ifRevision: -1 });
      expect(again).toEqual({ ...first, duplicate: true });
      expect(await collect(store.readStream(stream))).toHaveLength(3);
    });

    it('is handled once when many tries race, even when they carry different times', async () => {
      const metadata = metadataOf();
      const tries = await Promise.all(Array.from({ length: 10 }, (_, at) => count({ add: 1, at }, { metadata })));
      expect(await collect(store.readStream(stream))).toHaveLength(1);
      expect(tries.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
      expect(new Set(tries.map(({ revision, state }) => `${revision} ${state}`))).toEqual(new Set(['0 1']));
    });

    it('is a conflict in another stream: its event ids are taken', async () => {
      const metadata = metadataOf();
      await count({ add: 1 }, { metadata });
      await expect(count({ add: 1 }, { metadata, into: sampleStream('counter') })).rejects.toThrow(EventIdConflictError);
    });
  });

  describe('races', () => {
    it('lets every one of many concurrent commands count, one after the other', async () => {
      const handled = await Promise.all(Array.from({ length: 12 }, () => count({ add: 1 })));
      expect(handled.map(({ state }) => state).sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
      expect((await loadState(store, counter, stream)).state).toBe(12);
    });

    it('decides again on what the faster one left', async () => {
      const rivals = [() => count({ add: 90 })];
      const through = outrun(store, async () => rivals.pop()?.());
      await expect(count({ add: 20 }, { through })).rejects.toMatchObject({ code: 'counter.full' });
    });

    it('gives up after losing too often', async () => {
      let lost = 0;
      const through = outrun(store, () => count({ add: 0, at: lost++ }));
      await expect(count({ add: 1 }, { through })).rejects.toThrow(WrongExpectedRevisionError);
      expect(lost).toBe(20);
    });
  });

  describe('ifRevision', () => {
    it('accepts the revision the caller has seen, -1 for "not there yet"', async () => {
      expect((await count({ add: 1 }, { ifRevision: -1 })).revision).toBe(0);
      expect((await count({ add: 1 }, { ifRevision: 0 })).revision).toBe(1);
    });

    it('refuses another one as data', async () => {
      await count({ add: 1, times: 3 });
      const stale = count({ add: 1 }, { ifRevision: 1 });
      await expect(stale).rejects.toThrow(StaleRevisionError);
      await expect(stale).rejects.toMatchObject({ code: 'command.stale-revision', kind: 'precondition-failed', expected: 1, actual: 2 });
    });

    it('never decides on what the caller has not seen, also when it loses the race after looking', async () => {
      const rivals = [() => count({ add: 5 })];
      const through = outrun(store, async () => rivals.pop()?.());
      await expect(count({ add: 1 }, { through, ifRevision: -1 })).rejects.toThrow(StaleRevisionError);
      expect(await collect(store.readStream(stream))).toHaveLength(1);
    });
  });
});

describe('loadState', () => {
  it('folds a stream and says where it stands', async () => {
    const store = new InMemoryEventStore();
    const stream = sampleStream('counter');
    expect(await loadState(store, counter, stream)).toEqual({ state: 0, revision: -1, position: 0n });
    const { position } = await handleCommand({ store, decider: counter, stream, command: { add: 2, times: 2 }, metadata: metadataOf() });
    expect(await loadState(store, counter, stream)).toEqual({ state: 4, revision: 1, position });
  });
});
