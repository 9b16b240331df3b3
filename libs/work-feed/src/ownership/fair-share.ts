export interface Holder {
  readonly consumer: string;
  readonly owned: number;
}

/**
 * How many partitions each consumer should have: all within one of each other. Who has most keeps the odd one, so that as few
 * as possible move. The Postgres ledger computes the same in SQL.
 */
export const fairShares = (partitions: number, holders: readonly Holder[]): ReadonlyMap<string, number> => {
  const ranked = holders.toSorted((a, b) => b.owned - a.owned || (a.consumer < b.consumer ? -1 : 1));
  const floor = Math.floor(partitions / ranked.length);
  return new Map(ranked.map(({ consumer }, rank) => [consumer, floor + (rank < partitions % ranked.length ? 1 : 0)]));
};
