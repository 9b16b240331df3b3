import { createHash } from 'node:crypto';
import { BlobCorruptError, BlobNotFoundError } from '@postbode/blob-store';
import { mailboxOwner, rawContext } from '@postbode/domain';
import { HttpProblem } from '@postbode/http';
import type { EmailRow } from '@postbode/read-model';
import { DataKeyDestroyedError, SealBrokenError } from '@postbode/vault';
import type { ContentDamage, QueryPorts } from '../query-ports.js';
import { queryProblems } from '../query.problems.js';

class DifferentBytes extends Error {}

const damageOf = (error: unknown): ContentDamage['damage'] | undefined => {
  if (error instanceof BlobNotFoundError) return 'missing';
  if (error instanceof BlobCorruptError) return 'corrupt';
  if (error instanceof SealBrokenError) return 'does-not-open';
  return error instanceof DifferentBytes ? 'different' : undefined;
};

type Storage = Pick<QueryPorts, 'vault' | 'blobs' | 'onContentDamaged'>;

/** Nothing is awaited between getting the key and using it: a key that is destroyed meanwhile is noticed. */
const open = async ({ vault, blobs }: Storage, { mailboxId, ...row }: EmailRow): Promise<Buffer> => {
  const { sha256, blobSegment: segment, blobOffset: offset, blobLength: length } = row;
  if (sha256 === null || segment === null || offset === null || length === null) throw new HttpProblem(queryProblems.notStored);
  const sealed = await blobs.read({ segment, offset, length });
  const sealer = await vault.sealerFor(mailboxOwner(mailboxId));
  const raw = sealer.open(sealed, rawContext(mailboxId, sha256));
  if (createHash('sha256').update(raw).digest('hex') !== sha256) throw new DifferentBytes();
  return raw;
};

/**
 * The message exactly as the server had it, checked against the SHA-256 of the log.
 * @throws HttpProblem 404 never stored, or erased; 500 damaged, which is reported
 */
export const readStoredBytes = async (storage: Storage, row: EmailRow): Promise<Buffer> => {
  try {
    return await open(storage, row);
  } catch (error) {
    if (error instanceof DataKeyDestroyedError) throw new HttpProblem(queryProblems.erased);
    const damage = damageOf(error);
    if (damage === undefined) throw error;
    storage.onContentDamaged?.({ emailId: row.id, mailboxId: row.mailboxId, damage });
    throw new HttpProblem(queryProblems.damaged, undefined, { cause: error });
  }
};
