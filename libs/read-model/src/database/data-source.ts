import { DataSource } from 'typeorm';
import { entities } from '../entities/index.js';
import { SnakeCaseNaming } from './snake-case.naming.js';

/** Where the read model the query API shows lives. */
export const liveSchema = 'read_model';

export interface ReadModelOptions {
  /** `postgres://…` */
  readonly url: string;
  /** Default {@link liveSchema}; a rebuild goes into another one. */
  readonly schema?: string;
  /** Shown in pg_stat_activity. Default `postbode-read-model`. */
  readonly applicationName?: string;
  /** Most connections. Default 10. */
  readonly poolSize?: number;
  /** Milliseconds a statement may run. Default 30,000. */
  readonly statementTimeoutMs?: number;
}

/** @throws RangeError: the name ends up in SQL text, so it is letters, digits and underscores only */
export const checkedSchema = (schema: string): string => {
  if (!/^[a-z][a-z0-9_]{0,50}$/.test(schema)) throw new RangeError(`Not a schema name: ${JSON.stringify(schema)}`);
  return schema;
};

/** TypeORM on one schema, connected. TypeORM neither makes nor changes tables: `migrateReadModel` does. */
export const createReadModelDataSource = (options: ReadModelOptions): Promise<DataSource> =>
  new DataSource({
    type: 'postgres',
    url: options.url,
    schema: checkedSchema(options.schema ?? liveSchema),
    applicationName: options.applicationName ?? 'postbode-read-model',
    poolSize: options.poolSize ?? 10,
    connectTimeoutMS: 10_000,
    extra: { statement_timeout: options.statementTimeoutMs ?? 30_000, options: '-c TimeZone=UTC' },
    poolErrorHandler: () => undefined, // the next query reports it
    installExtensions: false,
    logging: false, // parameters hold subjects and addresses
    namingStrategy: new SnakeCaseNaming(),
    entities: [...entities],
  }).initialize();
