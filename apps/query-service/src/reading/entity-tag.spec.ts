import { isKnown } from './entity-tag.js';

describe('If-None-Match', () => {
  it.each(['"3"', 'W/"3"', '"1", "3"', '*'])('%s names revision 3', (tags) => {
    expect(isKnown(tags, 3)).toBe(true);
  });

  it.each([undefined, '', '"4"', '3', '"33"'])('%s does not', (tags) => {
    expect(isKnown(tags, 3)).toBe(false);
  });
});
