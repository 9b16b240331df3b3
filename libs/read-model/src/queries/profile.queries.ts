import { ProfileRow } from '../entities/index.js';
import type { ReadModelDatabase } from '../database/read-model-database.js';
import { pageOf, type Page } from './page.js';

/** Lists are ordered by name, then id. */
export interface NameKey {
  readonly name: string;
  readonly id: string;
}

export class ProfileQueries {
  constructor(private readonly database: ReadModelDatabase) {}

  /** @param limit rows a page, from 1 */
  async list(limit: number, after?: NameKey): Promise<Page<ProfileRow, NameKey>> {
    const query = this.database.dataSource
      .createQueryBuilder(ProfileRow, 'profile')
      .where("profile.status <> 'Deleted'")
      .orderBy('profile.name')
      .addOrderBy('profile.id')
      .limit(limit + 1);
    if (after !== undefined) query.andWhere('(profile.name, profile.id) > (:name, :id)', after);
    return pageOf(await query.getMany(), limit, ({ name, id }) => ({ name, id }));
  }

  async one(id: string): Promise<ProfileRow | undefined> {
    const row = await this.database.dataSource.manager.findOneBy(ProfileRow, { id });
    return row === null || row.status === 'Deleted' ? undefined : row;
  }
}
