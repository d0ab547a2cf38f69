import type { DataSource } from 'typeorm';
import { query } from '../../platform/database/query';
import { empty, join, sql } from '../../platform/database/sql';
import type { Clock } from '../../platform/time/clock';
import type { CredentialKind } from '../../viewer';
import type { CredentialsArgs } from './credential.inputs';
import { isValidSql, tableOf } from './credentials';
import { Session } from './sessions/session.entity';
import { AccessToken } from './tokens/access-token.entity';

const entities = { token: AccessToken, session: Session } as const;

/** The row of a credential of some kind, without its secret. */
export type CredentialRow<Kind extends CredentialKind> = InstanceType<(typeof entities)[Kind]>;

/** Lists the access tokens and sessions of users. */
export class CredentialLists {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** The newest `first` of each of these users of the organization, newest first. */
  async listByUser<Kind extends CredentialKind>(
    kind: Kind,
    organizationId: number,
    userIds: readonly number[],
    { first, includeEnded }: CredentialsArgs,
  ): Promise<Map<number, CredentialRow<Kind>[]>> {
    const valid = includeEnded ? empty : sql` AND ${isValidSql(kind, this.clock.now().getTime())}`;
    const newest = await query<{ id: number }>(
      this.dataSource,
      sql`SELECT n.id FROM (SELECT c.id, ROW_NUMBER() OVER (PARTITION BY c.userId ORDER BY c.id DESC) AS position
         FROM ${tableOf(kind)} c WHERE c.organizationId = ${organizationId} AND c.userId IN (${join(userIds)})${valid}) n WHERE n.position <= ${first}`,
    );
    const lists = new Map<number, CredentialRow<Kind>[]>(userIds.map((id) => [id, []]));
    if (newest.length === 0) return lists;
    const rows = await this.dataSource.manager
      .createQueryBuilder<AccessToken | Session>(entities[kind], 'c')
      .where('c.id IN (:...ids)', { ids: newest.map(({ id }) => id) })
      .orderBy('c.id', 'DESC')
      .getMany();
    for (const row of rows) lists.get(row.userId)!.push(row as CredentialRow<Kind>);
    return lists;
  }
}
