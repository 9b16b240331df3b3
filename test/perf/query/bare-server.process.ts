import type { AddressInfo } from 'node:net';
import { createPool } from '@postbode/postgres';
import fastify from 'fastify';
import { answerParent } from '../running/child-process.js';

export interface BareServerQuestion {
  readonly url: string;
}

export interface BareServerAnswer {
  readonly port: number;
}

/** What a page of e-mails costs at least: the statement of the query service, in the simplest handler there is. */
const statement = `SELECT id, mailbox_id AS "mailboxId", status, quarantine_reason AS "quarantineReason", on_server AS "onServer", size,
    subject, "from", "to", message_id AS "messageId", has_attachments AS "hasAttachments", sent_at AS "sentAt",
    received_at AS "receivedAt", arrived_at AS "arrivedAt"
  FROM "read_model"."email" WHERE mailbox_id = $1 ORDER BY arrived_at DESC, id LIMIT $2`;

interface Row {
  readonly id: string;
  readonly size: bigint | null;
  readonly arrivedAt: Date;
}

interface Route {
  readonly Params: { readonly id: string };
  readonly Querystring: { readonly limit: string };
}

/** No authentication, no validation, no headers, no signature on the cursor. */
answerParent(async ({ url }: BareServerQuestion, closing): Promise<BareServerAnswer> => {
  const pool = createPool({ connectionString: url, applicationName: 'bench-bare', max: 10 });
  closing.defer(() => pool.end());
  const app = fastify();
  closing.defer(() => app.close());
  app.get<Route>('/v1/mailboxes/:id/emails', async ({ params, query }) => {
    const limit = Number(query.limit);
    const { rows } = await pool.query<Row>(statement, [params.id, limit + 1]);
    const items = rows.slice(0, limit).map((row) => ({ ...row, size: row.size === null ? null : Number(row.size) }));
    const last = items.at(-1);
    if (rows.length <= limit || last === undefined) return { items };
    return { items, nextCursor: Buffer.from(JSON.stringify([last.arrivedAt, last.id])).toString('base64url') };
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return { port: (app.server.address() as AddressInfo).port };
});
