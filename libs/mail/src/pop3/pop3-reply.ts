/** The status line of an answer (RFC 1939 §3, response codes RFC 2449 §8, continuation RFC 5034 §4). */
export interface Pop3Reply {
  readonly status: 'ok' | 'refused' | 'continue';
  /** `IN-USE`, `SYS/TEMP`, … in capitals; empty when the server gives none. */
  readonly code: string;
  readonly text: string;
}

const status = { '+OK': 'ok', '-ERR': 'refused', '+': 'continue' } as const;

/** @returns undefined when this is no POP3 answer */
export const parseReply = (line: string): Pop3Reply | undefined => {
  const [, indicator, rest] = /^(\+OK|-ERR|\+)(?:\s+(.*))?$/is.exec(line) ?? [];
  if (indicator === undefined) return undefined;
  const [, code, text] = /^\[([^\]\s]{1,64})\]\s*(.*)$/s.exec(rest ?? '') ?? [];
  return {
    status: status[indicator.toUpperCase() as keyof typeof status],
    code: (code ?? '').toUpperCase(),
    text: text ?? rest ?? '',
  };
};
