import { z } from 'zod';

/** Shape of `?limit=&cursor=`; spread it into a query schema: `z.object({ ...pageParameters, status: … })`. */
export const pageParameters = {
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Items on a page.'),
  cursor: z.string().min(1).max(1024).optional().describe('`nextCursor` of the page before.'),
};

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Absent on the last page. */
  readonly nextCursor?: string | undefined;
}

/** Schema of a page of `item`. */
export const pageSchema = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().optional().describe('Absent on the last page.') });

/** A page out of `limit + 1` rows read: the one too many only says that there is a next page. */
export const pageOf = <Item>(rows: readonly Item[], limit: number, cursorAfter: (last: Item) => string): Page<Item> => {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, nextCursor: cursorAfter(last) } : { items };
};
