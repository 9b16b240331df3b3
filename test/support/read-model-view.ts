import type { Pool, PoolClient } from '@postbode/postgres';
import { compareWithServer, repeatedContents, type Convergence, type PlacedMessage } from './convergence.js';
import type { DovecotServer } from './dovecot-server.js';

export interface HeldMessage extends PlacedMessage {
  readonly id: string;
  readonly onServer: boolean;
}

/** Everything the read model has of a mailbox, also what is no longer on the server. */
export const heldMessages = async (database: Pool | PoolClient, mailboxId: string): Promise<HeldMessage[]> => {
  const { rows } = await database.query<HeldMessage>(
    `SELECT id, on_server AS "onServer", sha256,
            CASE protocol WHEN 'imap' THEN uid_validity || '/' || uid ELSE uidl END AS place
       FROM read_model.email WHERE mailbox_id = $1 ORDER BY id`,
    [mailboxId],
  );
  return rows;
};

export interface JudgedMailbox {
  readonly user: string;
  readonly mailboxId: string;
  readonly protocol: 'imap' | 'pop3';
}

/** POP3 ends every message with a line end, whatever it ends with on the server; its hash is of that. */
const serverPlaces = async (dovecot: DovecotServer, { user, protocol }: JudgedMailbox): Promise<PlacedMessage[]> =>
  (await dovecot.view(user)).map(({ uid, uidValidity, uidl, sha256, popSha256 }) =>
    protocol === 'imap' ? { place: `${uidValidity}/${uid}`, sha256 } : { place: uidl, sha256: popSha256 },
  );

export interface Judgement extends Convergence {
  /** Contents held more than once, though no two messages were ever the same. */
  readonly repeated: readonly string[];
}

/** The server's own view of a mailbox against the read model's. */
export const judge = async (dovecot: DovecotServer, database: Pool | PoolClient, mailbox: JudgedMailbox): Promise<Judgement> => {
  const held = await heldMessages(database, mailbox.mailboxId);
  const onServer = held.filter((message) => message.onServer);
  return { ...compareWithServer(await serverPlaces(dovecot, mailbox), onServer), repeated: repeatedContents(held) };
};

export const isClean = ({ lost, doubled, different, repeated }: Judgement): boolean =>
  lost.length + doubled.length + different.length + repeated.length === 0;
