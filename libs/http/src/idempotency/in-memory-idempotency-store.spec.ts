import { ManualClock } from '@postbode/kernel';
import { idempotencyStoreContract } from '../testing/idempotency-store.contract.js';
import { InMemoryIdempotencyStore } from './in-memory-idempotency-store.js';

idempotencyStoreContract('InMemoryIdempotencyStore', async () => {
  const clock = new ManualClock();
  return {
    store: new InMemoryIdempotencyStore(clock),
    age: async (seconds) => clock.advance(seconds * 1000),
    [Symbol.asyncDispose]: async () => undefined,
  };
});
