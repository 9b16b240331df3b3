import { hostname } from 'node:os';
import { z } from 'zod';
import { definePart, variable } from '../config-part.js';
import { wholeNumber } from '../text.schemas.js';

export const workFeed = definePart({
  title: 'Distribution of work',
  variables: {
    partitions: variable(
      'POSTBODE_PARTITIONS',
      wholeNumber(1, 1024).default(64),
      'Partitions the mailboxes are spread over; the most workers that can share the work. Fixed at the first start: a change would send mailboxes to other partitions.',
    ),
  },
});

export const worker = definePart({
  title: 'Sync worker',
  variables: {
    consumerId: variable(
      'POSTBODE_WORKER_ID',
      z
        .string()
        .regex(/^[A-Za-z0-9_.:-]{1,100}$/, 'must be 1 to 100 letters, digits or _.:-')
        .default(() => `${hostname()}-${process.pid}`),
      'Name of this worker, different for every process.',
      'host name and process id',
    ),
    concurrency: variable('POSTBODE_WORKER_CONCURRENCY', wholeNumber(1, 1000).default(20), 'Mailboxes one worker syncs at a time.'),
    pollIntervalSeconds: variable(
      'POSTBODE_WORKER_POLL_INTERVAL',
      wholeNumber(5, 86_400).default(300),
      'Seconds between two looks at a mailbox whose server does not push. A profile may ask for longer.',
    ),
  },
});
