import { childTraceparent, newTraceparent } from './traceparent.js';

describe('traceparent', () => {
  it('keeps the trace and its flags from step to step, with a span of its own', () => {
    const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';
    expect(childTraceparent(parent)).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-00$/);
  });

  it('starts a new trace where there is none to go on with', () => {
    for (const parent of [undefined, '', 'nonsense']) expect(childTraceparent(parent)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(newTraceparent()).not.toBe(newTraceparent());
  });
});
