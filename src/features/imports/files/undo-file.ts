import type { DataSource } from 'typeorm';
import { forSpreadsheets, startCsv } from '../../../platform/files/csv-writer';
import { readAhead } from '../../../platform/jobs/read-ahead';
import type { Storage } from '../../../platform/storage/storage';
import { type Cell, ColumnType } from '../../columns/column';
import { csvColumn } from '../../exports/formats/csv';
import { reportHeaders } from '../mapping/known-columns';
import { appliedChanges, eachAppliedBatch } from '../plan/applied-batches';
import { keepMark } from '../plan/cells/read-cell';
import { importColumns } from '../plan/columns/import-columns';
import { importTargets } from '../plan/targets';
import type { Import } from '../record/import.entity';
import type { ChangedRow, StoredFile } from '../record/import-contents';
import { storeFile } from './store-file';

type UndoneImport = Pick<Import, 'id' | 'organizationId' | 'dataset' | 'columns' | 'appliedBatch'>;

/**
 * Writes a CSV file with the earlier values of what an import has changed: one row for each record, with its key and
 * every column in which a value was changed. A cell that was not changed has the mark to keep what the record has, because
 * an empty cell means that the value was empty. A record that the import created has no earlier values, and `true` in the
 * last column. Returns null if nothing was applied.
 */
export async function writeUndoFile(
  { dataSource, storage }: { readonly dataSource: DataSource; readonly storage: Storage },
  row: UndoneImport,
  signal: AbortSignal,
): Promise<StoredFile | null> {
  const known = await importColumns(dataSource, row.organizationId, row.dataset);
  const columns = (row.columns ?? []).map(({ column }) => known.get(column ?? '') ?? null);
  const { indexes, rows } = await survey(dataSource, row);
  if (rows === 0) return null;
  const key = known.get(Object.keys(importTargets[row.dataset].lookups)[0]!)!;
  const shown = indexes.filter((index) => columns[index] && columns[index] !== key);
  const created = { label: reportHeaders.created, type: ColumnType.BOOLEAN };
  const fileColumns = [key, ...shown.map((index) => columns[index]!), created];
  return storeFile(storage, row, 'undo', async (sink) => {
    const writer = await startCsv(sink, fileColumns.map(csvColumn), forSpreadsheets, signal);
    for await (const batch of readAhead(eachAppliedBatch(dataSource, row, ['changes', 'outcome']))) {
      signal.throwIfAborted();
      await writer.write(appliedChanges(batch).map((change) => cellsOf(change, shown)));
    }
    return rows;
  });
}

/** The columns that have changes, in the order of the file, and the number of rows. */
async function survey(dataSource: DataSource, row: UndoneImport) {
  const indexes = new Set<number>();
  let rows = 0;
  for await (const { outcome } of eachAppliedBatch(dataSource, row, ['outcome'])) {
    rows += outcome!.rows;
    for (const index of outcome!.columns) indexes.add(index);
  }
  return { indexes: [...indexes].sort((a, b) => a - b), rows };
}

/** The key, the earlier values, and whether the import has created the record. */
function cellsOf({ id, isRemoved, key, cells }: ChangedRow, shown: readonly number[]): Cell[] {
  const isCreated = id === null;
  const earlier = new Map(isCreated ? [] : cells.map(([index, text]) => [index, text]));
  const others = isCreated || isRemoved ? null : keepMark;
  const values = shown.map((index): Cell => (earlier.has(index) ? earlier.get(index)! : others));
  return [key, ...values, isCreated || null];
}
