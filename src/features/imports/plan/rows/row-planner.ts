import { because } from '../../../../error-reasons';
import { unguarded } from '../../../../platform/files/csv-dialect';
import { quoted } from '../../../../platform/text/quoted';
import type { SourceRecord } from '../../reading/source';
import type { ChangedCell, ChangedRow, FailedRow } from '../../record/import-contents';
import type { PendingCell } from '../cells/pending-cells';
import { cellText, isKept, readCell, type RowOptions } from '../cells/read-cell';
import { textOfInput, textOfValue } from '../cells/stored-texts';
import type { FileColumn, FileColumns } from '../columns/file-columns';
import type { Session } from '../session';
import { fieldOf, type FieldValues, type Rules } from '../targets/target';
import { applyRules } from './apply-rules';
import { NewRecords } from './new-records';
import type { FoundRecord, RecordReader } from './record-reader';
import { describeCellError, failedRow } from './row-errors';
import { findableKey } from './user-ids';

/** What a row of the file would do. */
type PlannedRow =
  | { readonly kind: 'UNCHANGED' }
  | { readonly kind: 'CREATED' | 'CHANGED'; readonly change: ChangedRow }
  | { readonly kind: 'FAILED'; readonly errors: readonly FailedRow[] };

const unchanged: PlannedRow = { kind: 'UNCHANGED' };

/** How the rows of one file are planned. */
interface PlanOptions extends RowOptions {
  readonly clearsBlank: boolean;
  readonly createMissing: boolean;
}

/** Compares rows of the file with records, and checks each difference by the rules of the mutations. */
export class RowPlanner {
  private readonly newRecords: NewRecords;

  constructor(
    private readonly session: Session,
    private readonly columns: FileColumns,
    private readonly reader: RecordReader,
    private readonly options: PlanOptions,
  ) {
    this.newRecords = new NewRecords(session.target, columns, options);
  }

  /** `record` is null for a key that no record of the organization has. */
  plan(row: SourceRecord, record: FoundRecord | null, rules: Rules): PlannedRow {
    const { names } = this.session;
    names.startRow();
    const planned = record ? this.change(row, record, rules) : this.create(row, rules);
    if (planned.kind !== 'FAILED') names.keepRow();
    return planned;
  }

  /** The text that a record has in this column of the file, or null if the column is not read. */
  currentText(row: SourceRecord, record: FoundRecord | null, index: number): string | null {
    const { key } = this.columns;
    if (index === key.index)
      return record && key.column.key === this.session.target.requiredColumns[0]
        ? record.key
        : row.cells[index]!.trim();
    const place = this.columns.read.findIndex((file) => file.index === index);
    return record && place >= 0 ? this.reader.text(record, place) : null;
  }

  private change(row: SourceRecord, record: FoundRecord, rules: Rules): PlannedRow {
    const errors: FailedRow[] = [];
    const cells: PendingCell[] = [];
    for (let place = 0; place < this.columns.read.length; place++) {
      const file = this.columns.read[place]!;
      const text = cellText(file, row, this.options.format);
      const oldText = this.reader.text(record, place);
      if (text === oldText || isKept(text, this.options.format)) continue;
      const isBlank = text.trim() === '';
      if (isBlank && (oldText === '' || !file.isChangeable || !this.options.clearsBlank)) continue;
      this.read(file, text, row, oldText, cells, errors);
    }
    if (cells.length === 0) return errors.length > 0 ? { kind: 'FAILED', errors } : unchanged;

    const before = this.reader.valuesOf(record);
    const after = applyRules(row, this.comparable(cells, errors), errors, (input) =>
      this.session.target.change(before, input, rules),
    );
    if (!after) return { kind: 'FAILED', errors };
    const changed = cells
      .map((cell) => this.changedCell(cell, after))
      .filter(([, oldText, newText]) => oldText !== newText);
    const { line } = row;
    return changed.length === 0
      ? unchanged
      : { kind: 'CHANGED', change: { row: row.row, line, id: record.id, key: record.key, cells: changed } };
  }

  /** The cells about which rules can say something although `errors` has other cells of the row. */
  private comparable(cells: readonly PendingCell[], errors: readonly FailedRow[]): readonly PendingCell[] {
    const { comparedColumns } = this.session.target;
    const compared = this.columns.read.filter(({ column }) => comparedColumns.includes(column.key));
    const isKnown = compared.every(({ index }) => errors.every(({ columnIndex }) => columnIndex !== index));
    return isKnown ? cells : cells.filter(({ file }) => !compared.includes(file));
  }

  private create(row: SourceRecord, rules: Rules): PlannedRow {
    const { target } = this.session;
    const { key } = this.columns;
    if (!this.options.createMissing || key.column.key !== target.requiredColumns[0] || this.hasGuard(row))
      return { kind: 'FAILED', errors: [this.unknownKey(row)] };
    const record = this.newRecords.read(row, rules);
    if (!record.isValid) return { kind: 'FAILED', errors: record.errors };
    const texts = record.cells.map((cell) => this.changedCell(cell, record.values));
    const change = { row: row.row, line: row.line, id: null, key: texts[0]![2]!, cells: texts };
    return { kind: 'CREATED', change };
  }

  private unknownKey(row: SourceRecord): FailedRow {
    const { noun, requiredColumns } = this.session.target;
    const { key } = this.columns;
    const value = cellText(key, row, this.options.format).trim();
    const [advice, reason] = this.hasGuard(row)
      ? ["A workbook needs no `'` before it. Remove it.", because('KEY_GUARDED', { noun, value })]
      : key.column.key === requiredColumns[0]
        ? ['Correct it, or let the import create missing records.', because('KEY_UNKNOWN', { noun, value })]
        : ['Only a file with the column Username creates users.', because('USER_ID_UNKNOWN', { value })];
    const message = `There is no ${noun} with the ${key.column.label} ${quoted(value)}. ${advice}`;
    return failedRow(row, 'KEY_UNKNOWN', message, reason, key);
  }

  /** Whether the key of a workbook is guarded: it was a CSV file before, and its record has the key without guard. */
  private hasGuard(row: SourceRecord): boolean {
    const text = row.cells[this.columns.key.index]!;
    return this.options.format.kind === 'XLSX' && unguarded(text) !== text;
  }

  /** Reads a text that differs from the record's own. */
  private read(
    file: FileColumn,
    text: string,
    row: SourceRecord,
    oldText: string,
    cells: PendingCell[],
    errors: FailedRow[],
  ): void {
    try {
      const reading = readCell(file, text, row.kinds?.[file.index], oldText, this.options);
      if (reading.isUnchanged) return;
      if (textOfInput(file.column, reading.value, this.session.cells) === oldText) return;
      if (!file.isChangeable) {
        if (!isSameUsername(file, text, oldText)) errors.push(this.readOnly(row, file));
        return;
      }
      cells.push({ file, value: reading.value, oldText, warning: reading.warning });
    } catch (error) {
      errors.push(describeCellError(error, row, file, text));
    }
  }

  private readOnly(row: SourceRecord, file: FileColumn): FailedRow {
    const { noun } = this.session.target;
    return failedRow(
      row,
      'READ_ONLY',
      `${quoted(file.header)} of an existing ${noun} never changes. Write the old value, or leave the cell empty.`,
      because('READ_ONLY_VALUE', { noun }),
      file,
    );
  }

  private changedCell({ file, value, oldText, warning }: PendingCell, after: FieldValues): ChangedCell {
    const { index, column } = file;
    const stored = after[fieldOf(column)];
    // The user of a new record is not one of its own fields.
    const newText =
      stored === undefined
        ? textOfInput(column, value, this.session.cells)
        : textOfValue(column, stored, this.session.cells);
    const texts = [index, oldText || null, newText || null] as const;
    return warning === undefined ? texts : [...texts, warning];
  }
}

/** Usernames are compared without regard to case. */
const isSameUsername = ({ column }: FileColumn, text: string, oldText: string): boolean =>
  column.key === 'username' && findableKey(text) === findableKey(oldText);
