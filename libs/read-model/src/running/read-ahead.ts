/**
 * The same values, the next one already being fetched while the consumer works on this one: reading the log and writing rows
 * take turns on two machines, not on one.
 * @param stop ends the source: a consumer that leaves early must not wait for a value nobody will send
 */
export async function* readAhead<T>(source: AsyncIterable<T>, stop: () => void): AsyncGenerator<T, void> {
  const iterator = source[Symbol.asyncIterator]();
  let next = iterator.next();
  try {
    for (;;) {
      const current = await next;
      if (current.done === true) return;
      next = iterator.next();
      next.catch(() => undefined); // reported when it is awaited
      yield current.value;
    }
  } finally {
    stop();
    await iterator.return?.().catch(() => undefined);
  }
}
