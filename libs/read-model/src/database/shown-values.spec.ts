import { instantOf, shownValues } from './shown-values.js';

describe('values as the API shows them', () => {
  it.each([
    ['2026-11-01 10:00:00+00', '2026-11-01T10:00:00.000Z'],
    ['2026-11-01 10:00:00.5+00', '2026-11-01T10:00:00.500Z'],
    ['0001-01-01 00:00:00.123456+00', '0001-01-01T00:00:00.123Z'],
    ['2026-11-01T10:00:00+01:00', '2026-11-01T09:00:00.000Z'],
  ])('%s is the instant %s', (text, instant) => {
    expect(instantOf(text)).toBe(instant);
  });

  it.each([
    [16, 'f', false],
    [20, '65536', 65_536],
    [25, '17', '17'],
    [3802, '[{"address":"a@b"}]', [{ address: 'a@b' }]],
  ])('of type %d: %s', (oid, text, value) => {
    expect(shownValues.getTypeParser(oid)(text)).toEqual(value);
  });
});
