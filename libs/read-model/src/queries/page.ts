/** One page of a list in its own order. */
export interface Page<Row, Key> {
  readonly rows: readonly Row[];
  /** Where the next page begins (exclusive); absent on the last one. */
  readonly next?: Key;
}

/** @param rows up to one more than `limit` were read: that one says that there is a next page */
export const pageOf = <Row, Key>(rows: readonly Row[], limit: number, keyOf: (row: Row) => Key): Page<Row, Key> => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return rows.length > limit && last !== undefined ? { rows: shown, next: keyOf(last) } : { rows: shown };
};
