import {
  QueryFailedError,
  type EntityMetadata,
  type EntityTarget,
  type FindOptionsWhere,
  type ObjectLiteral,
  type QueryRunner,
} from 'typeorm';
import { rowsToLiteral } from './row-literals.js';
import { shownValues } from './shown-values.js';

/** TypeORM's error carries the parameters, which hold subjects and addresses; the driver's own does not (pitfall 61). */
const withoutParameters = (error: unknown): unknown => (error instanceof QueryFailedError ? error.driverError : error);

const upsertStatement = (metadata: EntityMetadata): string => {
  const quoted = ({ databaseName }: { databaseName: string }): string => `"${databaseName}"`; // an e-mail has a "from"
  const columns = metadata.columns.map(quoted);
  const keys = metadata.primaryColumns.map(quoted);
  const changed = columns.filter((column) => !keys.includes(column)).map((column) => `${column} = excluded.${column}`);
  return `INSERT INTO ${metadata.tablePath} (${columns.join(', ')})
    SELECT ${columns.join(', ')} FROM unnest($1::${metadata.tablePath}[])
    ON CONFLICT (${keys.join(', ')}) DO UPDATE SET ${changed.join(', ')}`;
};

/** The driver's own connection, as far as it is needed here. */
interface Connection {
  query<Row>(question: { text: string; values: unknown[]; types: typeof shownValues }): Promise<{ rows: Row[] }>;
}

/** SQL on one connection of one schema. Errors are the driver's own, without parameters. */
export class ReadModelSql {
  constructor(private readonly runner: QueryRunner) {}

  /** The rows, as the driver gives them. */
  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const result = await this.run(() => this.runner.query(sql, [...parameters], true));
    return result.records as Row[];
  }

  /** The rows with values as the API shows them, straight from the driver: for lists that are asked often. */
  async shown<Row>(text: string, parameters: readonly unknown[]): Promise<Row[]> {
    const connection = (await this.runner.connect()) as Connection;
    return (await connection.query<Row>({ text, values: [...parameters], types: shownValues })).rows;
  }

  /** How many rows were changed. */
  async execute(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    const result = await this.run(() => this.runner.query(sql, [...parameters], true));
    return result.affected ?? 0;
  }

  find<Row extends ObjectLiteral>(entity: EntityTarget<Row>, where: FindOptionsWhere<Row> | FindOptionsWhere<Row>[]): Promise<Row[]> {
    return this.run(() => this.runner.manager.find(entity, { where }));
  }

  /** All rows in one statement, whole: inserted, or written over what has the same key. Keys must differ from row to row. */
  async upsert<Row extends ObjectLiteral>(entity: EntityTarget<Row>, rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    const metadata = this.metadataOf(entity);
    await this.execute(upsertStatement(metadata), [rowsToLiteral(metadata, rows)]);
  }

  /** `schema.table` */
  table(entity: EntityTarget<ObjectLiteral>): string {
    return this.metadataOf(entity).tablePath;
  }

  private metadataOf(entity: EntityTarget<ObjectLiteral>): EntityMetadata {
    return this.runner.dataSource.getMetadata(entity);
  }

  private async run<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw withoutParameters(error);
    }
  }
}
