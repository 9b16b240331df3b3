import { streamName } from '@postbode/kernel';
import { ListLog } from '../testing/list-log.js';
import { RevisionGapError } from './projection.errors.js';
import { unseenEvents } from './unseen-events.js';

const stream = streamName('profile', 'p');
const other = streamName('profile', 'q');

describe('unseenEvents', () => {
  const log = new ListLog();
  const events = log.add(stream, ...[0, 1, 2, 3].map((n) => ({ type: 'E', data: n })));
  const others = log.add(other, { type: 'E', data: 'other' });

  it('drops what is known, stream by stream', () => {
    const fresh = unseenEvents([...events, ...others], new Map([[stream, 1]]));
    expect(fresh.map(({ data }) => data)).toEqual([2, 3, 'other']);
  });

  it('drops what comes twice in one batch', () => {
    expect(unseenEvents([...events, ...events], new Map())).toEqual(events);
  });

  it('refuses a hole', () => {
    expect(() => unseenEvents(events.slice(2), new Map([[stream, 0]]))).toThrow(RevisionGapError);
    expect(() => unseenEvents(events.slice(1), new Map())).toThrow(RevisionGapError);
  });
});
