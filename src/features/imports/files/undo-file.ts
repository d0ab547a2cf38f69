import type { DataSource } from 'typeorm';
import { forSpreadsheets, startCsv } from '../../../platform/files/csv-writer';
import { readAhead } from '../../../platform/jobs/read-ahead';
import type { Storage } from '../../../platform/storage/storage';
import { type Cell, ColumnType } from '../../columns/column';
import { csvColumn } from '../../exports/formats/csv';
import { reportHeaders } from '../mapping/known-columns';
import { appliedChanges, eachAppliedBatch } from '../plan/applied-batches';
import { importColumns } from '../plan/import-columns';
import { RecordReader } from '../plan/record-reader';
import { readRecordTexts, type RecordTexts } from '../plan/session';
import type { ImportColumn } from '../plan/targets/target';
import type { Import } from '../record/import.entity';
import type { ChangedRow, StoredFile } from '../record/import-contents';
import { storeFile } from './store-file';

type UndoneImport = Pick<Import, 'id' | 'organizationId' | 'dataset' | 'columns' | 'appliedBatch'>;

/**
 * Writes a CSV file with the earlier values of what an import has changed: one row for each record, with its key and
 * every column in which a value was changed. Where the value of the record itself was not changed, its current value is
 * repeated, because an empty cell means that the value was empty. A record that the import created has no earlier values,
 * and `true` in the last column. Returns null if nothing was applied.
 */
export async function writeUndoFile(
  { dataSource, storage }: { readonly dataSource: DataSource; readonly storage: Storage },
  row: UndoneImport,
  signal: AbortSignal,
): Promise<StoredFile | null> {
  const known = await importColumns(dataSource, row.organizationId, row.dataset);
  const columns = (row.columns ?? []).map(({ column }) => known.get(column ?? '') ?? null);
  const { indexes, hasCreated, rows } = await survey(dataSource, row);
  if (rows === 0) return null;
  const changed = indexes.flatMap((index) => (columns[index] ? [{ index, column: columns[index] }] : []));
  const texts = await readRecordTexts(
    dataSource,
    row,
    changed.map(({ column }) => column),
  );
  const key = known.get(Object.keys(texts.target.lookups)[0]!)!;
  const shown = changed.filter(({ column }) => column !== key);
  const undo = new UndoRows(dataSource, texts, shown);
  const created = { label: reportHeaders.created, type: ColumnType.BOOLEAN };
  const fileColumns = [key, ...shown.map(({ column }) => column), ...(hasCreated ? [created] : [])];
  return storeFile(storage, row, 'undo', async (sink) => {
    const writer = await startCsv(sink, fileColumns.map(csvColumn), forSpreadsheets, signal);
    for await (const batch of readAhead(eachAppliedBatch(dataSource, row, ['changes', 'outcome']))) {
      signal.throwIfAborted();
      const changes = appliedChanges(batch);
      const cells = await undo.cells(changes);
      await writer.write(
        hasCreated ? cells.map((each, at) => [...each, changes[at]!.id === null ? true : null]) : cells,
      );
    }
    return rows;
  });
}

/** The columns that have changes, in the order of the file, and the rows of the undo file. */
async function survey(dataSource: DataSource, row: UndoneImport) {
  const indexes = new Set<number>();
  let hasCreated = false;
  let rows = 0;
  for await (const { outcome } of eachAppliedBatch(dataSource, row, ['outcome'])) {
    rows += outcome!.rows;
    hasCreated ||= outcome!.created.length > 0;
    for (const index of outcome!.columns) indexes.add(index);
  }
  return { indexes: [...indexes].sort((a, b) => a - b), hasCreated, rows };
}

class UndoRows {
  private readonly reader: RecordReader;

  constructor(
    private readonly dataSource: DataSource,
    private readonly texts: RecordTexts,
    private readonly columns: readonly { readonly index: number; readonly column: ImportColumn }[],
  ) {
    this.reader = new RecordReader(
      texts,
      columns.map(({ column }) => column),
    );
  }

  /** The cells of each row: the key, then the columns. */
  async cells(batch: readonly ChangedRow[]): Promise<Cell[][]> {
    const earlier = batch.map(
      ({ id, cells }) => new Map(id === null ? [] : cells.map(([index, text]) => [index, text])),
    );
    const isRead = ({ id, isRemoved }: ChangedRow, at: number): boolean =>
      id !== null && !isRemoved && this.columns.some(({ index }) => !earlier[at]!.has(index));
    const ids = batch.filter(isRead).map(({ id }) => id!);
    const records = await this.reader.find(this.dataSource.manager, `${this.texts.target.alias}.id`, ids);
    return batch.map(({ id, key }, at) => {
      const record = records.get(String(id));
      return [
        key,
        ...this.columns.map(({ index }, place): Cell => {
          if (earlier[at]!.has(index)) return earlier[at]!.get(index)!;
          return record ? this.reader.text(record, place) : null;
        }),
      ];
    });
  }
}
