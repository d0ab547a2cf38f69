import { bookingColumns } from '../columns/booking-columns';
import type { UserColumn } from '../columns/column';
import { customColumns } from '../columns/custom-columns';
import { invoiceColumns } from '../columns/invoice-columns';
import { fullExportBookingColumns, fullExportInvoiceColumns, partColumns } from '../columns/organization-columns';
import { userTemplates } from '../columns/templates';
import { fullExportUserColumns, termsColumns, userColumns } from '../columns/user-columns';

/** A custom property that custom-properties.csv defines. */
export interface SourceProperty {
  readonly key: string;
  readonly name: string;
}

/** A column that a file may have. */
export type SourceColumn = Omit<UserColumn, 'source'>;

/** The columns that a file may have, by header. */
export type SourceColumns = ReadonlyMap<string, SourceColumn>;

/** Columns without `fromText` are known, but not loaded. */
export const isLoaded = ({ fromText }: SourceColumn): boolean => fromText !== undefined;

/** The columns of all files of users that exports write, also under the headers of templates. */
export function sourceUserColumns(properties: readonly SourceProperty[]): SourceColumns {
  const known = [...userColumns, ...termsColumns, ...fullExportUserColumns, ...customColumns(properties)].map(
    // The owner of the new organization grants roles.
    (column): SourceColumn => (column.key === 'role' ? withoutReading(column) : column),
  );
  const columns = byHeader(known);
  for (const { labels = {} } of Object.values(userTemplates))
    for (const [key, label] of Object.entries(labels))
      if (!columns.has(label))
        columns.set(
          label,
          known.find((column) => column.key === key)!,
        );
  return columns;
}

export const sourceBookingColumns: SourceColumns = byHeader([...bookingColumns, ...fullExportBookingColumns]);
export const sourceInvoiceColumns: SourceColumns = byHeader([...invoiceColumns, ...fullExportInvoiceColumns]);
export const sourcePropertyColumns: SourceColumns = byHeader(partColumns['custom-properties.csv']);

const withoutReading = ({ fromText: _unused, ...column }: SourceColumn): SourceColumn => column;

/** Loaded columns first, which is the order of error messages. */
function byHeader(columns: readonly SourceColumn[]): Map<string, SourceColumn> {
  return new Map(
    [...columns.filter(isLoaded), ...columns.filter((column) => !isLoaded(column))].map((column) => [
      column.label,
      column,
    ]),
  );
}
