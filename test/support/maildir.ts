import { createHash } from 'node:crypto';
import { chownSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Debian's `mail` user, whom Dovecot's mail belongs to. */
const mailOwner = (): Owner => {
  const fields = /^mail:(.*)$/m.exec(readFileSync('/etc/passwd', 'utf8'))?.[1]?.split(':') ?? [];
  return { uid: Number(fields[1]), gid: Number(fields[2]) };
};

const ownedDirectory = (path: string, owner: Owner): void => {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chownSync(path, owner.uid, owner.gid);
};

/** Writes messages straight into a Maildir, thousands a second, in their order; Dovecot finds them at the next look. */
export const seedMaildir = (maildir: string, messages: Iterable<Buffer>, receivedAt: Date): void => {
  const owner = mailOwner();
  for (const path of [dirname(dirname(maildir)), dirname(maildir), maildir]) ownedDirectory(path, owner);
  for (const name of ['cur', 'new', 'tmp']) ownedDirectory(join(maildir, name), owner);
  const second = Math.floor(Date.now() / 1000);
  const batch = process.hrtime.bigint();
  let n = 0;
  for (const raw of messages) {
    // S: size in the file, W: size with CRLF line ends, which Dovecot believes.
    // Dovecot numbers new files by the time in their names: seconds, then microseconds.
    const name = `${second}.M${String(n++).padStart(6, '0')}P${batch}.seed,S=${raw.length},W=${withCrlf(raw).length}:2,`;
    const path = join(maildir, 'cur', name);
    writeFileSync(path, raw);
    chownSync(path, owner.uid, owner.gid);
    utimesSync(path, receivedAt, receivedAt);
  }
};

/** What IMAP gives for a message: every line ends in CRLF (RFC 9051 §2.3.1). */
export const withCrlf = (raw: Buffer): Buffer => Buffer.from(raw.toString('latin1').replace(/(?<!\r)\n/g, '\r\n'), 'latin1');

/** What POP3 gives for a message: its last line ends, too (RFC 1939 §3). */
export const withLineEnd = (raw: Buffer): Buffer => (raw.at(-1) === 10 ? raw : Buffer.concat([raw, Buffer.from('\r\n')]));

export const sha256 = (raw: Buffer): string => createHash('sha256').update(raw).digest('hex');
