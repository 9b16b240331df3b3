import { join } from 'node:path';
import { refusalsIn, refusalsInSource } from './refusals-in-source.js';

const found = (source: string) => refusalsIn(source, 'x.ts').map(({ code, kind, message }) => [code, kind, message]);

describe('refusals in source', () => {
  it('are those that are thrown', () => {
    expect(found(`throw new DomainError('a.b', 'conflict', 'No.', { details: {} });`)).toEqual([['a.b', 'conflict', 'No.']]);
  });

  it('are classes of their own too; values have names', () => {
    const source =
      'class Gone extends DomainError { constructor(id: string, at: Place) { super("a.gone", "not-found", `No ${id} at ${placeOf(at)}.`); } }';
    expect(found(source)).toEqual([['a.gone', 'not-found', 'No <id> at <at>.']]);
  });

  it('are not the errors of others', () => {
    expect(found(`class Other extends Error { constructor() { super('a.b', 'conflict', 'No.'); } } new Error('a.b');`)).toEqual([]);
  });

  it('that hide their code are refused', () => {
    expect(() => found(`new DomainError(code, 'conflict', 'No.')`)).toThrow('x.ts: write code');
  });

  it('of this repository are many, and none of test code', async () => {
    const codes = (await refusalsInSource(join(import.meta.dirname, '../..'))).map(({ code }) => code);
    expect(codes.length).toBeGreaterThan(50);
    expect(codes).toContain('profile.not-found');
    expect(codes.filter((code) => code.startsWith('gadget.'))).toEqual([]);
  });
});
