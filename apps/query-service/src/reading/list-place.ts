import type { CursorBinding, CursorCodec, CursorKey, Principal } from '@postbode/http';

/** Where in one list of one caller a page begins and the next one does. */
export class ListPlace {
  private readonly binding: CursorBinding;

  constructor(
    private readonly cursors: CursorCodec,
    principal: Principal,
    query: string,
    filter: unknown,
  ) {
    this.binding = { principal: principal.id, query, filter };
  }

  /** @throws HttpProblem 400 for a cursor of another list, filter or caller */
  after(cursor: string | undefined): CursorKey | undefined {
    return cursor === undefined ? undefined : this.cursors.decode(cursor, this.binding);
  }

  /** To be spread into the answer: nothing on the last page. */
  next(key: CursorKey | undefined): { readonly nextCursor?: string } {
    return key === undefined ? {} : { nextCursor: this.cursors.encode(key, this.binding) };
  }
}
