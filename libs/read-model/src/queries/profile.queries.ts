import { ProfileRow } from '../entities/index.js';
import type { ReadModelDatabase } from '../database/read-model-database.js';
import { containing } from './like-pattern.js';
import { pageOf, type Page } from './page.js';

/** Lists are ordered by name, then id. */
export interface NameKey {
  readonly name: string;
  readonly id: string;
}

export interface ProfileFilter {
  readonly serverType?: ProfileRow['serverType'] | undefined;
  readonly status?: 'Active' | 'Inactive' | undefined;
  /** A part of the name, in any case. */
  readonly name?: string | undefined;
}

export class ProfileQueries {
  constructor(private readonly database: ReadModelDatabase) {}

  /** @param limit rows a page, from 1 */
  async list(limit: number, filter: ProfileFilter = {}, after?: NameKey): Promise<Page<ProfileRow, NameKey>> {
    const query = this.database.dataSource
      .createQueryBuilder(ProfileRow, 'profile')
      .where("profile.status <> 'Deleted'")
      .orderBy('profile.name')
      .addOrderBy('profile.id')
      .limit(limit + 1);
    if (filter.serverType !== undefined) query.andWhere('profile.serverType = :serverType', { serverType: filter.serverType });
    if (filter.status !== undefined) query.andWhere('profile.status = :status', { status: filter.status });
    if (filter.name !== undefined) query.andWhere('profile.name ILIKE :part', { part: containing(filter.name) });
    if (after !== undefined) query.andWhere('(profile.name, profile.id) > (:name, :id)', after);
    return pageOf(await query.getMany(), limit, ({ name, id }) => ({ name, id }));
  }

  async one(id: string): Promise<ProfileRow | undefined> {
    const row = await this.database.dataSource.manager.findOneBy(ProfileRow, { id });
    return row === null || row.status === 'Deleted' ? undefined : row;
  }
}
