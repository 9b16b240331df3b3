import type { Logger, Metrics } from '@postbode/observability';
import type { ContentDamage } from '../query-ports.js';

/** Tells of damaged content where operators look: `postbode_content_damaged_total`, and the log. */
export const observeContentDamage = (metrics: Metrics, logger: Logger): ((damage: ContentDamage) => void) => {
  const damaged = metrics.counter('postbode_content_damaged_total', 'Reads of a stored message that is damaged or missing.', ['damage']);
  return ({ emailId, mailboxId, damage }) => {
    damaged.add({ damage });
    logger.error({ emailId, mailboxId, reason: damage }, 'a stored message is damaged');
  };
};
