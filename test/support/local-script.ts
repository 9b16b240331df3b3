import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from './repository-root.js';

const directory = join(repositoryRoot, 'deploy/local');

/**
 * Runs a script of `deploy/local` and gives what it printed.
 * @param input written to its standard input
 * @throws when it ends with anything but 0, with what it wrote on stderr
 */
export const runLocalScript = (
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input: Buffer | string = '',
): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const child = spawn(join(directory, name), args, { env: { ...process.env, ...env } });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.once('error', reject).once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out));
      else reject(new Error(`${name} ${args.join(' ')} ended with ${String(code)}: ${Buffer.concat(err).toString()}`));
    });
    child.stdin.on('error', () => undefined).end(input);
  });
