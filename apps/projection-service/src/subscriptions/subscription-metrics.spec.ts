import { createLogger, Metrics } from '@postbode/observability';
import { positionOf, streamName } from '@postbode/kernel';
import { PoisonEventError } from '@postbode/read-model';
import { observeLag, observeSubscriptions } from './subscription-metrics.js';

describe('what operators see of the subscriptions', () => {
  const lines: string[] = [];
  const logger = createLogger({ service: 'test', level: 'info', destination: { write: (line) => lines.push(line) } });
  const event = { id: 'e-1', type: 'EmailReceived', stream: streamName('mailboxsync', 'm'), revision: 3, position: positionOf(42) };

  it('is the position reached, failures until it goes well again, and the event that is to blame', async () => {
    const metrics = new Metrics();
    const observer = observeSubscriptions(metrics, logger);
    observer.applied?.('emails', { events: 5, position: positionOf(41), caughtUp: false });
    const cause = new Error('cannot');
    observer.failed?.('emails', { error: new PoisonEventError('emails', event, cause), attempt: 3 });
    const text = await metrics.text();
    expect(text).toContain('postbode_subscription_position{subscription="emails"} 41');
    expect(text).toContain('postbode_subscription_events_total{subscription="emails"} 5');
    expect(text).toContain('postbode_subscription_failures{subscription="emails"} 3');
    expect(JSON.parse(lines.at(-1) ?? '{}')).toMatchObject({
      subscription: 'emails',
      eventId: 'e-1',
      position: '42',
      attempt: 3,
      err: { message: 'cannot' },
    });
    observer.applied?.('emails', { events: 1, position: positionOf(42), caughtUp: true });
    expect(await metrics.text()).toContain('postbode_subscription_failures{subscription="emails"} 0');
  });

  it('is the lag of the slowest read model', async () => {
    const metrics = new Metrics();
    const lag = [3n, 7n, 0n].map((behind, n) => ({ projection: `p${n}`, position: positionOf(1), behind }));
    observeLag(metrics, { lag: () => Promise.resolve(lag) } as never, { head: () => Promise.resolve(positionOf(8)) });
    expect(await metrics.text()).toContain('postbode_read_model_lag_events 7');
  });
});
