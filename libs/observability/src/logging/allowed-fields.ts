import { isError } from './is-error.js';
import { safeError } from './safe-error.js';

/** Names under which something may be logged. Anything else is left out, and its name listed under `omitted`. */
const names = [
  ...['service', 'component', 'context', 'err', 'pid', 'hostname', 'version', 'node'],
  ...['requestId', 'traceId', 'correlationId', 'causationId', 'commandId', 'command', 'principal', 'method', 'route', 'status', 'seconds'],
  ...['organizationId', 'profileId', 'mailboxId', 'emailId', 'outgoingId', 'credentialId', 'dataKeyId', 'keyId'],
  ...['stream', 'revision', 'position', 'eventType', 'eventId', 'projection', 'subscription', 'schemaVersion', 'lag'],
  ...['partition', 'partitions', 'epoch', 'owner', 'consumer', 'topic', 'offset'],
  ...['uid', 'uidValidity', 'uidNext', 'modSeq', 'protocol', 'host', 'port', 'code', 'kind', 'retry', 'scope', 'retryAfterMs'],
  ...[
    'count',
    'received',
    'skipped',
    'quarantined',
    'messages',
    'events',
    'bytes',
    'ms',
    'attempt',
    'attempts',
    'batch',
    'segment',
    'limit',
  ],
  ...['reason', 'signal', 'phase', 'step', 'state', 'outcome', 'from', 'to', 'name', 'check', 'url', 'directory', 'area', 'migration'],
] as const;

const longest = 500;
const mostItems = 50;
const harmlessName = /^[A-Za-z0-9_.-]{1,40}$/;

const refused = Symbol('refused');

type Plain = string | number | boolean | null | undefined;

const plain = (value: unknown): Plain | typeof refused => {
  switch (typeof value) {
    case 'string':
      return value.slice(0, longest);
    case 'number':
    case 'boolean':
    case 'undefined':
      return value;
    case 'bigint':
      return value.toString();
    default:
      if (value === null) return null;
      return value instanceof Date ? value.toISOString() : refused;
  }
};

const valueOf = (value: unknown): unknown => {
  if (isError(value)) return safeError(value);
  if (!Array.isArray(value)) return plain(value);
  const items = value.slice(0, mostItems).map(plain);
  return items.includes(refused) ? refused : items;
};

/** Names of fields a service may log besides the common ones. */
export const allowedNames = (extra: readonly string[]): ReadonlySet<string> => new Set([...names, ...extra]);

/**
 * Fields as a log may show them: only known names, only plain values (strings cut at 500 characters), errors reduced.
 * Objects are not shown: their inside is not known here.
 */
export const allowFields = (fields: object, allowed: ReadonlySet<string>): Record<string, unknown> => {
  const kept: Record<string, unknown> = {};
  const omitted: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const safe = allowed.has(name) ? (name === 'err' ? safeError(value) : valueOf(value)) : refused;
    if (safe === refused) omitted.push(harmlessName.test(name) ? name : '?');
    else kept[name] = safe;
  }
  return omitted.length === 0 ? kept : { ...kept, omitted: omitted.slice(0, 10) };
};
