import { join, raw, type Sql, sql } from '../../platform/database/sql';

/** Users to compute figures for: the ids of a page, or the id range of an export batch. Both use the covering index. */
export type UserSelection = { readonly ids: readonly number[] } | { readonly fromId: number; readonly toId: number };

export const userSelectionCondition = (column: string, users: UserSelection): Sql =>
  'ids' in users
    ? sql`${raw(column)} IN (${join(users.ids)})`
    : sql`${raw(column)} BETWEEN ${users.fromId} AND ${users.toId}`;
