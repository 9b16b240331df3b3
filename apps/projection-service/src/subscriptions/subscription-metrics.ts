import type { Logger, Metrics } from '@postbode/observability';
import type { EventStore } from '@postbode/event-store';
import { PoisonEventError, type FollowObserver, type ReadModelProgress } from '@postbode/read-model';

/** What operators see of the subscriptions: positions, events, failures, and in the log the event that is to blame. */
export const observeSubscriptions = (metrics: Metrics, logger: Logger): FollowObserver => {
  const position = metrics.gauge('postbode_subscription_position', 'Position of the log a subscription has reached.', ['subscription']);
  const events = metrics.counter('postbode_subscription_events_total', 'Events handled.', ['subscription']);
  const failing = metrics.gauge('postbode_subscription_failures', 'Failures in a row; 0 when it goes well.', ['subscription']);
  return {
    applied(subscription, progress) {
      position.set({ subscription }, Number(progress.position));
      events.add({ subscription }, progress.events);
      failing.set({ subscription }, 0);
    },
    failed(subscription, { error, attempt }) {
      failing.set({ subscription }, attempt);
      const event = error instanceof PoisonEventError ? error.event : undefined;
      const err = event === undefined ? error : (error as PoisonEventError).cause;
      logger.error(
        { err, subscription, attempt, eventId: event?.id, eventType: event?.type, position: event?.position.toString() },
        event === undefined ? 'a subscription failed and starts again' : 'a subscription cannot go past an event',
      );
    },
  };
};

/** How far the slowest read model is behind the log, asked when somebody reads the metrics. */
export const observeLag = (metrics: Metrics, progress: ReadModelProgress, log: Pick<EventStore, 'head'>): void =>
  metrics.observedGauge(
    'postbode_read_model_lag_events',
    'Positions of the log the slowest read model has not looked at yet.',
    async () => {
      const lags = await progress.lag(log);
      return Math.max(...lags.map(({ behind }) => Number(behind)));
    },
  );
