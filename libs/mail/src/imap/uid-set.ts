/**
 * Ascending, distinct UIDs as an IMAP sequence set (RFC 9051 §9): `1:3,7,9:10`. Never `*`, which always means at least the last
 * message (pitfall 31).
 */
export const uidSet = (uids: readonly number[]): string => {
  const ranges: [first: number, last: number][] = [];
  for (const uid of uids) {
    const range = ranges.at(-1);
    if (range?.[1] === uid - 1) range[1] = uid;
    else ranges.push([uid, uid]);
  }
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}:${last}`)).join(',');
};

/** The longest run from `start` that a FETCH answers in the order asked for: ascending, at most `max`. */
export const ascendingRun = (uids: readonly number[], start: number, max: number): readonly number[] => {
  let end = start + 1;
  while (end < uids.length && end - start < max && (uids[end] ?? 0) > (uids[end - 1] ?? 0)) end++;
  return uids.slice(start, end);
};
