import { expectedRevisionOf } from '../concurrency/etag.js';
import { isDeeperThan } from '../app/json-depth.js';
import { minPositionOf } from './min-position.decorator.js';
import { reasonOf } from './reason.js';
import { requestIdOf } from './trace-id.js';
import { parseTraceparent } from './traceparent.js';

describe('what a request says about itself', () => {
  it('traceparent: taken when well-formed, ignored when not', () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    expect(parseTraceparent(`00-${traceId}-00f067aa0ba902b7-01`)).toEqual({ traceId, spanId: '00f067aa0ba902b7' });
    expect(parseTraceparent(`01-${traceId}-00f067aa0ba902b7-01-later`)).toBeDefined();
    for (const bad of [
      undefined,
      '',
      'x',
      `ff-${traceId}-00f067aa0ba902b7-01`,
      `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
      `00-${traceId}-${'0'.repeat(16)}-01`,
    ]) {
      expect(parseTraceparent(bad)).toBeUndefined();
    }
  });

  it('X-Request-Id: taken when harmless, replaced when not', () => {
    expect(requestIdOf({ headers: { 'x-request-id': 'abc-1' } })).toBe('abc-1');
    for (const bad of ['', 'a b', 'a\u001b[31m', '{"x":1}', 'x'.repeat(129)]) {
      expect(requestIdOf({ headers: { 'x-request-id': bad } })).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('Postbode-Reason: at most 500 characters, no control characters', () => {
    expect(reasonOf(undefined)).toBeUndefined();
    expect(reasonOf('  ')).toBeUndefined();
    expect(reasonOf('caf\u00e9')).toBe('café');
    expect(reasonOf(Buffer.from('é'.repeat(500)).toString('latin1'))).toBe('é'.repeat(500));
    expect(() => reasonOf('x'.repeat(501))).toThrow('Postbode-Reason');
    expect(() => reasonOf('a\u001bb')).toThrow('Postbode-Reason');
  });

  it('If-Match: one tag of ours or *', () => {
    expect(expectedRevisionOf(' "12" ')).toBe(12);
    for (const bad of ['"a"', '"-1"', '"1", "2"', '1', '"1"x', '"9999999999999999"'])
      expect(() => expectedRevisionOf(bad)).toThrow('If-Match is malformed');
    for (const missing of [undefined, '', ' ']) expect(() => expectedRevisionOf(missing)).toThrow('If-Match is needed');
  });

  it('minPosition: a position, to the last one there can be', () => {
    expect(minPositionOf('9223372036854775807')).toBe(9223372036854775807n);
    for (const bad of ['', '-1', '1.5', '0x1', '9223372036854775808']) expect(() => minPositionOf(bad)).toThrow('A parameter is not valid');
  });

  it('nesting: counted in levels, however deep, without a stack', () => {
    expect(isDeeperThan(1, 0)).toBe(false);
    expect(isDeeperThan([[1]], 2)).toBe(false);
    expect(isDeeperThan([[{}]], 2)).toBe(true);
    expect(isDeeperThan(JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)), 32)).toBe(true);
  });
});
