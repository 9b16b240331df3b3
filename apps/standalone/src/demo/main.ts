import 'reflect-metadata';
import { createInterface } from 'node:readline';
import { pause } from '@postbode/kernel';
import { startDemo, type RunningDemo } from './demo.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const instructions = ({ standalone, sandbox, mailboxId, token, caFile, address, password }: RunningDemo): string[] => [
  '',
  'Everything stays up. Ctrl-C ends it and leaves nothing behind.',
  `  API and documentation   ${standalone.url}/docs`,
  `  metrics                 ${standalone.opsUrl}/metrics`,
  `  token                   ${token}`,
  '',
  'Try:',
  `  curl -H "Authorization: Bearer $TOKEN" ${standalone.url}/v1/mailboxes/${mailboxId}/emails`,
  'Deliver a message to the sandbox and see it appear by itself: press Enter here, or',
  `  printf 'Subject: Hello\\r\\n\\r\\nIt works.\\r\\n' | curl --cacert ${caFile} --url smtps://${sandbox.smtp.host}:${sandbox.smtp.port} -u '${address}:${password}' --mail-from me@example.com --mail-rcpt ${address} -T -`,
  '',
];

const end = async (demo: RunningDemo): Promise<void> => {
  try {
    await demo[Symbol.asyncDispose]();
  } finally {
    process.exit(0);
  }
};

const stopOnSignal = (demo: RunningDemo, stop: AbortController): void => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(1);
      stop.abort();
      void end(demo);
    });
};

/** Says what arrives, until it is stopped. */
const follow = async (demo: RunningDemo, signal: AbortSignal): Promise<void> => {
  for (;;) {
    await pause(1000, signal);
    if (signal.aborted) return;
    await demo.showNews(say).catch(() => undefined);
  }
};

try {
  const demo = await startDemo(process.env, say);
  const stop = new AbortController();
  stopOnSignal(demo, stop);
  instructions(demo).forEach(say);
  if (process.stdin.isTTY) createInterface({ input: process.stdin }).on('line', () => demo.deliver());
  await follow(demo, stop.signal);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
