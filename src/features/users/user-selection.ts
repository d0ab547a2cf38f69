import { join, raw, type Sql, sql } from '../../platform/database/sql';

/**
 * Which users a figure is wanted of, as SQL over a column with their ids: those of a page by id, those of an export's
 * batch by range. Both are looked up in the covering index, never found by a scan.
 */
export type UserSelection = { readonly ids: readonly number[] } | { readonly fromId: number; readonly toId: number };

export const userSelectionCondition = (column: string, users: UserSelection): Sql =>
  'ids' in users
    ? sql`${raw(column)} IN (${join(users.ids)})`
    : sql`${raw(column)} BETWEEN ${users.fromId} AND ${users.toId}`;
