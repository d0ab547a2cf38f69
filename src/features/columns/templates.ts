import type { CatalogueEntry } from './catalogue';
import type { ColumnDescription } from './column';
import { accountLabels, managementLabels } from './template-labels';
import { furtherColumns } from './user-columns';

/** A named choice of columns, some with a header of its own. */
export interface Template {
  keys(known: readonly ColumnDescription[]): readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

const keysOf = (columns: readonly ColumnDescription[]): string[] => columns.map(({ key }) => key);
const withRemaining = (first: readonly string[], columns: readonly ColumnDescription[]): string[] => [
  ...first,
  ...keysOf(columns).filter((key) => !first.includes(key)),
];

/** Templates of the system for files of users, by name. The first is the default. */
export const userTemplates: Readonly<Record<string, Template>> = {
  USER_SUMMARY: {
    keys: (known) => keysOf(known.filter(({ key }) => !furtherColumns.some((column) => column.key === key))),
  },
  USER_ACCOUNTS: { keys: (known) => withRemaining(Object.keys(accountLabels), known), labels: accountLabels },
  USER_MANAGEMENT: {
    keys: (known) =>
      withRemaining(
        ['username'],
        known.filter(({ importable }) => importable),
      ),
    labels: managementLabels,
  },
};

/** A column that was named and that the organization does not have. */
export interface OmittedColumn {
  readonly key: string;
  readonly reason: string;
}

export const omittedWarnings = (dropped: readonly OmittedColumn[]): string[] =>
  dropped.map(({ key, reason }) => `The column ${JSON.stringify(key)} was left out: ${reason}`);

/** A template's columns of an organization's catalogue, in their order and with its headers. */
export function templateColumns(
  template: Template,
  catalogue: readonly CatalogueEntry[],
): { columns: ColumnDescription[]; dropped: OmittedColumn[] } {
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
