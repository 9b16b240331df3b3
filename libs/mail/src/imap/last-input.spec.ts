import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { LastInput } from './last-input.js';

describe('LastInput', () => {
  const after = async (...chunks: string[]): Promise<LastInput> => {
    const stream = new PassThrough();
    const input = new LastInput(stream as unknown as Socket);
    for (const chunk of chunks) {
      stream.write(chunk);
      await new Promise(setImmediate);
    }
    return input;
  };

  it.each<[string[], number | undefined]>([
    [['* 4 FETCH (UID 17 BODY[] {99}\r\n'], 17],
    [['x'.repeat(100), '\r\n* 4 FETCH (INTERNALDATE "now" UID 1', '7 BODY[] {99}\r\nabc'], 17],
    [['* 3 FETCH (UID 16 BODY[] {5}\r\nhello)\r\n* 4 FETCH (UID 17 BODY[] {99}\r\n'], 17],
    [['* 4 FETCH (BODY[] {99}\r\n'], undefined],
    [['* 3 FETCH (UID 16 BODY[] {5}\r\nhello)\r\n* 4 FETCH (BODY[] {99}\r\n'], undefined],
    [['* 4 FETCH (UID 17 BODY[] {98}\r\n'], undefined],
    [['GUID 17 {99}'], undefined],
    [[], undefined],
  ])('after %j', async (chunks, uid) => expect((await after(...chunks)).uidBeforeLiteral(99)).toBe(uid));
});
