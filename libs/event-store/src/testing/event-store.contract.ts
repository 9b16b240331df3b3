import type { EventStore } from '../event-store.js';
import { appendingContract } from './appending.contract.js';
import { readingContract } from './reading.contract.js';
import { subscribingContract } from './subscribing.contract.js';

/**
 * What every adapter promises. The store may be shared by the suite and may hold other events already; positions need not be
 * dense, only growing.
 * @param open called once before the suite; the store is disposed after it
 */
export const eventStoreContract = (name: string, open: () => Promise<EventStore>): void => {
  describe(`EventStore contract: ${name}`, () => {
    let store: EventStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(async () => {
      await store[Symbol.asyncDispose]();
    });

    appendingContract(() => store);
    readingContract(() => store);
    subscribingContract(() => store);
  });
};
