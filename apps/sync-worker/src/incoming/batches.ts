export interface BatchLimits {
  readonly messages: number;
  readonly bytes: number;
}

/** 500 messages or 4 MiB: one segment, one fsync, one append; a pass holds two batches in memory at most. */
export const defaultBatchLimits: BatchLimits = { messages: 500, bytes: 4 * 1024 * 1024 };

/**
 * Groups as they come; a batch ends with the item that fills it, so one huge message makes a batch of its own size. When the
 * source fails, what came before is yielded first: a server that dies every 100 messages still makes progress.
 */
export async function* inBatches<T>(items: AsyncIterable<T>, sizeOf: (item: T) => number, limits: BatchLimits): AsyncGenerator<T[]> {
  let batch: T[] = [];
  let bytes = 0;
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const item of items) {
      batch.push(item);
      bytes += sizeOf(item);
      if (batch.length < limits.messages && bytes < limits.bytes) continue;
      yield batch;
      batch = [];
      bytes = 0;
    }
  } catch (error) {
    failure = { error };
  }
  if (batch.length > 0) yield batch;
  if (failure !== undefined) throw failure.error;
}
