import type { Metrics } from '@postbode/observability';
import type { WorkerMeter } from './worker-ports.js';

export const workerMeter = (metrics: Metrics): WorkerMeter => {
  const messages = metrics.counter('postbode_messages_processed_total', 'Messages brought in, skipped or quarantined.');
  const passes = metrics.histogram('postbode_sync_pass_seconds', 'Time of one look at one mailbox.');
  const failures = metrics.counter('postbode_sync_failures_total', 'Looks at a mailbox that failed, by cause.', ['code']);
  const runners = metrics.gauge('postbode_mailbox_runners_active', 'Mailboxes this worker has in hand.');
  return {
    passCompleted: (processed, seconds) => {
      messages.add({}, processed);
      passes.observe(seconds, {});
    },
    passFailed: (code) => failures.add({ code }),
    runnersActive: (count) => runners.set({}, count),
  };
};
