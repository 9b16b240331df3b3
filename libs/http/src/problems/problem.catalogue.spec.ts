import type { ErrorKind } from '@postbode/kernel';
import { problemCatalogue, problemReference } from './problem.catalogue.js';
import { domainProblem } from './problem.entry.js';

describe('the problem catalogue', () => {
  it('has every code once, in the one form', () => {
    const codes = problemCatalogue.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^http\.[a-z]+(-[a-z]+)*$/);
    for (const { title, remedy, status } of problemCatalogue) {
      expect(title).not.toBe('');
      expect(remedy).toMatch(/[.`]$/);
      expect(status).toBeGreaterThanOrEqual(400);
    }
  });

  it.each<[ErrorKind, number]>([
    ['invalid', 422],
    ['not-found', 404],
    ['conflict', 409],
    ['precondition-failed', 412],
    ['forbidden', 403],
    ['unavailable', 503],
  ])('gives a refusal of kind %s status %d', (kind, status) => {
    expect(domainProblem('a.b', kind)).toMatchObject({ code: 'a.b', status });
  });

  it('is written out as a table in order of code', () => {
    const table = problemReference([...problemCatalogue, domainProblem('a.b', 'conflict', 'Wait.')]);
    const rows = table.trimEnd().split('\n').slice(2);
    expect(rows[0]).toBe('| `a.b` | 409 | In conflict with the present state | Wait. |');
    expect(rows).toHaveLength(problemCatalogue.length + 1);
    expect([...rows].sort()).toEqual(rows);
  });
});
