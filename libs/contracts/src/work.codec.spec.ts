import { positionOf, randomId, type MailboxId } from '@postbode/kernel';
import fc from 'fast-check';
import { decodeWork, encodeWork, type Work } from './work.codec.js';
import { UnreadableWorkError, UnsupportedWorkVersionError } from './work.errors.js';
import { workTypes } from './work.schemas.js';

const work: Work = {
  type: 'MailboxChanged',
  mailboxId: randomId<MailboxId>(),
  eventType: 'MailboxProfileChanged',
  eventId: randomId(),
  position: positionOf('9223372036854775807'),
  revision: 3,
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
};
const payload = JSON.parse(encodeWork(work).payload) as Record<string, unknown>;
const decodePayload = (changes: Record<string, unknown>) =>
  decodeWork({ type: 'MailboxChanged', payload: JSON.stringify({ ...payload, ...changes }) });

describe('work messages', () => {
  it.each(workTypes)('%s comes back as it went, also beyond 2^53', (type) => {
    expect(decodeWork(encodeWork({ ...work, type }))).toEqual({ ...work, type });
  });

  it('have a stable wire form of version 1', () => {
    const { mailboxId, eventType, eventId, revision } = work;
    expect(payload).toEqual({ version: 1, mailboxId, eventType, eventId, position: '9223372036854775807', revision });
  });

  it('are read tolerantly: unknown fields are dropped', () => {
    expect(decodePayload({ addedLater: true })).not.toHaveProperty('addedLater');
  });

  it.each([
    { mailboxId: 'not-a-uuid' },
    { eventId: '' },
    { eventType: 7 },
    { position: 12 },
    { position: '-1' },
    { position: '9'.repeat(20) },
    { revision: -1 },
    { revision: 1.5 },
    { version: 0 },
    { version: undefined },
  ])('are refused when wrong: %j', (changes) => {
    expect(() => decodePayload(changes)).toThrow(UnreadableWorkError);
  });

  it('of a newer version are refused as such', () => {
    expect(() => decodePayload({ version: 2, mailboxId: { moved: true } })).toThrow(UnsupportedWorkVersionError);
  });

  it('of an unknown type are refused on both ends', () => {
    expect(() => decodeWork({ ...encodeWork(work), type: 'MailboxPainted' })).toThrow(UnreadableWorkError);
    expect(() => encodeWork({ ...work, type: 'MailboxPainted' as 'MailboxChanged' })).toThrow(UnreadableWorkError);
  });

  it('that break the schema are refused on write', () => {
    expect(() => encodeWork({ ...work, revision: -1 })).toThrow(UnreadableWorkError);
  });

  it('refuse every other text with a typed error that does not repeat it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (junk) => {
        const refusal = refusalOf(junk);
        expect(refusal).toBeInstanceOf(UnreadableWorkError);
      }),
    );
    expect((refusalOf('"s3cret-canary"') as Error).message).not.toContain('s3cret-canary');
  });
});

const refusalOf = (text: string): unknown => {
  try {
    return decodeWork({ type: 'MailboxChanged', payload: text });
  } catch (error) {
    return error;
  }
};
