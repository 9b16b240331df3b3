import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageUnreadableError, plainTextOf, readEnvelope, sanitizeHtml, WorkerMimeParser } from './index.js';
import { inspectStructure } from './structure/mime-structure.js';

/** A folder of mail: our fixtures, or one of other projects' test messages, which are not ours to keep in this repository. */
const corpora = process.env['POSTBODE_CORPORA'] ?? join(import.meta.dirname, 'fixtures');

const files = readdirSync(corpora, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(?:eml|txt)$|^\d+\./i.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name));

interface Simple {
  readonly file: string;
  readonly subject: string;
  readonly from: string;
}

/** What Python's e-mail package reads in headers that are plain ASCII and one line: there is only one right answer. */
const python = `
import sys, json, email, email.policy, email.utils
for path in sys.argv[1:]:
    message = email.message_from_bytes(open(path, 'rb').read(), policy=email.policy.compat32)
    subject, sender = message.get('Subject'), message.get('From')
    if not isinstance(subject, str) or not isinstance(sender, str): continue
    if any(c in subject + sender for c in '\\n\\r\\t=') or not (subject + sender).isascii() or not (subject + sender).isprintable(): continue
    address = email.utils.parseaddr(sender)[1]
    if sender.count('@') != 1 or '@' not in address or ' ' in address: continue
    print(json.dumps({'file': path, 'subject': subject.strip(), 'from': address}))
`;

const hasPython = spawnSync('python3', ['--version']).status === 0;

describe('a folder of messages', () => {
  it('is there', () => {
    expect(files.length).toBeGreaterThanOrEqual(19);
  });

  it('gives for each message an envelope or a verdict, at ingest and in full, where both count the same attachments', async () => {
    await using parser = new WorkerMimeParser({ limits: { parseMs: 60_000 } });
    const verdicts: Record<string, string> = {};
    const differing: string[] = [];
    for (const file of files) {
      const raw = readFileSync(file);
      try {
        readEnvelope(raw);
        const structure = inspectStructure(raw);
        const message = await parser.parse(raw);
        expect(sanitizeHtml(message.html ?? '').html).not.toMatch(/<script|javascript:/i);
        expect(typeof plainTextOf(message)).toBe('string');
        if (structure.attachments !== message.attachments.length) differing.push(file);
      } catch (error) {
        if (!(error instanceof MessageUnreadableError)) throw error;
        verdicts[file.slice(corpora.length + 1)] = error.reason;
      }
    }
    expect(differing).toEqual([]);
    expect(Object.keys(verdicts).length).toBeLessThan(files.length / 10);
  });

  it('has the subjects and senders Python reads, where the header is simple', () => {
    expect(hasPython).toBe(true);
    const lines = execFileSync('python3', ['-c', python, ...files], { encoding: 'utf8' })
      .trim()
      .split('\n');
    const simple = lines.map((line) => JSON.parse(line) as Simple);
    expect(simple.length).toBeGreaterThan(files.length / 6);
    const differing = simple.filter(({ file, subject, from }) => {
      const envelope = readEnvelope(readFileSync(file));
      return envelope.subject !== subject || (envelope.from[0]?.address ?? '') !== from;
    });
    expect(differing).toEqual([]);
  });
});
