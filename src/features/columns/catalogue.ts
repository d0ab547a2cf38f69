import { because } from '../../error-reasons';
import { badInput } from '../../errors';
import { parseEach } from '../../platform/graphql/input-errors';
import type { Sentence } from '../../sentences';
import type { missingColumns } from '../labels/en/failures';
import { bookingColumns } from './booking-columns';
import type { ColumnDescription, RecordColumn, UserColumn } from './column';
import type { ColumnSettings } from './column-settings';
import { customColumns } from './custom-columns';
import { invoiceColumns } from './invoice-columns';
import { furtherColumns, summaryColumns, termsColumns } from './user-columns';

/** A column, and the reason why this organization does not have it; null if it does. */
export interface CatalogueEntry<Column extends ColumnDescription = ColumnDescription> {
  readonly column: Column;
  readonly missing: Sentence | null;
}

export const allAvailable = <Column extends ColumnDescription>(columns: readonly Column[]): CatalogueEntry<Column>[] =>
  columns.map((column) => ({ column, missing: null }));

const noCustomTerms: Sentence = {
  code: 'NO_CUSTOM_TERMS' satisfies keyof typeof missingColumns,
  parameters: {},
  message: 'This organization has no custom terms of service.',
};

/** The columns of users: the columns of USER_SUMMARY in its order, then all others. */
export const userCatalogue = ({
  customProperties,
  customTermsEnabled,
}: ColumnSettings): CatalogueEntry<UserColumn>[] => [
  ...allAvailable([...summaryColumns, ...customColumns(customProperties)]),
  ...termsColumns.map((column) => ({
    column,
    missing: customTermsEnabled ? null : noCustomTerms,
  })),
  ...allAvailable(furtherColumns),
];

export const bookingCatalogue: readonly CatalogueEntry<RecordColumn>[] = allAvailable(bookingColumns);
export const invoiceCatalogue: readonly CatalogueEntry<RecordColumn>[] = allAvailable(invoiceColumns);

/**
 * Returns the columns with these keys, in the order of the keys.
 *
 * @throws BAD_USER_INPUT for `input.columns` for each key that is unknown, unavailable or duplicated, or if there are none.
 */
export function getColumns<Column extends ColumnDescription>(
  keys: readonly string[],
  catalogue: readonly CatalogueEntry<Column>[],
): Column[] {
  const byKey = new Map(catalogue.map((entry) => [entry.column.key, entry]));
  if (keys.length === 0) throw badInput('input.columns', 'Request at least one column.', because('NO_COLUMNS'));
  const seen = new Set<string>();
  return parseEach(keys, (key) => {
    if (seen.size === seen.add(key).size)
      throw badInput(
        'input.columns',
        `The column ${JSON.stringify(key)} appears more than once.`,
        because('VALUE_REPEATED', { value: key }),
      );
    const entry = byKey.get(key);
    if (!entry)
      throw badInput(
        'input.columns',
        `There is no column ${JSON.stringify(key)}. List the columns with \`exportColumns\`.`,
        because('UNKNOWN_COLUMN', { column: key }),
      );
    if (entry.missing)
      throw badInput(
        'input.columns',
        `The column ${JSON.stringify(key)} is not available. ${entry.missing.message}`,
        because('COLUMN_UNAVAILABLE', { column: key }),
      );
    return entry.column;
  });
}
