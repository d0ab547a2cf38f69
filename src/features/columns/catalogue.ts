import { badInput } from '../../errors';
import { bookingColumns } from './booking-columns';
import type { ColumnDescription, RecordColumn, UserColumn } from './column';
import { invoiceColumns } from './invoice-columns';
import { customColumns, furtherColumns, summaryColumns, termsColumns } from './user-columns';

/** What of an organization decides which columns it has. */
export interface ColumnSettings {
  readonly customProperties: readonly { key: string; name: string }[];
  readonly customTermsEnabled: boolean;
}

/** A column that is known, and why this organization does not have it; null: it does. */
export interface CatalogueEntry<Column extends ColumnDescription = ColumnDescription> {
  readonly column: Column;
  readonly unavailableReason: string | null;
}

export const allAvailable = <Column extends ColumnDescription>(columns: readonly Column[]): CatalogueEntry<Column>[] =>
  columns.map((column) => ({ column, unavailableReason: null }));

/** In the order of USER_SUMMARY, then all others. */
export const userCatalogue = ({
  customProperties,
  customTermsEnabled,
}: ColumnSettings): CatalogueEntry<UserColumn>[] => [
  ...allAvailable([...summaryColumns, ...customColumns(customProperties)]),
  ...termsColumns.map((column) => ({
    column,
    unavailableReason: customTermsEnabled ? null : 'This organization has no terms of its own.',
  })),
  ...allAvailable(furtherColumns),
];

export const bookingCatalogue: readonly CatalogueEntry<RecordColumn>[] = allAvailable(bookingColumns);
export const invoiceCatalogue: readonly CatalogueEntry<RecordColumn>[] = allAvailable(invoiceColumns);

/**
 * The columns of these keys, in this order. Refuses what the organization does not have, and repeats, naming
 * `input.columns`.
 */
export function chosenColumns<Column extends ColumnDescription>(
  keys: readonly string[],
  catalogue: readonly CatalogueEntry<Column>[],
): Column[] {
  const byKey = new Map(catalogue.map((entry) => [entry.column.key, entry]));
  if (keys.length === 0) throw badInput('input.columns', 'Name at least one column.');
  const twice = keys.find((key, index) => keys.indexOf(key) < index);
  if (twice !== undefined) throw badInput('input.columns', `The column ${JSON.stringify(twice)} is named twice.`);
  return keys.map((key) => {
    const entry = byKey.get(key);
    if (!entry)
      throw badInput('input.columns', `There is no column ${JSON.stringify(key)}: \`exportColumns\` lists them.`);
    if (entry.unavailableReason)
      throw badInput('input.columns', `There is no column ${JSON.stringify(key)}: ${entry.unavailableReason}`);
    return entry.column;
  });
}
