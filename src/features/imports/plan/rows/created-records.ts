import type { ChangedRow } from '../../record/import-contents';
import { isSameText } from '../cells/stored-texts';
import { fieldOf, type ImportColumn, type ImportTarget } from '../targets/target';

/** A record that an import created, as it is now. */
interface CreatedRecord {
  readonly change: ChangedRow;
  /** The column at a place of the file. */
  columnAt(index: number): ImportColumn;
  textOf(column: ImportColumn): string;
  /** The value of one of `fieldsWithoutColumn`. */
  valueOf(field: string): unknown;
}

/**
 * Whether a record still is as an import created it: it has the texts that the change lists, the texts of a new record
 * in all other columns that can change, and no value in the fields that no file can fill.
 */
export function isAsCreated(
  target: ImportTarget,
  changeable: readonly ImportColumn[],
  { change, columnAt, textOf, valueOf }: CreatedRecord,
): boolean {
  const created = new Map(change.cells.map(([index, oldText]) => [columnAt(index).key, oldText ?? '']));
  const initialText = ({ key }: ImportColumn): string => created.get(key) ?? target.defaultTexts[key] ?? '';
  return (
    changeable.every((column) => isSameText(column, textOf(column), initialText(column))) &&
    fieldsWithoutColumn(target, changeable).every((field) => target.isEmpty(field, valueOf(field)))
  );
}

/** The columns whose values can change after the record was created. */
export const changeableColumns = (columns: readonly ImportColumn[]): ImportColumn[] =>
  columns.filter(({ importable }) => importable);

/** The fields that can change after the record was created, but not by a file with these columns. */
export function fieldsWithoutColumn(
  { changeableFields }: Pick<ImportTarget, 'changeableFields'>,
  changeable: readonly ImportColumn[],
): string[] {
  const filled = new Set(changeable.map(fieldOf));
  return changeableFields.filter((field) => !filled.has(field));
}
