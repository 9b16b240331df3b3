/** Whether arrays and objects are nested deeper than `most`. Iterative: the nesting is the caller's choice. */
export const isDeeperThan = (value: unknown, most: number): boolean => {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    const containers = level.filter((item): item is object => typeof item === 'object' && item !== null);
    if (depth >= most && containers.length > 0) return true;
    level = containers.flatMap((container) => Object.values(container) as unknown[]);
  }
  return false;
};
