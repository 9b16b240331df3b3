const pattern = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:$|-)/;

export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
}

/** W3C Trace Context §3.2. `undefined` for anything malformed: a bad header starts a new trace, it refuses nothing. */
export const parseTraceparent = (header: string | undefined): TraceParent | undefined => {
  const [, traceId, spanId] = pattern.exec(header ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || header?.startsWith('ff') === true) return undefined;
  return /^0+$/.test(traceId) || /^0+$/.test(spanId) ? undefined : { traceId, spanId };
};
