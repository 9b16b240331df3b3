import { ImapFlow } from 'imapflow';
import type { Run } from '../running/alternating.js';
import { timed } from '../running/alternating.js';
import { answerParent } from '../running/child-process.js';
import type { BenchAccount } from './mail-server.js';

/** The least a client can do: log in over TLS, fetch every message, throw it away. */
answerParent(({ port, user, password, caPem }: BenchAccount): Promise<Run> =>
  timed(async () => {
    const client = new ImapFlow({
      host: 'localhost',
      port,
      secure: true,
      tls: { ca: caPem },
      auth: { user, pass: password },
      logger: false,
      disableCompression: true,
    });
    await client.connect();
    await client.mailboxOpen('INBOX', { readOnly: true });
    let count = 0;
    for await (const message of client.fetch('1:*', { uid: true, source: true }, { uid: true }))
      count += message.source === undefined ? 0 : 1;
    await client.logout();
    return count;
  }),
);
