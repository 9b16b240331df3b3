import type { Revision } from '@postbode/kernel';
import { HttpProblem } from '../problems/http-problem.errors.js';
import { httpProblems } from '../problems/problem.catalogue.js';

const pattern = /^(?:W\/)?"(\d{1,15})"$/;

/** A stream's revision as an entity tag (RFC 9110 §8.8.3). */
export const etagOf = (revision: Revision): string => `"${revision}"`;

/**
 * `If-Match` as the revision a write expects; `any` for `*`. A weak tag counts as its strong one: a revision names one
 * state exactly, and proxies that compress weaken the tags they pass.
 * @throws HttpProblem 428 when missing (RFC 6585), 400 when malformed or more than one tag
 */
export const expectedRevisionOf = (ifMatch: string | undefined): Revision | 'any' => {
  const value = ifMatch?.trim();
  if (value === undefined || value === '') throw new HttpProblem(httpProblems.preconditionRequired);
  if (value === '*') return 'any';
  const [, digits] = pattern.exec(value) ?? [];
  if (digits === undefined) throw new HttpProblem(httpProblems.malformedIfMatch);
  return Number(digits);
};
