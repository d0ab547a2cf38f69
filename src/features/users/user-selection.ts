import { placeholders } from '../../platform/database/placeholders';
/**
 * Which users a figure is wanted of, as SQL over a column with their ids: those of a page by id, those of an export's
 * batch by range. Both are looked up in the covering index, never found by a scan.
 */
export type UserSelection = { readonly ids: readonly number[] } | { readonly fromId: number; readonly toId: number };

export const userSelectionCondition = (column: string, users: UserSelection): { sql: string; parameters: number[] } =>
  'ids' in users
    ? { sql: `${column} IN (${placeholders(users.ids)})`, parameters: [...users.ids] }
    : { sql: `${column} BETWEEN ? AND ?`, parameters: [users.fromId, users.toId] };
