import { because } from '../../../../error-reasons';
import { quoted } from '../../../../platform/text/quoted';
import type { SourceRecord } from '../../reading/source';
import type { FailedRow } from '../../record/import-contents';
import type { PendingCell } from '../cells/pending-cells';
import { cellText, isEmptyText, isKept, readCell, type RowOptions } from '../cells/read-cell';
import type { FileColumn, FileColumns } from '../columns/file-columns';
import type { FieldValues, ImportTarget, Rules } from '../targets/target';
import { applyRules } from './apply-rules';
import { describeCellError, failedRow } from './row-errors';

/** What a row says about a new record: its values with the cells that they are made of, or what is wrong. */
type NewRecord =
  | { readonly isValid: true; readonly values: FieldValues; readonly cells: readonly PendingCell[] }
  | { readonly isValid: false; readonly errors: readonly FailedRow[] };

/** Reads rows of a file into new records, by the rules of the mutations. */
export class NewRecords {
  /** @param required Keys of the columns in which each row needs a value. */
  constructor(
    private readonly target: Pick<ImportTarget, 'create' | 'requiredColumns'> & { readonly noun: string },
    private readonly columns: Pick<FileColumns, 'key' | 'read'>,
    private readonly options: RowOptions,
    private readonly required: readonly string[] = target.requiredColumns,
  ) {}

  read(row: SourceRecord, rules: Rules): NewRecord {
    const errors: FailedRow[] = [];
    const cells: PendingCell[] = [];
    this.readCell(this.columns.key, row, cells, errors);
    for (const file of this.columns.read) this.readCell(file, row, cells, errors);
    this.findMissing(row, cells, errors);
    // The rules need the values that a record cannot do without.
    const isComplete = this.required.every((key) => cells.some(({ file }) => file.column.key === key));
    if (!isComplete) return { isValid: false, errors };
    const create = (input: FieldValues): FieldValues => this.target.create(input, rules);
    const values = applyRules(row, cells, errors, create, this.required);
    return values ? { isValid: true, values, cells } : { isValid: false, errors };
  }

  private readCell(file: FileColumn, row: SourceRecord, cells: PendingCell[], errors: FailedRow[]): void {
    const { format, texts } = this.options;
    const text = cellText(file, row, format);
    if (isEmptyText(text, texts) || isKept(text, format)) return;
    try {
      const reading = readCell(file, text, row.kinds?.[file.index], null, this.options);
      if (!reading.isUnchanged) cells.push({ file, value: reading.value, oldText: '', warning: reading.warning });
    } catch (error) {
      errors.push(describeCellError(error, row, file, text));
    }
  }

  private findMissing(row: SourceRecord, cells: readonly PendingCell[], errors: FailedRow[]): void {
    for (const required of this.required) {
      if (cells.some(({ file }) => file.column.key === required)) continue;
      const { key, read } = this.columns;
      const file = [key, ...read].find(({ column }) => column.key === required);
      if (file && errors.some(({ columnIndex }) => columnIndex === file.index)) continue;
      const { noun } = this.target;
      const column = file?.header ?? required;
      const message = `A new ${noun} needs a value in the column ${quoted(column)}.`;
      errors.push(failedRow(row, 'REQUIRED', message, because('NEW_RECORD_VALUE', { noun, column }), file));
    }
  }
}
