import type { InputValue, TextContext, UserColumn } from './column';

type ReadableColumn = Pick<UserColumn, 'key' | 'fromText' | 'inputField' | 'customProperty'>;

/** The text of a cell, with its column. */
type ColumnText = readonly [column: ReadableColumn, text: string];

/**
 * Reads the cells of one row into the input of its record; custom properties become `customValues`.
 *
 * @throws BAD_USER_INPUT whose `argument` is the key of the first column with a wrong text.
 */
export function readInput<Input extends object>(cells: Iterable<ColumnText>, context: TextContext): Partial<Input> {
  const input: Record<string, InputValue> = {};
  const customValues: { key: string; value: InputValue }[] = [];
  for (const [{ key, fromText, inputField = key, customProperty }, text] of cells) {
    if (!fromText) continue;
    const value = fromText(text, context, key);
    if (customProperty === undefined) input[inputField] = value;
    else customValues.push({ key: customProperty, value });
  }
  return { ...input, ...(customValues.length > 0 && { customValues }) } as Partial<Input>;
}
