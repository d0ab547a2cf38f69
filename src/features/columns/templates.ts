import { bookingListColumns } from './booking-columns';
import { type CatalogueEntry, catalogueOf, type ColumnSettings, type RowDataset } from './catalogue';
import type { ColumnDescription } from './column';
import { invoiceListColumns } from './invoice-columns';
import { accountLabels, managementLabels } from './template-labels';
import { furtherColumns } from './user-columns';

/** A named choice of columns, some with a header of its own. */
export interface Template {
  readonly dataset: RowDataset;
  keys(known: readonly ColumnDescription[]): readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

const keysOf = (columns: readonly ColumnDescription[]): string[] => columns.map(({ key }) => key);
const withRemaining = (first: readonly string[], columns: readonly ColumnDescription[]): string[] => [
  ...first,
  ...keysOf(columns).filter((key) => !first.includes(key)),
];

/** By name, in the order in which they are listed. The first of a dataset is its default. */
export const systemTemplates: ReadonlyMap<string, Template> = new Map<string, Template>([
  [
    'USER_SUMMARY',
    {
      dataset: 'USERS',
      keys: (known) => keysOf(known.filter(({ key }) => !furtherColumns.some((column) => column.key === key))),
    },
  ],
  [
    'USER_ACCOUNTS',
    { dataset: 'USERS', keys: (known) => withRemaining(Object.keys(accountLabels), known), labels: accountLabels },
  ],
  [
    'USER_MANAGEMENT',
    {
      dataset: 'USERS',
      keys: (known) =>
        withRemaining(
          ['username'],
          known.filter(({ importable }) => importable),
        ),
      labels: managementLabels,
    },
  ],
  ['BOOKING_LIST', { dataset: 'BOOKINGS', keys: () => keysOf(bookingListColumns) }],
  ['INVOICE_LIST', { dataset: 'INVOICES', keys: () => keysOf(invoiceListColumns) }],
]);

export const defaultTemplate = (dataset: RowDataset): Template =>
  [...systemTemplates.values()].find((template) => template.dataset === dataset)!;

/** A column that was named and that the organization does not have. */
export interface OmittedColumn {
  readonly key: string;
  readonly reason: string;
}

export const omittedWarnings = (dropped: readonly OmittedColumn[]): string[] =>
  dropped.map(({ key, reason }) => `The column ${JSON.stringify(key)} was left out: ${reason}`);

/** A template's columns for this organization, in their order and with its headers. */
export function templateColumns(
  template: Template,
  settings: ColumnSettings,
): { columns: ColumnDescription[]; dropped: OmittedColumn[] } {
  const catalogue = catalogueOf(template.dataset, settings);
  return resolveColumns(template.keys(catalogue.map(({ column }) => column)), catalogue, template.labels);
}

/** Those of these columns that there are, in this order, with these headers in the place of their own. */
export function resolveColumns<Column extends ColumnDescription>(
  keys: readonly string[],
  catalogue: readonly CatalogueEntry<Column>[],
  labels: Readonly<Record<string, string>> = {},
): { columns: Column[]; dropped: OmittedColumn[] } {
  const byKey = new Map(catalogue.map((entry) => [entry.column.key, entry]));
  const columns: Column[] = [];
  const dropped: OmittedColumn[] = [];
  for (const key of keys) {
    const entry = byKey.get(key);
    const reason = entry ? entry.unavailableReason : 'There is no such column any more.';
    if (reason) dropped.push({ key, reason });
    else columns.push(Object.hasOwn(labels, key) ? { ...entry!.column, label: labels[key]! } : entry!.column);
  }
  return { columns, dropped };
}
