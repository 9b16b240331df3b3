import { createHash } from 'node:crypto';
import type { BlobStore } from '@postbode/blob-store';
import { InMemoryBlobStore } from '@postbode/blob-store/testing';
import { allEvents, categories, envelopeContext, mailboxOwner, rawContext, remoteKey, type MailboxSyncEvent } from '@postbode/domain';
import { EventRegistry, InMemoryEventStore } from '@postbode/event-store';
import { streamName } from '@postbode/kernel';
import { InMemoryVault } from '@postbode/vault/testing';
import fc from 'fast-check';
import { connectionLost, InMemoryMaildrop } from '../testing/in-memory-maildrop.js';
import { MessageStore } from './message-store.js';
import { SyncJournal } from './sync-journal.js';
import { SyncMailbox, type PassResult } from './sync-mailbox.js';

const mailboxId = '22222222-2222-4222-8222-222222222222';
const actor = { id: 'worker-1', kind: 'service' } as const;
const stream = streamName(categories.mailboxSync, mailboxId);
const mail = (subject: string): string => `Subject: ${subject}\r\nFrom: a@example.com\r\n\r\nBody of ${subject}\r\n`;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

class Bench {
  readonly store = new InMemoryEventStore({ codec: new EventRegistry(allEvents) });
  readonly blobs: BlobStore = new InMemoryBlobStore();
  readonly vault = new InMemoryVault();
  readonly server = new InMemoryMaildrop();

  /** A worker that knows nothing but what the log says. */
  async worker(blobs: BlobStore = this.blobs, messages = 3): Promise<SyncMailbox> {
    const journal = await SyncJournal.open(this.store, mailboxId, actor);
    return new SyncMailbox(journal, new MessageStore(blobs, this.vault, mailboxId), { messages, bytes: 1_000_000 });
  }

  pass(worker: SyncMailbox, startAfter: string | null = null): Promise<PassResult> {
    return worker.pass(this.server.session(), { mailboxId, profileRevision: 0, mailboxRevision: 4, startAfter });
  }

  async events(): Promise<MailboxSyncEvent[]> {
    const events: MailboxSyncEvent[] = [];
    for await (const event of this.store.readStream(stream)) events.push(event as unknown as MailboxSyncEvent);
    return events;
  }

  async types(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { type } of await this.events()) counts[type] = (counts[type] ?? 0) + 1;
    return counts;
  }

  /** What we hold as being on the server, with the bytes read back from the blob store. */
  async ours(): Promise<Map<string, string>> {
    const sealer = await this.vault.sealerFor(mailboxOwner(mailboxId));
    const bytes = new Map<string, string>();
    const places = new Map<string, string>();
    for (const { type, data } of await this.events()) {
      if ((type === 'EmailReceived' || type === 'EmailQuarantined') && data.blob !== null && data.sha256 !== null) {
        const raw = sealer.open(await this.blobs.read(data.blob), rawContext(mailboxId, data.sha256));
        expect(sha256(raw.toString())).toBe(data.sha256);
        bytes.set(data.emailId, raw.toString());
      }
      if (type === 'EmailReceived' || type === 'EmailQuarantined' || type === 'EmailRelocated')
        places.set(data.emailId, remoteKey(data.remote));
      if (type === 'EmailRemovedFromServer') places.delete(data.emailId);
      if (type === 'CursorReset') places.clear();
    }
    return new Map([...places].map(([emailId, key]) => [key, bytes.get(emailId) ?? 'no bytes']));
  }
}

describe('a pass over a mailbox', () => {
  it('stores every message and appends the cursor with the last of them', async () => {
    const bench = new Bench();
    for (let n = 1; n <= 7; n++) bench.server.deliver(mail(`m${n}`));
    const worker = await bench.worker();
    expect(await bench.pass(worker)).toMatchObject({ processed: 7, missing: 0 });
    expect(await bench.types()).toEqual({ CursorReset: 1, EmailReceived: 7, CursorAdvanced: 1 });
    expect(await bench.ours()).toEqual(bench.server.view());
  });

  it('appends nothing when there is nothing: telemetry is not history', async () => {
    const bench = new Bench();
    bench.server.deliver(mail('one'));
    const worker = await bench.worker();
    await bench.pass(worker);
    const before = (await bench.events()).length;
    expect(await bench.pass(worker)).toEqual({ recorded: 0, processed: 0, missing: 0 });
    expect(await bench.pass(await bench.worker())).toEqual({ recorded: 0, processed: 0, missing: 0 });
    expect((await bench.events()).length).toBe(before);
    expect(bench.server.given).toBe(1);
  });

  it('seals the envelope for its own e-mail only', async () => {
    const bench = new Bench();
    bench.server.deliver(mail('Vertrouwelijk'));
    await bench.pass(await bench.worker());
    const received = (await bench.events()).find(({ type }) => type === 'EmailReceived');
    if (received?.type !== 'EmailReceived') throw new Error('nothing received');
    const sealer = await bench.vault.sealerFor(mailboxOwner(mailboxId));
    const sealed = Buffer.from(received.data.envelope, 'base64');
    expect(JSON.parse(sealer.open(sealed, envelopeContext(received.data.emailId)).toString())).toMatchObject({
      subject: 'Vertrouwelijk',
      from: [{ address: 'a@example.com' }],
      attachmentCount: 0,
    });
    expect(() => sealer.open(sealed, envelopeContext('another'))).toThrow();
    expect(JSON.stringify(received.data)).not.toContain('Vertrouwelijk');
  });

  it('leaves mail from before the start where it is, and pulls it when the start moves back (1.7 row 1)', async () => {
    const bench = new Bench();
    bench.server.deliver(mail('old'), new Date('2026-01-01T00:00:00.000Z'));
    bench.server.deliver(mail('new'), new Date('2026-11-01T00:00:00.000Z'));
    const worker = await bench.worker();
    await bench.pass(worker, '2026-06-01T00:00:00.000Z');
    expect(await bench.types()).toMatchObject({ EmailReceived: 1, EmailSkipped: 1 });
    await bench.pass(worker, '2025-01-01T00:00:00.000Z');
    expect(await bench.types()).toMatchObject({ EmailReceived: 2, EmailSkipped: 1 });
    expect(bench.server.uids()).toHaveLength(2);
  });

  it('quarantines what is no mail, with its bytes, and goes on', async () => {
    const bench = new Bench();
    bench.server.deliver('');
    bench.server.deliver(mail('fine'));
    await bench.pass(await bench.worker());
    expect(await bench.types()).toMatchObject({ EmailQuarantined: 1, EmailReceived: 1, CursorAdvanced: 1 });
    expect(await bench.ours()).toEqual(bench.server.view());
  });

  it('recognises everything after a UIDVALIDITY change without storing a byte again', async () => {
    const bench = new Bench();
    for (let n = 1; n <= 5; n++) bench.server.deliver(mail(`m${n % 3}`));
    const worker = await bench.worker();
    await bench.pass(worker);
    bench.server.renumber();
    const segments = async (): Promise<number> => {
      let count = 0;
      for await (const name of bench.blobs.listSegments('')) count += name === '' ? 0 : 1;
      return count;
    };
    const before = await segments();
    await bench.pass(worker);
    expect(await bench.types()).toMatchObject({ EmailReceived: 5, EmailRelocated: 5, CursorReset: 2 });
    expect(await segments()).toBe(before);
    expect(await bench.ours()).toEqual(bench.server.view());
  });

  it('notices what disappears, also while it is being downloaded', async () => {
    const bench = new Bench();
    for (let n = 1; n <= 8; n++) bench.server.deliver(mail(`m${n}`));
    const worker = await bench.worker();
    bench.server.faults.beforeGiving = (uid) => {
      if (uid === 4) bench.server.remove(7);
    };
    const result = await bench.pass(worker);
    expect(result.missing).toBe(1);
    bench.server.remove(1);
    await bench.pass(worker);
    expect(await bench.types()).toMatchObject({ EmailReceived: 7, EmailRemovedFromServer: 1 });
    expect(await bench.ours()).toEqual(bench.server.view());
  });

  it('keeps what came before a lost connection and goes on after it', async () => {
    const bench = new Bench();
    for (let n = 1; n <= 8; n++) bench.server.deliver(mail(`m${n}`));
    const worker = await bench.worker();
    bench.server.faults.beforeGiving = (uid) => {
      if (uid === 6) throw connectionLost();
    };
    await expect(bench.pass(worker)).rejects.toThrow('connection was lost');
    expect(await bench.types()).toMatchObject({ EmailReceived: 5 });
    bench.server.faults.beforeGiving = undefined;
    await bench.pass(worker);
    expect(await bench.ours()).toEqual(bench.server.view());
    expect(bench.server.given).toBe(8);
  });

  it('gives up on a message that ends every session it is fetched in, visibly, and brings the rest in', async () => {
    const bench = new Bench();
    for (let n = 1; n <= 8; n++) bench.server.deliver(mail(`m${n}`));
    const worker = await bench.worker();
    bench.server.faults.beforeGiving = (uid) => {
      if (uid === 3) throw connectionLost();
    };
    let failures = 0;
    for (let look = 0; look < 10; look++) await bench.pass(worker).catch(() => (failures += 1));
    expect(failures).toBe(6);
    expect(await bench.types()).toMatchObject({ EmailReceived: 7, EmailQuarantined: 1, CursorAdvanced: 1 });
  });

  it('quarantines a message that is listed and never given', async () => {
    const bench = new Bench();
    bench.server.deliver(mail('phantom'));
    bench.server.deliver(mail('fine'));
    bench.server.faults.withheld = new Set([1]);
    const worker = await bench.worker();
    const missing: number[] = [];
    for (let look = 0; look < 7; look++) missing.push((await bench.pass(worker)).missing);
    expect(missing).toEqual([1, 1, 1, 1, 1, 0, 0]);
    expect(await bench.types()).toMatchObject({ EmailReceived: 1, EmailQuarantined: 1 });
  });

  it('writes nothing once another owner has written: the revision is the lock', async () => {
    const bench = new Bench();
    bench.server.deliver(mail('one'));
    const zombie = await bench.worker();
    await bench.pass(await bench.worker());
    bench.server.deliver(mail('two'));
    await expect(bench.pass(zombie)).rejects.toMatchObject({ kind: 'conflict' });
    await bench.pass(await bench.worker());
    expect(await bench.types()).toMatchObject({ EmailReceived: 2 });
  });
});

describe('whatever happens', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('deliver' as const), content: fc.nat(9) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), which: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('renumber' as const) }) },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('crash' as const), at: fc.nat(8), where: fc.constantFrom('fetch', 'blob', 'append') }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('pass' as const) }) },
  );

  /** Fails the n-th call of one method, before or after it took effect: a crash at that line. */
  const failing = <T extends object>(target: T, method: keyof T & string, at: number, after: boolean): T => {
    let calls = 0;
    return new Proxy(target, {
      get: (object, property) => {
        const value: unknown = Reflect.get(object, property, object);
        if (typeof value !== 'function') return value;
        if (property !== method) return value.bind(object) as unknown;
        return async (...args: unknown[]): Promise<unknown> => {
          const mine = calls++ === at;
          if (mine && !after) throw new Error('crash');
          const result: unknown = await (value.apply(object, args) as Promise<unknown>);
          if (mine) throw new Error('crash');
          return result;
        };
      },
    });
  };

  const crashed = async (bench: Bench, where: string, at: number): Promise<void> => {
    const after = at % 2 === 1;
    const store = where === 'append' ? failing(bench.store, 'append', at >> 1, after) : bench.store;
    const blobs = where === 'blob' ? failing(bench.blobs, 'writeSegment', at >> 1, after) : bench.blobs;
    const journal = await SyncJournal.open(store, mailboxId, actor);
    const worker = new SyncMailbox(journal, new MessageStore(blobs, bench.vault, mailboxId), { messages: 2, bytes: 1_000_000 });
    let given = 0;
    bench.server.faults.beforeGiving = () => {
      if (where === 'fetch' && given++ === at) throw new Error('crash');
    };
    await bench.pass(worker).catch(() => undefined);
    bench.server.faults.beforeGiving = undefined;
  };

  it('ends up with exactly what the server has: 0 lost, 0 doubled, 0 different', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const bench = new Bench();
        for (const action of steps) {
          if (action.kind === 'deliver') bench.server.deliver(mail(`content ${action.content}`));
          if (action.kind === 'remove') bench.server.remove(bench.server.uids()[action.which] ?? 0);
          if (action.kind === 'renumber') bench.server.renumber();
          if (action.kind === 'pass') await bench.pass(await bench.worker());
          if (action.kind === 'crash') await crashed(bench, action.where, action.at);
        }
        const last = await bench.worker();
        await bench.pass(last);
        expect(await bench.ours()).toEqual(bench.server.view());
        const received = (await bench.events()).flatMap((event) => (event.type === 'EmailReceived' ? [event.data.emailId] : []));
        expect(new Set(received).size).toBe(received.length);
      }),
      { numRuns: 300 },
    );
  }, 120_000);
});
