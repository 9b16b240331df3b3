/** How long a server may make us wait. Milliseconds. */
export interface SmtpLimits {
  /** Resolving, connecting and the TLS handshake. */
  readonly dialMs: number;
  /** The greeting, and STARTTLS when chosen. Servers make unknown clients wait on purpose. */
  readonly greetingMs: number;
  /** EHLO and the login together. */
  readonly loginMs: number;
  readonly quitMs: number;
}

export const defaultSmtpLimits: SmtpLimits = { dialMs: 30_000, greetingMs: 60_000, loginMs: 60_000, quitMs: 2_000 };
