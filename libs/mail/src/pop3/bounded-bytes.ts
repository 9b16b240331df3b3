/** Collects parts up to `limit` bytes; the part that goes beyond throws what `tooMuch` gives. */
export const bounded = (limit: number, tooMuch: () => Error) => {
  const parts: Buffer[] = [];
  let size = 0;
  return {
    sink: (part: Buffer): void => {
      size += part.length;
      if (size > limit) throw tooMuch();
      parts.push(part);
    },
    whole: (): Buffer => Buffer.concat(parts, size),
  };
};
