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
