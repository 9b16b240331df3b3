import { type GadgetApp, startGadgetApp } from '../testing/gadget-app.js';
import { ManualClock } from '@postbode/kernel';
import { IdempotencyStore } from './idempotency-store.js';
import { InMemoryIdempotencyStore } from './in-memory-idempotency-store.js';

/** Claims everything and remembers nothing: what is left when every row is lost. */
class ForgetfulStore extends IdempotencyStore {
  claim = async () => ({ kind: 'claimed', attempt: 'a' }) as const;
  complete = () => Promise.reject(new Error('the database is away'));
  release = () => Promise.reject(new Error('the database is away'));
  purge = async () => 0;
  forget = async () => 0;
}

const openable = (): { readonly opened: Promise<undefined>; readonly open: () => void } => {
  let open = (): void => undefined;
  const opened = new Promise<undefined>((resolve) => {
    open = () => resolve(undefined);
  });
  return { opened, open };
};

describe('a request with an Idempotency-Key', () => {
  let gadgets: GadgetApp;
  let anna: { authorization: string };

  const start = async (store: IdempotencyStore = new InMemoryIdempotencyStore(new ManualClock())): Promise<void> => {
    gadgets = await startGadgetApp(store);
    anna = await gadgets.headersFor('anna', 'administrator');
  };
  afterEach(async () => {
    await gadgets[Symbol.asyncDispose]();
  });

  const create = (key: string | undefined, name = 'one', headers = anna) =>
    gadgets.app.inject({
      method: 'POST',
      url: '/gadgets',
      headers: { ...headers, ...(key === undefined ? {} : { 'idempotency-key': key }) },
      payload: { name },
    });

  it('is handled once and answered alike, marked as replayed', async () => {
    await start();
    const first = await create('"k-1"');
    const again = await create('k-1');
    expect(gadgets.log.created).toHaveLength(1);
    expect(again.statusCode).toBe(201);
    expect(again.body).toBe(first.body);
    expect(again.headers).toMatchObject({ etag: '"0"', 'postbode-position': '41', 'idempotency-replayed': 'true' });
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
  });

  it('is another request without a key, from another caller or under another key', async () => {
    await start();
    const rik = await gadgets.headersFor('rik', 'administrator');
    await Promise.all([create(undefined), create(undefined), create('k-1'), create('k-2'), create('k-1', 'one', rik)]);
    expect(new Set(gadgets.log.created.map(({ commandId }) => commandId)).size).toBe(5);
  });

  it('answers 409 while the first is being handled, 422 when the body differs', async () => {
    await start();
    const gate = openable();
    const entered = openable();
    gadgets.log.enter = () => {
      entered.open();
      return gate.opened;
    };
    const first = Promise.resolve(create('k-1'));
    await entered.opened;
    expect((await create('k-1', 'other')).json()).toMatchObject({ status: 422, code: 'http.idempotency-key-reused' });
    const third = await create('k-1');
    expect(third.json()).toMatchObject({ status: 409, code: 'http.idempotency-in-progress' });
    expect(third.headers['retry-after']).toBe('1');
    gate.open();
    expect((await first).statusCode).toBe(201);
    expect(gadgets.log.created).toHaveLength(1);
  });

  it.each(['', 'a b', 'x'.repeat(256), 'é'])('answers 400 for the key %j', async (key) => {
    await start();
    expect((await create(key)).json()).toMatchObject({ status: 400, code: 'http.malformed-idempotency-key' });
  });

  it('keeps no refusal: the key is free after one', async () => {
    await start();
    expect((await create('k-1', 'taken')).statusCode).toBe(409);
    expect((await create('k-1', 'fine')).statusCode).toBe(201);
  });

  it('carries the same command id even when every row is lost, so that no event doubles', async () => {
    await start(new ForgetfulStore());
    expect((await create('k-1')).statusCode).toBe(201);
    expect((await create('k-1')).statusCode).toBe(201);
    const [first, second] = gadgets.log.created;
    expect(second?.commandId).toBe(first?.commandId);
    // Negative control: without a key nothing says that the two are one.
    await create(undefined);
    expect(gadgets.log.created[2]?.commandId).not.toBe(first?.commandId);
    expect((await create('k-3', 'taken')).statusCode).toBe(409);
  });
});
