import { Metrics } from './metrics.js';

describe('Metrics', () => {
  it('counts, sets and observes, in the Prometheus text format', async () => {
    const metrics = new Metrics();
    metrics.counter('postbode_messages_total', 'Messages.', ['kind']).add({ kind: 'received' }, 3);
    metrics.counter('postbode_messages_total', 'Messages.', ['kind']).add({ kind: 'received' });
    metrics.gauge('postbode_lag_events', 'Lag.').set({}, 7);
    metrics.histogram('postbode_append_seconds', 'Append.').observe(0.02, {});
    const text = await metrics.text();
    expect(text).toContain('postbode_messages_total{kind="received"} 4');
    expect(text).toContain('postbode_lag_events 7');
    expect(text).toContain('postbode_append_seconds_bucket{le="0.025"} 1');
  });

  it('reads observed gauges when asked, and survives one that fails', async () => {
    const metrics = new Metrics();
    let value = 1;
    metrics.observedGauge('postbode_open_connections', 'Open.', () => value);
    metrics.observedGauge('postbode_broken_things', 'Broken.', () => Promise.reject(new Error('no')));
    expect(await metrics.text()).toContain('postbode_open_connections 1');
    value = 2;
    expect(await metrics.text()).toContain('postbode_open_connections 2');
  });

  it.each(['requests_total', 'postbode_', 'postbode_x', 'postbode_Things_total'])('refuses the name %s', (name) => {
    expect(() => new Metrics().counter(name, '')).toThrow('postbode_<thing>_<unit>');
  });

  it.each(['anna@example.com', '10.0.0.1', '10.0.0.1:993', '0190a000-0000-4000-8000-000000000001', 'two words', '', 'x'.repeat(101)])(
    'makes no label of %j',
    async (value) => {
      const metrics = new Metrics();
      metrics.counter('postbode_logins_total', 'Logins.', ['who']).add({ who: value });
      expect(await metrics.text()).toContain('postbode_logins_total{who="other"} 1');
    },
  );

  it('bounds the number of label sets of one metric, and loses no count', async () => {
    const metrics = new Metrics();
    const counter = metrics.counter('postbode_logins_total', 'Logins.', ['who']);
    for (let index = 0; index < 600; index += 1) counter.add({ who: `w${index}` });
    const text = await metrics.text();
    expect(text.match(/^postbode_logins_total\{/gm)).toHaveLength(501);
    expect(text).toContain('postbode_logins_total{who="other"} 100');
  });

  it('watches the process and its event loop', async () => {
    const metrics = new Metrics();
    metrics.observeProcess();
    const text = await metrics.text();
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
  });
});
