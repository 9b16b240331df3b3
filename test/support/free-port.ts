import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/**
 * Ports on 127.0.0.1 that nobody listens on at this moment, all different. Below 32768, where the system takes no ports for
 * outgoing connections from: one of those took the port of a server before it started, and could while it is restarted.
 */
export const freePorts = async (count: number): Promise<number[]> => {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(12_000, 32_000);
    if (!ports.has(port) && (await listens(port))) ports.add(port);
  }
  return [...ports];
};
