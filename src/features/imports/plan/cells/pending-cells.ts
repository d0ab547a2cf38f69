import type { InputValue } from '../../../columns/column';
import type { SuspicionCode } from '../../record/import-warnings';
import type { FileColumn } from '../columns/file-columns';
import { type FieldValues, inputFieldOf } from '../targets/target';

/** A cell whose value differs from the record's own, before the rules have accepted it. */
export interface PendingCell {
  readonly file: FileColumn;
  readonly value: InputValue;
  readonly oldText: string;
  readonly warning?: SuspicionCode | undefined;
}

/** The input of the mutation that would write these cells. */
export function inputOf(cells: readonly Pick<PendingCell, 'file' | 'value'>[]): FieldValues {
  const input: Record<string, unknown> = {};
  const customValues: { key: string; value: InputValue }[] = [];
  for (const { file, value } of cells) {
    const { column } = file;
    if ('customProperty' in column && column.customProperty !== undefined)
      customValues.push({ key: column.customProperty, value });
    else input[inputFieldOf(column)] = value;
  }
  return customValues.length > 0 ? { ...input, customValues } : input;
}
