import type { DataSource, EntityTarget, ObjectLiteral } from 'typeorm';
import { createReadModelDataSource, liveSchema, type ReadModelOptions } from './data-source.js';
import { ReadModelSql } from './read-model-sql.js';

/** One schema of read models: what projections write to and queries read from. */
export class ReadModelDatabase implements AsyncDisposable {
  private constructor(
    readonly dataSource: DataSource,
    readonly schema: string,
  ) {}

  /** Connects. The tables must be there: see `migrateReadModel`. */
  static async open(options: ReadModelOptions): Promise<ReadModelDatabase> {
    return new ReadModelDatabase(await createReadModelDataSource(options), options.schema ?? liveSchema);
  }

  /** Runs `work` on one connection, each statement by itself. */
  async use<T>(work: (sql: ReadModelSql) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      return await work(new ReadModelSql(runner));
    } finally {
      await runner.release();
    }
  }

  /** Commits the result of `work`, rolls back its error. */
  async transaction<T>(
    work: (sql: ReadModelSql) => Promise<T>,
    isolation: 'READ COMMITTED' | 'REPEATABLE READ' = 'READ COMMITTED',
  ): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.startTransaction(isolation === 'READ COMMITTED' ? undefined : isolation);
      const result = await work(new ReadModelSql(runner));
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined); // the first error is the one to tell
      throw error;
    } finally {
      await runner.release();
    }
  }

  query<Row>(text: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.use((sql) => sql.query<Row>(text, parameters));
  }

  /** `schema.table` */
  table(entity: EntityTarget<ObjectLiteral>): string {
    return this.dataSource.getMetadata(entity).tablePath;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dataSource.destroy();
  }
}
