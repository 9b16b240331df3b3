import { HttpProblem } from '../problems/http-problem.errors.js';
import { httpProblems } from '../problems/problem.catalogue.js';

const longest = 500;

/** Node gives header bytes as Latin-1; what is valid UTF-8 was meant as UTF-8. */
const decode = (header: string): string => {
  const bytes = Buffer.from(header, 'latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return header;
  }
};

/** @throws HttpProblem 400 when longer than 500 characters or with control characters */
export const reasonOf = (header: string | undefined): string | undefined => {
  const text = header === undefined ? '' : decode(header).trim();
  if (text === '') return undefined;
  if (Array.from(text).length > longest || /\p{Cc}/u.test(text)) throw new HttpProblem(httpProblems.malformedReason);
  return text;
};
