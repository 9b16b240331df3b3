import { LedgerWorkFeed } from '../ownership/ledger-work-feed.js';
import { timingOf, type WorkFeedFailure, type WorkFeedTiming } from '../work-feed.options.js';
import { InMemoryLedger } from './in-memory-ledger.js';

export interface InMemoryWorkFeedOptions {
  /** Share one between feeds that stand for several processes. */
  readonly ledger: InMemoryLedger;
  readonly timing?: Partial<WorkFeedTiming>;
  readonly onFailure?: (failure: WorkFeedFailure) => void;
}

/** For tests: forgets everything with the process. */
export class InMemoryWorkFeed extends LedgerWorkFeed {
  constructor(options: InMemoryWorkFeedOptions = { ledger: new InMemoryLedger(8) }) {
    super(options.ledger, { timing: timingOf(options.timing), report: options.onFailure ?? (() => undefined) });
  }
}
