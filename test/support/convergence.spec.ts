import { compareWithServer, repeatedContents, type PlacedMessage } from './convergence.js';

const server: PlacedMessage[] = Array.from({ length: 50 }, (_, n) => ({ place: `7/${n + 1}`, sha256: `hash-${n}` }));
const clean = { lost: [], doubled: [], different: [], compared: 50 };

describe('the judge of a mailbox', () => {
  it('finds nothing where nothing is wrong, in any order', () => {
    expect(compareWithServer(server, server.toReversed())).toEqual(clean);
    expect(repeatedContents(server)).toEqual([]);
  });

  it('finds a message lost', () => expect(compareWithServer(server, server.toSpliced(3, 1))).toEqual({ ...clean, lost: ['7/4'] }));

  it('finds a message doubled at its place, and one that is not on the server', () => {
    expect(compareWithServer(server, [...server, server[3]!])).toEqual({ ...clean, doubled: ['7/4'] });
    expect(compareWithServer(server, [...server, { place: '6/4', sha256: 'hash-3' }])).toEqual({ ...clean, doubled: ['6/4'] });
  });

  it('finds other bytes, and none', () => {
    expect(compareWithServer(server, server.with(3, { place: '7/4', sha256: 'other' }))).toEqual({ ...clean, different: ['7/4'] });
    expect(compareWithServer(server, server.with(3, { place: '7/4', sha256: null }))).toEqual({ ...clean, different: ['7/4'] });
  });

  it('finds a mail held twice, wherever', () => {
    expect(repeatedContents([...server, { sha256: 'hash-9' }])).toEqual(['hash-9']);
  });
});
