import type { SqlValue } from '../../../../platform/database/sql';
import { type Cell, type CellContext, ColumnType, type InputValue } from '../../../columns/column';
import { fieldOf, type ImportColumn } from '../targets/target';

/** The text of a cell as our CSV files hold it, with a decimal point and without a formula guard. */
const textOfCell = (cell: Cell): string => (cell === null ? '' : String(cell));

/** The text of a stored value in a column. Figures cannot be imported, so they have none. */
export function textOfStored({ source }: ImportColumn, stored: SqlValue, cells: CellContext): string {
  if (source.from === 'bookings' || source.from === 'invoices') throw new Error('figures are not imported');
  return textOfCell(source.toCell(stored, cells));
}

/** Whether two texts of a column are the same value. The same instant reads otherwise in another time zone. */
export const isSameText = ({ type }: ImportColumn, text: string, other: string): boolean =>
  text === other || (type === ColumnType.INSTANT && Date.parse(text) === Date.parse(other));

/** The text of a record's value in a column. */
export const textOfValue = (column: ImportColumn, value: unknown, cells: CellContext): string =>
  textOfStored(column, storedForm(value), cells);

/** The text of what was read from a cell: the spelling of our own files. */
export function textOfInput(column: ImportColumn, input: InputValue, cells: CellContext): string {
  if ('customProperty' in column) return (input as string | null) ?? '';
  return textOfValue(column, idFields.has(fieldOf(column)) ? idsOf(input as string | string[] | null) : input, cells);
}

const idFields = new Set(['planIds', 'teamId', 'primaryLocationId', 'locationId']);
const idsOf = (texts: string | readonly string[] | null): number | number[] | null =>
  texts === null ? null : typeof texts === 'string' ? Number(texts) : texts.map(Number);

/** A value in the form in which the database stores it. */
function storedForm(value: unknown): SqlValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Date) return value.getTime();
  return typeof value === 'object' ? JSON.stringify(value) : (value as SqlValue);
}
