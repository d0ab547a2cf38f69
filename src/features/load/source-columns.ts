import { bookingColumns } from '../columns/booking-columns';
import type { ColumnDescription } from '../columns/column';
import { invoiceColumns } from '../columns/invoice-columns';
import { fullExportBookingColumns, fullExportInvoiceColumns, partColumns } from '../columns/organization-columns';
import { accountLabels, managementLabels } from '../columns/template-labels';
import { customColumns, fullExportUserColumns, termsColumns, userColumns } from '../columns/user-columns';
import type { SourceColumn } from './read-rows';

/** A custom property that custom-properties.csv names. */
export interface SourceProperty {
  readonly key: string;
  readonly name: string;
}

const loadedUserKeys: ReadonlySet<string> = new Set([
  'username',
  'createdAt',
  'dateCreated',
  'primaryLocation',
  'status',
  'skills',
  'tags',
  'externalPrimaryLocations',
  'plans',
  'team',
  'autopaymentsEnabled',
  ...userColumns.filter(({ maxLength }) => maxLength !== undefined).map(({ key }) => key),
]);

/** By header: the columns of every file that we write of users, under each header that a template gives them. */
export function sourceUserColumns(properties: readonly SourceProperty[]): Map<string, SourceColumn> {
  const isLoaded = (key: string): boolean => loadedUserKeys.has(key) || key.startsWith('custom.');
  const known = [...userColumns, ...termsColumns, ...fullExportUserColumns, ...customColumns(properties)];
  const columns = new Map(inOrder(known, isLoaded));
  for (const labels of [accountLabels, managementLabels]) {
    for (const [key, label] of Object.entries(labels)) {
      const { type } = known.find((column) => column.key === key)!;
      if (!columns.has(label)) columns.set(label, { key, type, isLoaded: isLoaded(key) });
    }
  }
  return columns;
}

const loadedBookingKeys = new Set([
  'reference',
  'username',
  'location',
  'startsAt',
  'endsAt',
  'status',
  'dateCreated',
  'resource',
]);
export const sourceBookingColumns = new Map(
  inOrder([...bookingColumns, ...fullExportBookingColumns], (key) => loadedBookingKeys.has(key)),
);

const loadedInvoiceKeys = new Set(['number', 'username', 'status', 'issuedAt', 'total', 'currency']);
export const sourceInvoiceColumns = new Map(
  inOrder([...invoiceColumns, ...fullExportInvoiceColumns], (key) => loadedInvoiceKeys.has(key)),
);

export const sourcePropertyColumns = new Map(
  inOrder(partColumns['custom-properties.csv'], (key) => key === 'key' || key === 'name'),
);

/** Those that are loaded first, as messages list them. */
function inOrder(columns: readonly ColumnDescription[], isLoaded: (key: string) => boolean): [string, SourceColumn][] {
  const entries = columns.map(({ label, key, type }): [string, SourceColumn] => [
    label,
    { key, type, isLoaded: isLoaded(key) },
  ]);
  return [...entries.filter(([, column]) => column.isLoaded), ...entries.filter(([, column]) => !column.isLoaded)];
}
