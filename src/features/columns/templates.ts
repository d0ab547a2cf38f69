import type { Sentence } from '../../sentences';
import type { missingColumns } from '../labels/en/failures';
import type { CatalogueEntry } from './catalogue';
import type { ColumnDescription } from './column';
import { accountLabels, managementLabels } from './template-labels';
import { furtherColumns } from './user-columns';

/** A list of columns, some of them with other headers than their labels. */
export interface Template {
  /** Returns the keys of the columns, given all columns of the dataset. */
  keys(known: readonly ColumnDescription[]): readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

const keysOf = (columns: readonly ColumnDescription[]): string[] => columns.map(({ key }) => key);
const withRemaining = (first: readonly string[], columns: readonly ColumnDescription[]): string[] => [
  ...first,
  ...keysOf(columns).filter((key) => !first.includes(key)),
];

/** The system templates for files of users, by name. The first one is the default. */
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

/** A column of a template that the organization does not have. */
export interface OmittedColumn {
  readonly key: string;
  readonly reason: Sentence;
}

const gone: Sentence = {
  code: 'COLUMN_GONE' satisfies keyof typeof missingColumns,
  parameters: {},
  message: 'This column no longer exists.',
};

export const omittedWarnings = (omitted: readonly OmittedColumn[]): Sentence[] =>
  omitted.map(({ key, reason: { code, message } }) => ({
    code,
    parameters: { column: key },
    message: `The column ${JSON.stringify(key)} was omitted: ${message}`,
  }));

/** Returns the columns of a template that the organization has, with the template's headers. */
export function templateColumns(
  template: Template,
  catalogue: readonly CatalogueEntry[],
): { columns: ColumnDescription[]; omitted: OmittedColumn[] } {
  return resolveColumns(template.keys(catalogue.map(({ column }) => column)), catalogue, template.labels);
}

/** Returns the available columns with these keys, in the order of the keys, with `labels` replacing their own. */
export function resolveColumns<Column extends ColumnDescription>(
  keys: readonly string[],
  catalogue: readonly CatalogueEntry<Column>[],
  labels: Readonly<Record<string, string>> = {},
): { columns: Column[]; omitted: OmittedColumn[] } {
  const byKey = new Map(catalogue.map((entry) => [entry.column.key, entry]));
  const columns: Column[] = [];
  const omitted: OmittedColumn[] = [];
  for (const key of keys) {
    const entry = byKey.get(key);
    const reason = entry ? entry.missing : gone;
    if (reason) omitted.push({ key, reason });
    else columns.push(Object.hasOwn(labels, key) ? { ...entry!.column, label: labels[key]! } : entry!.column);
  }
  return { columns, omitted };
}
