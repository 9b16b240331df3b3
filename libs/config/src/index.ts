import { auth } from './parts/auth.part.js';
import { database } from './parts/database.part.js';
import { http } from './parts/http.part.js';
import { mailPolicy } from './parts/mail-policy.part.js';
import { observability } from './parts/observability.part.js';
import { blobs, standalone, vault } from './parts/storage.parts.js';
import { worker, workFeed } from './parts/worker.parts.js';

export {
  definePart,
  secret,
  variable,
  type AnyConfigPart,
  type ConfigOf,
  type ConfigPart,
  type ConfigParts,
  type Variable,
} from './config-part.js';
export { configurationReference } from './configuration-reference.js';
export { ConfigError, loadConfig, unknownVariables, type Environment } from './load-config.js';
export { key32, listOf, onOff, port, wholeNumber } from './text.schemas.js';

/** Every part there is; an app picks its own: `loadConfig({ http: configParts.http, database: configParts.database })`. */
export const configParts = { http, database, auth, mailPolicy, vault, blobs, workFeed, worker, observability, standalone };
