/** Work items, keyed by mailbox id. The suffix is the version of the topic's key and partitioning, not of the message. */
export const workTopic = 'postbode.work.v1';

/** Message headers: what a broker's tools and tracing may read without opening the payload. */
export const workHeaders = {
  type: 'postbode-type',
  /** Position of the causing event in the log, decimal. */
  position: 'postbode-position',
  /** W3C Trace Context. */
  traceparent: 'traceparent',
} as const;
