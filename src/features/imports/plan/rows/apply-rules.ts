import { AppError } from '../../../../errors';
import type { SourceRecord } from '../../reading/source';
import type { FailedRow } from '../../record/import-contents';
import { inputOf, type PendingCell } from '../cells/pending-cells';
import type { FileColumn } from '../columns/file-columns';
import type { FieldValues } from '../targets/target';
import { columnOfError, describeError } from './row-errors';

/**
 * Applies the rules of a mutation to the cells of a row. They report one error at a time, so after an error they are
 * applied again without that cell, unless the column is `required`. Adds to `errors`, and returns null if there is one.
 */
export function applyRules(
  row: SourceRecord,
  cells: readonly PendingCell[],
  errors: FailedRow[],
  apply: (input: FieldValues) => FieldValues,
  required: readonly string[] = [],
): FieldValues | null {
  let rest = [...cells];
  for (;;) {
    try {
      const values = apply(inputOf(rest));
      return errors.length === 0 ? values : null;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const refused = error.details.argument === 'customValues' ? refusedAlone(rest, apply) : new Map();
      if (refused.size > 0) {
        for (const [file, refusal] of refused) errors.push(describeError(refusal, row, file));
        rest = rest.filter(({ file }) => !refused.has(file));
        if (rest.length === 0) return null;
        continue;
      }
      const column = columnOfError(
        error,
        rest.flatMap(({ file }) => (isCustom(file) ? [] : file)),
      );
      // What follows from a cell that is already refused: an end that is before the new start.
      const isConsequence =
        !column &&
        columnOfError(
          error,
          cells.map(({ file }) => file),
        );
      if (isConsequence) return null;
      errors.push(describeError(error, row, column));
      rest = rest.filter(({ file }) => file !== column);
      if (!column || rest.length === 0 || required.includes(column.column.key)) return null;
    }
  }
}

const isCustom = ({ column }: FileColumn): boolean => 'customProperty' in column;

/**
 * The custom values that are refused each by itself, as the rules name all of them by one field. Each is applied once: a
 * file may have hundreds of such columns, and a search from the first one after each error would be quadratic.
 */
function refusedAlone(
  cells: readonly PendingCell[],
  apply: (input: FieldValues) => FieldValues,
): Map<FileColumn, AppError> {
  const refused = new Map<FileColumn, AppError>();
  for (const cell of cells) {
    if (!isCustom(cell.file)) continue;
    try {
      apply(inputOf([cell]));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      refused.set(cell.file, error);
    }
  }
  return refused;
}
