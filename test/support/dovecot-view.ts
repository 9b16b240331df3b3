import { sha256, withCrlf, withLineEnd } from './maildir.js';

/** One message as Dovecot's own tool sees it. */
export interface ServerMessage {
  readonly uid: number;
  readonly uidValidity: string;
  /** Of the bytes that IMAP gives as `BODY[]`. Hex. */
  readonly sha256: string;
  /** Of the bytes that POP3 gives: the same, but the last line is always ended. Hex. */
  readonly popSha256: string;
  /** By POP3, as `pop3_uidl_format = %08Xu%08Xv` makes it. */
  readonly uidl: string;
}

const hex8 = (value: number): string => value.toString(16).padStart(8, '0');

// Not `-f tab`: it puts a tab into the text every 8 KB (Dovecot 2.3).
const head = /^uid: (\d+)\nsize\.physical: (\d+)\ntext:\n/;

/** What `doveadm -f pager fetch "uid size.physical text"` prints: the text is raw, so it is cut out by its size. */
export const parseDoveadmFetch = (printed: Buffer, uidValidity: string): ServerMessage[] => {
  const messages: ServerMessage[] = [];
  for (let at = 0; at < printed.length;) {
    const found = head.exec(printed.subarray(at, at + 80).toString('latin1'));
    if (found === null) throw new Error(`Not understood at byte ${at}: ${printed.subarray(at, at + 60).toString('latin1')}`);
    const start = at + found[0].length;
    const end = start + Number(found[2]);
    const uid = Number(found[1]);
    const uidl = `${hex8(uid)}${hex8(Number(uidValidity))}`;
    const raw = withCrlf(printed.subarray(start, end));
    messages.push({ uid, uidValidity, sha256: sha256(raw), popSha256: sha256(withLineEnd(raw)), uidl });
    at = end + (/^\n?\f\n/.exec(printed.subarray(end, end + 3).toString('latin1'))?.[0].length ?? 0);
  }
  return messages;
};
