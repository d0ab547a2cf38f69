import type { DataSource, EntityManager } from 'typeorm';
import { Condition } from '../../../platform/database/condition';
import { query } from '../../../platform/database/query';
import { raw, sql } from '../../../platform/database/sql';
import { AccessToken } from './access-token.entity';

/** A token of any organization, with its organization and user, as listed for the operator. */
export interface ListedToken extends Pick<
  AccessToken,
  'id' | 'name' | 'ending' | 'createdAt' | 'expiresAt' | 'lastUsedAt' | 'revokedAt'
> {
  readonly slug: string;
  readonly username: string;
}

const pageSize = 500;

export class AccessTokenRepository {
  constructor(private readonly dataSource: DataSource) {}

  find(
    manager: EntityManager,
    scope: { readonly organizationId?: number; readonly userId?: number },
    id: number,
  ): Promise<AccessToken | null> {
    const query = manager.createQueryBuilder(AccessToken, 't').where('t.id = :id', { id });
    for (const [column, value] of Object.entries(scope))
      query.andWhere(`t.${column} = :${column}`, { [column]: value });
    return query.getOne();
  }

  /** One page of the tokens of all organizations, newest first, with ids below `before`. For operator commands only. */
  async listForOperator(
    { id, slug, usernameKey }: { readonly id?: number; readonly slug?: string; readonly usernameKey?: string },
    before?: number,
  ): Promise<ListedToken[]> {
    const condition = new Condition().add(sql`1 = 1`);
    if (id !== undefined) condition.add(sql`t.id = ${id}`);
    if (slug !== undefined) condition.add(sql`o.slug = ${slug}`);
    if (usernameKey !== undefined) condition.add(sql`u.usernameKey = ${usernameKey}`);
    if (before !== undefined) condition.add(sql`t.id < ${before}`);
    const rows: Record<string, string | number | null>[] = await query(
      this.dataSource,
      sql`SELECT t.id, t.name, t.ending, t.createdAt, t.expiresAt, t.lastUsedAt, t.revokedAt, o.slug, u.username
         FROM access_tokens t JOIN users u ON u.organizationId = t.organizationId AND u.id = t.userId JOIN organizations o ON o.id = t.organizationId
        WHERE ${condition.sql} ORDER BY t.id DESC LIMIT ${raw(pageSize)}`,
    );
    const instantOf = (value: string | number | null | undefined): Date | null =>
      value === null || value === undefined ? null : new Date(Number(value));
    return rows.map(
      (row) =>
        ({
          ...row,
          ...Object.fromEntries(
            ['createdAt', 'expiresAt', 'lastUsedAt', 'revokedAt'].map((column) => [column, instantOf(row[column])]),
          ),
        }) as unknown as ListedToken,
    );
  }
}
