import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { HttpProblem } from '../problems/http-problem.errors.js';
import { httpProblems } from '../problems/problem.catalogue.js';
import { canonicalJson } from '../request/canonical-json.js';

/** What a cursor belongs to: it opens nothing else (pitfall 71). */
export interface CursorBinding {
  /** Subject of the caller. */
  readonly principal: string;
  /** Name of the query: `emails.list`. */
  readonly query: string;
  /** The filter and order in effect, without limit and cursor. */
  readonly filter: unknown;
}

/** Place of the last item of a page: the sort key's values. */
export type CursorKey = readonly (string | number | null)[];

const refuse = (): never => {
  throw new HttpProblem(httpProblems.cursorInvalid);
};

/** Keyset cursors, signed with HMAC-SHA-256. Opaque to the caller, though not secret. */
export class CursorCodec {
  /** With the bytes, node sets the key up again for every cursor: 12 µs instead of 2.4. */
  private readonly key: KeyObject;

  /** @param key at least 32 bytes, the same in every replica */
  constructor(key: Uint8Array) {
    if (key.byteLength < 32) throw new Error('The cursor key must have at least 32 bytes.');
    this.key = createSecretKey(key);
  }

  encode(place: CursorKey, binding: CursorBinding): string {
    const payload = Buffer.from(JSON.stringify(place)).toString('base64url');
    return `${payload}.${this.sign(payload, binding).toString('base64url')}`;
  }

  /** @throws HttpProblem 400 when forged, cut, or made for another query, filter or caller */
  decode(cursor: string, binding: CursorBinding): CursorKey {
    const [payload = '', signature = '', ...rest] = cursor.split('.');
    const given = Buffer.from(signature, 'base64url');
    const right = this.sign(payload, binding);
    if (rest.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) return refuse();
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as CursorKey;
  }

  private sign(payload: string, { principal, query, filter }: CursorBinding): Buffer {
    return createHmac('sha256', this.key)
      .update(canonicalJson(['cursor-1', principal, query, filter ?? null, payload]))
      .digest();
  }
}
