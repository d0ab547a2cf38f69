import { type Because, because } from '../../../error-reasons';
import { findWhole } from '../../../platform/database/find-whole';
import { listReferred } from '../../../platform/database/referred-rows';
import type { Lease } from '../../../platform/jobs/lease';
import { yieldToEventLoop } from '../../../platform/jobs/yield';
import { quoted } from '../../../platform/text/quoted';
import { Import } from '../record/import.entity';
import { requesterOf } from '../record/import-actors';
import type { ImportBatch } from '../record/import-batch.entity';
import {
  type ChangedCell,
  type ChangedRow,
  type FailedRow,
  noNewItems,
  type RecognizedColumn,
} from '../record/import-contents';
import { appliedChanges, eachAppliedBatch } from './applied-batches';
import { isSameText } from './cells/stored-texts';
import type { OnPlanned, PlanSummary } from './check-import';
import { importColumns } from './columns/import-columns';
import { ImportRefused } from './import-refused';
import { PlanWriter } from './plan-batch';
import { PlanSample } from './plan-sample';
import { changeableColumns, fieldsWithoutColumn, isAsCreated } from './rows/created-records';
import { type FoundRecord, RecordReader } from './rows/record-reader';
import { failedRow, withChange } from './rows/row-errors';
import { type ImportContext, openSession, type Session } from './session';
import type { ImportColumn } from './targets/target';

interface UndoInput {
  readonly row: Import;
  readonly lease: Lease;
}

/**
 * Plans the undo of another import from its batches: the old values of the cells that it changed, and the deletion of the
 * records that it created. A value that was changed since stays, and is an error of its cell. A record that was
 * changed, or that others refer to, is not deleted.
 */
export async function planUndo(
  context: ImportContext,
  { row, lease }: UndoInput,
  onPlanned: OnPlanned,
  signal: AbortSignal,
): Promise<PlanSummary & { readonly columns: readonly RecognizedColumn[] }> {
  const { dataSource } = context;
  const { organizationId, dataset } = row;
  const findOther = async (): Promise<Import & { columns: RecognizedColumn[] }> => {
    const found = await findWhole(dataSource.manager, Import, row.undoOfId!);
    const isOwn = found?.organizationId === organizationId && found.dataset === dataset;
    if (!isOwn || !found.columns)
      throw new ImportRefused(
        'UNDO_OVER',
        'The changes of the other import are no longer kept.',
        because('UNDO_EXPIRED'),
      );
    return { ...found, columns: found.columns };
  };
  const other = await findOther();
  const writer = await PlanWriter.open(dataSource, lease);
  const known = await importColumns(dataSource, organizationId, dataset);
  const columns = other.columns.map(({ column }) => known.get(column ?? '') ?? null);
  const all = [...new Set([...columns.filter((column) => column !== null), ...changeableColumns(known.columns)])];
  const session = await openSession(dataSource, context, row, requesterOf(row), all);
  const counts = { created: 0, changed: 0, removed: 0, unchanged: 0, failed: 0 };
  const sample = new PlanSample(columns.length);
  const undo = new UndoPlanner(context, session, columns, all);
  for await (const batch of eachAppliedBatch(dataSource, other, ['ordinal', 'lastRow', 'changes', 'outcome'])) {
    signal.throwIfAborted();
    for (const { row: number, change, record, errors } of await undo.plan(batch)) {
      if (change || errors.length > 0) writer.add(number, change, errors);
      if (change && !change.isRemoved) {
        const { line, key, id, cells } = change;
        sample.add({ row: number, line, key, isNew: id === null }, cells, (index) => undo.currentText(record, index));
      }
      if (errors.length === 0 && !change) counts.unchanged++;
      else if (!change) counts.failed++;
      else counts[change.isRemoved ? 'removed' : change.id === null ? 'created' : 'changed']++;
      if (writer.isFull) await writer.save();
    }
    await writer.save();
    await yieldToEventLoop();
    await onPlanned({ rows: batch.lastRow, share: batch.ordinal / other.appliedBatch, counts });
  }
  // The sweep marks an import before it deletes its batches, so all of them were there.
  await findOther();
  await writer.close();
  return {
    ...counts,
    columns: other.columns,
    ignoredColumns: [],
    newItems: noNewItems,
    sample: sample.rows,
    warnings: [],
  };
}

interface UndoneRow {
  readonly row: number;
  readonly change: ChangedRow | null;
  readonly record?: FoundRecord;
  readonly errors: readonly FailedRow[];
}

class UndoPlanner {
  private readonly reader: RecordReader;
  private readonly places: ReadonlyMap<string, number>;
  private readonly changeable: readonly ImportColumn[];

  constructor(
    private readonly context: ImportContext,
    private readonly session: Session,
    /** By place in the file of the other import. */
    private readonly columns: readonly (ImportColumn | null)[],
    all: readonly ImportColumn[],
  ) {
    this.changeable = changeableColumns(all);
    this.reader = new RecordReader(session, all, fieldsWithoutColumn(session.target, this.changeable));
    this.places = new Map(all.map((column, place) => [column.key, place]));
  }

  async plan(batch: Pick<ImportBatch, 'changes' | 'outcome'>): Promise<UndoneRow[]> {
    const createdIds = new Map(batch.outcome?.created);
    const applied = appliedChanges(batch).map((change) => reversed(change, createdIds));
    const ids = applied.flatMap(({ id }) => id ?? []);
    const { alias } = this.session.target;
    const records = await this.reader.find(this.context.dataSource.manager, `${alias}.id`, ids);
    const removedIds = applied.flatMap(({ id, isRemoved }) => (isRemoved ? [id!] : []));
    const { manager } = this.context.dataSource;
    const referred = await listReferred(manager, this.session.target.table, this.session.organizationId, removedIds);
    return applied.map((change) => {
      const record = records.get(String(change.id));
      if (change.id === null) return { row: change.row, change, errors: [] };
      if (!record && change.isRemoved) return { row: change.row, change: null, errors: [] };
      if (!record) {
        const { noun } = this.session.target;
        return this.kept(change, `The ${noun} was deleted since.`, because('RECORD_DELETED', { noun }));
      }
      return change.isRemoved ? this.remove(change, record, referred) : this.restore(change, record);
    });
  }

  private restore(change: ChangedRow, record: FoundRecord): UndoneRow {
    const errors: FailedRow[] = [];
    const cells = change.cells.filter(([index, oldText, restoredText]) => {
      const current = this.currentText(record, index);
      const isText = (text: string | null): boolean =>
        current !== null && isSameText(this.columns[index]!, current, text ?? '');
      if (isText(oldText)) return true;
      if (isText(restoredText)) return false;
      const [message, reason] =
        current === null
          ? ['The column does not exist any longer.', because('COLUMN_GONE')]
          : [
              `The value was changed since, to ${quoted(current)}. It stays.`,
              because('VALUE_KEPT', { value: current }),
            ];
      errors.push(withChange(failedRow(change, 'CONFLICT', message, reason, { index }), change));
      return false;
    });
    return { row: change.row, change: cells.length > 0 ? { ...change, cells } : null, record, errors };
  }

  /** The text that a record has in a column of the other import's file, or null if the column is not read. */
  currentText(record: FoundRecord | undefined, index: number): string | null {
    const column = this.columns[index];
    return column && record ? this.textOf(record, column) : null;
  }

  private remove(change: ChangedRow, record: FoundRecord, referred: ReadonlySet<number>): UndoneRow {
    const { target } = this.session;
    const { noun } = target;
    const keep = (why: string, reason: Because): UndoneRow =>
      this.kept(change, `The ${noun} ${why} since. It stays.`, reason);
    if (referred.has(record.id))
      return keep(
        noun === 'user' ? 'is used by other records or has signed in' : 'is used by other records',
        because('RECORD_USED', { noun }),
      );
    const values = this.reader.valuesOf(record);
    const created = {
      change,
      columnAt: (index: number): ImportColumn => this.columns[index]!,
      textOf: (column: ImportColumn): string => this.textOf(record, column),
      valueOf: (field: string): unknown => values[field],
    };
    return isAsCreated(target, this.changeable, created)
      ? { row: change.row, change, errors: [] }
      : keep('was changed', because('RECORD_KEPT', { noun }));
  }

  private kept(change: ChangedRow, message: string, reason: Because): UndoneRow {
    const error = withChange(failedRow(change, 'CONFLICT', message, reason), change);
    return { row: change.row, change: null, errors: [error] };
  }

  private textOf(record: FoundRecord, column: ImportColumn): string {
    return this.reader.text(record, this.places.get(column.key)!);
  }
}

/** The change that takes this one back. */
function reversed(change: ChangedRow, createdIds: ReadonlyMap<number, number>): ChangedRow {
  const { row, line, key } = change;
  const cells = change.cells.map(([index, oldText, newText]): ChangedCell => [index, newText, oldText]);
  if (change.isRemoved) return { row, line, key, id: null, cells };
  if (change.id === null) return { row, line, key, id: createdIds.get(row)!, isRemoved: true, cells };
  return { row, line, key, id: change.id, cells };
}
