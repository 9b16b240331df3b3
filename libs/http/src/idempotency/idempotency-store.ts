/** An answer as it is given again. Never holds a secret: no answer of the API does. */
export interface StoredAnswer {
  readonly status: number;
  /** Only the headers a client acts on: `etag`, `location`, `postbode-position`. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text; `null` for an answer without a body. */
  readonly body: string | null;
}

export interface IdempotentRequest {
  /** Caller, method, route and key. */
  readonly scope: string;
  /** Subject of the caller, so that erasing a person reaches the stored answers. */
  readonly principal: string;
  readonly fingerprint: string;
}

export type IdempotencyClaim =
  /** Ours to handle: answer with {@link IdempotencyStore.complete} or {@link IdempotencyStore.release}. */
  | { readonly kind: 'claimed'; readonly attempt: string }
  | { readonly kind: 'in-progress' }
  /** The key was used for another request. */
  | { readonly kind: 'mismatch' }
  | { readonly kind: 'answered'; readonly answer: StoredAnswer };

/** Seconds an answer can be given again. */
export const answerLifetimeSeconds = 24 * 3600;
/** Seconds after which an attempt without an answer counts as dead: its process is gone, another may handle the request. */
export const attemptLifetimeSeconds = 60;

/** Remembers the answers of requests that carried an Idempotency-Key. See `testing/idempotency-store.contract.ts`. */
export abstract class IdempotencyStore {
  /** Exactly one of any number of simultaneous callers is told `claimed`. */
  abstract claim(request: IdempotentRequest): Promise<IdempotencyClaim>;
  /** Keeps the answer, unless another attempt has taken over meanwhile. */
  abstract complete(request: IdempotentRequest, attempt: string, answer: StoredAnswer): Promise<void>;
  /** Forgets an attempt that changed nothing, so that the key can be used again at once. */
  abstract release(request: IdempotentRequest, attempt: string): Promise<void>;
  /** Removes what is older than 24 hours. @returns how many */
  abstract purge(): Promise<number>;
  /** Removes every answer given to one caller. @returns how many */
  abstract forget(principal: string): Promise<number>;
}
