import { etagOf } from '@postbode/http';
import type { Revision } from '@postbode/kernel';

/** Whether `If-None-Match` names this revision (RFC 9110 §13.1.2, weak comparison). */
export const isKnown = (ifNoneMatch: string | undefined, revision: Revision): boolean =>
  (ifNoneMatch ?? '').split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etagOf(revision));
