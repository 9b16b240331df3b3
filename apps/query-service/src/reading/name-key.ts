import type { CursorKey } from '@postbode/http';
import type { NameKey } from '@postbode/read-model';

/** Cursors are signed: what comes back is what was given. */
export const nameKeyOf = (place: CursorKey | undefined): NameKey | undefined =>
  place === undefined ? undefined : { name: String(place[0]), id: String(place[1]) };

export const placeOfName = (key: NameKey | undefined): CursorKey | undefined => (key === undefined ? undefined : [key.name, key.id]);
