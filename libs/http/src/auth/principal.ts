import type { Actor } from '@postbode/kernel';

export const roles = ['administrator', 'reader', 'auditor', 'operator'] as const;
export type Role = (typeof roles)[number];

/** Who calls: what an accepted token says. */
export interface Principal {
  /** The token's `sub`. */
  readonly id: string;
  readonly kind: Actor['kind'];
  readonly roles: readonly Role[];
  /** When the token ends; seconds since 1970. */
  readonly expiresAt: number;
}

export const actorOf = ({ id, kind }: Principal): Actor => ({ id, kind });

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the access guard on every route that is not public. */
    principal?: Principal;
  }
}
