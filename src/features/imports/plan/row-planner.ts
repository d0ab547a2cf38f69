import { AppError } from '../../../errors';
import type { TextContext } from '../../columns/column';
import { usernameKeyOf } from '../../users/user.entity';
import type { SourceRecord } from '../reading/source';
import type { ChangedCell, ChangedRow, FailedRow } from '../record/import-contents';
import type { FileColumn, FileColumns } from './file-columns';
import { inputOf, type PendingCell } from './pending-cells';
import { cellText, type FileFormat, readCell } from './read-cell';
import type { FoundRecord, RecordReader } from './record-reader';
import { columnOfError, describeError, failedRow } from './row-errors';
import type { Session } from './session';
import { textOfInput, textOfValue } from './stored-texts';
import { fieldOf, type FieldValues, type Rules } from './targets/target';

/** What a row of the file would do. */
type PlannedRow =
  | { readonly kind: 'UNCHANGED' }
  | { readonly kind: 'CREATED' | 'CHANGED'; readonly change: ChangedRow }
  | { readonly kind: 'FAILED'; readonly errors: readonly FailedRow[] };

const unchanged: PlannedRow = { kind: 'UNCHANGED' };

/** How the rows of one file are planned. */
interface RowOptions {
  readonly format: FileFormat;
  readonly clearsBlank: boolean;
  readonly createMissing: boolean;
  /** Reads the texts of the file. */
  readonly texts: TextContext;
}

/** Compares rows of the file with records, and checks each difference by the rules of the mutations. */
export class RowPlanner {
  constructor(
    private readonly session: Session,
    private readonly columns: FileColumns,
    private readonly reader: RecordReader,
    private readonly options: RowOptions,
  ) {}

  /** `record` is null for a key that no record of the organization has. */
  plan(row: SourceRecord, record: FoundRecord | null, userIds: Rules['userIds']): PlannedRow {
    const { names } = this.session;
    names.startRow();
    const planned = record ? this.change(row, record, userIds) : this.create(row, userIds);
    if (planned.kind !== 'FAILED') names.keepRow();
    return planned;
  }

  private change(row: SourceRecord, record: FoundRecord, userIds: Rules['userIds']): PlannedRow {
    const errors: FailedRow[] = [];
    const cells: PendingCell[] = [];
    for (let place = 0; place < this.columns.read.length; place++) {
      const file = this.columns.read[place]!;
      const text = cellText(file, row, this.options.format);
      const oldText = this.reader.text(record, place);
      if (text === oldText) continue;
      const isBlank = text.trim() === '';
      if (isBlank && (oldText === '' || !file.isChangeable || !this.options.clearsBlank)) continue;
      this.read(file, text, row, oldText, cells, errors);
    }
    if (errors.length > 0) return { kind: 'FAILED', errors };
    if (cells.length === 0) return unchanged;

    const before = this.reader.valuesOf(record);
    const after = this.check(row, cells, errors, (input) =>
      this.session.target.change(before, input, { ...this.session.rules, userIds }),
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

  private create(row: SourceRecord, userIds: Rules['userIds']): PlannedRow {
    const { target, rules } = this.session;
    const { key } = this.columns;
    const keyText = cellText(key, row, this.options.format).trim();
    if (!this.options.createMissing || key.column.key !== target.requiredColumns[0])
      return { kind: 'FAILED', errors: [this.unknownKey(row, keyText)] };
    const errors: FailedRow[] = [];
    const cells: PendingCell[] = [];
    this.read(key, keyText, row, null, cells, errors);
    for (const file of this.columns.read) {
      const text = cellText(file, row, this.options.format);
      if (text.trim() !== '') this.read(file, text, row, null, cells, errors);
    }
    for (const required of target.requiredColumns) {
      if (cells.some(({ file }) => file.column.key === required)) continue;
      const file = this.columns.read.find(({ column }) => column.key === required);
      if (file && errors.some(({ columnIndex }) => columnIndex === file.index)) continue;
      const message = `A new ${target.noun} needs a value in the column ${JSON.stringify(file?.header ?? required)}.`;
      errors.push(failedRow(row, 'REQUIRED', message, file));
    }
    if (errors.length > 0) return { kind: 'FAILED', errors };

    const after = this.check(
      row,
      cells,
      errors,
      (input) => target.create(input, { ...rules, userIds }),
      target.requiredColumns,
    );
    if (!after) return { kind: 'FAILED', errors };
    const texts = cells.map((cell) => this.changedCell(cell, after));
    const change = { row: row.row, line: row.line, id: null, key: texts[0]![2]!, cells: texts };
    return { kind: 'CREATED', change };
  }

  private unknownKey(row: SourceRecord, keyText: string): FailedRow {
    const { noun, requiredColumns } = this.session.target;
    const { key } = this.columns;
    const hint =
      key.column.key === requiredColumns[0]
        ? ' Correct it, or import with `createMissing` to create records.'
        : ' Only a file with the column Username creates users.';
    return failedRow(
      row,
      'KEY_UNKNOWN',
      `There is no ${noun} with the ${key.column.label} ${JSON.stringify(keyText)}.${this.options.createMissing && key.column.key === requiredColumns[0] ? '' : hint}`,
      key,
    );
  }

  /** Reads a text that differs from the record's own. */
  private read(
    file: FileColumn,
    text: string,
    row: SourceRecord,
    oldText: string | null,
    cells: PendingCell[],
    errors: FailedRow[],
  ): void {
    const { texts } = this.options;
    try {
      const reading = readCell(file, text, row.kinds?.[file.index], oldText, texts);
      if (reading.isUnchanged) return;
      if (oldText !== null) {
        if (textOfInput(file.column, reading.value, this.session.cells) === oldText) return;
        if (!file.isChangeable) {
          if (!isSameUsername(file, text, oldText)) errors.push(this.readOnly(row, file));
          return;
        }
      }
      cells.push({ file, value: reading.value, oldText: oldText ?? '', warning: reading.warning });
    } catch (error) {
      errors.push(
        text.trim() === '' && error instanceof AppError && error.details.problem === undefined
          ? failedRow(row, 'REQUIRED', `${JSON.stringify(file.header)} cannot be empty.`, file)
          : describeError(error, row, file),
      );
    }
  }

  private readOnly(row: SourceRecord, file: FileColumn): FailedRow {
    return failedRow(
      row,
      'READ_ONLY',
      `${JSON.stringify(file.header)} of an existing ${this.session.target.noun} never changes. Write the old value, or leave the cell empty.`,
      file,
    );
  }

  /**
   * Applies the rules to all cells of the row. They report one error at a time, so after an error they are applied again
   * without that cell, unless they need it. Returns null if there was one.
   */
  private check(
    row: SourceRecord,
    cells: readonly PendingCell[],
    errors: FailedRow[],
    apply: (input: FieldValues) => FieldValues,
    required: readonly string[] = [],
  ): FieldValues | null {
    let rest = [...cells];
    for (;;) {
      try {
        const after = apply(inputOf(rest));
        return errors.length === 0 ? after : null;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        const files = rest.map(({ file }) => file);
        const column =
          columnOfError(
            error,
            files.filter((file) => !isCustom(file)),
          ) ??
          culprit(
            rest.filter(({ file }) => isCustom(file)),
            error,
            apply,
          );
        errors.push(describeError(error, row, column));
        rest = rest.filter(({ file }) => file !== column);
        if (!column || rest.length === 0 || required.includes(column.column.key)) return null;
      }
    }
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

const isCustom = ({ column }: FileColumn): boolean => 'customProperty' in column;

/** The rules name all custom values by one field: the first cell that fails alone. */
const culprit = (
  cells: readonly PendingCell[],
  error: AppError,
  apply: (input: FieldValues) => FieldValues,
): FileColumn | undefined =>
  error.details.argument === 'customValues'
    ? cells.find((cell) => fails(() => apply(inputOf([cell]))))?.file
    : undefined;

function fails(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch (error) {
    if (error instanceof AppError) return true;
    throw error;
  }
}

/** Usernames are compared without regard to case. */
const isSameUsername = ({ column }: FileColumn, text: string, oldText: string): boolean =>
  column.key === 'username' && usernameKeyOf(text.trim()) === usernameKeyOf(oldText);
