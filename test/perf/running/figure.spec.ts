import { figureLine, meetsAim, type Figure } from './figure.js';

const figure = (aim: Figure['aim']): Figure => ({
  name: 'append',
  unit: 'events/s',
  aim,
  measure: () => Promise.reject(new Error('unused')),
});

describe('a figure', () => {
  it('is one JSON line', () => {
    expect(figureLine(figure({ least: 1 }), { value: 2500.4, baseline: 1000 })).toBe(
      '{"figure":"append","value":2500,"unit":"events/s","baseline":1000,"ratio":2.5}',
    );
  });

  it('knows whether its aim is met', () => {
    const half = { value: 1, baseline: 2 };
    expect([{ least: 0.5 }, { least: 0.6 }, { most: 0.5 }, { most: 0.4 }].map((aim) => meetsAim(figure(aim), half))).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});
