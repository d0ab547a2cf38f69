import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { query } from '../../../../platform/database/query';
import { raw, sql } from '../../../../platform/database/sql';
import { cached, type Operation } from '../../../../platform/graphql/operation';
import type { StoredReason } from '../../../labels/stored-reasons';
import type { ImportErrorGroup } from './import-plan.types';

const maxGroups = 100;

export type StoredGroup = Pick<ImportErrorGroup, 'code' | 'count'> &
  StoredReason & { readonly columnIndex: number | null };

/** Loads the errors of a plan by code and column, the most frequent first, by the id of the import. */
export const errorGroupLoader = (operation: Operation, dataSource: DataSource): DataLoader<number, StoredGroup[]> =>
  cached(
    operation,
    errorGroupLoader,
    () => new DataLoader((ids) => Promise.all(ids.map((id) => listStoredGroups(dataSource, id)))),
  );

async function listStoredGroups(dataSource: DataSource, importId: number): Promise<StoredGroup[]> {
  const groups = await query<Omit<StoredGroup, 'parameters'> & { readonly parameters: string | null }>(
    dataSource,
    sql`SELECT code, columnIndex, errorCount AS count, message, reason, parameters FROM import_error_groups WHERE importId = ${importId} ORDER BY errorCount DESC, id LIMIT ${raw(maxGroups)}`,
  );
  return groups.map(({ parameters, ...group }) => ({ ...group, parameters: JSON.parse(parameters ?? 'null') }));
}
