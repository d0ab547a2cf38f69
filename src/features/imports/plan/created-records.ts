import type { ChangedRow } from '../record/import-contents';
import type { ImportColumn, ImportTarget } from './targets/target';

/**
 * Whether a record still is as an import created it: it has the texts that the change lists, and the texts of a new record in
 * all other columns that can change. `columnAt` returns the column at a place of the file, `textOf` the current text.
 */
export function isAsCreated(
  { defaultTexts }: Pick<ImportTarget, 'defaultTexts'>,
  { cells }: ChangedRow,
  changeable: readonly ImportColumn[],
  columnAt: (index: number) => ImportColumn,
  textOf: (column: ImportColumn) => string,
): boolean {
  const created = new Map(cells.map(([index, oldText]) => [columnAt(index).key, oldText ?? '']));
  return changeable.every((column) => textOf(column) === (created.get(column.key) ?? defaultTexts[column.key] ?? ''));
}

/** The columns whose values can change after the record was created. */
export const changeableColumns = (columns: readonly ImportColumn[]): ImportColumn[] =>
  columns.filter(({ importable }) => importable);
