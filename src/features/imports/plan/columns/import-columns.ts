import { query, type Queryable } from '../../../../platform/database/query';
import { sql } from '../../../../platform/database/sql';
import type { RowDataset } from '../../../exports/datasets';
import {
  knownBookingColumns,
  type KnownColumns,
  knownInvoiceColumns,
  knownUserColumns,
} from '../../mapping/known-columns';
import type { RecognizedColumn } from '../../record/import-contents';
import type { NewProperties } from '../session';
import type { ImportColumn } from '../targets/target';

/** The columns of a dataset in an organization, with the custom properties that an import creates. */
export async function importColumns(
  database: Queryable,
  organizationId: number,
  dataset: RowDataset,
  newProperties: NewProperties = new Map(),
): Promise<KnownColumns<ImportColumn>> {
  if (dataset === 'BOOKINGS') return knownBookingColumns;
  if (dataset === 'INVOICES') return knownInvoiceColumns;
  const rows = await query<{ propertyKey: string; name: string }>(
    database,
    sql`SELECT propertyKey, name FROM custom_properties WHERE organizationId = ${organizationId} ORDER BY position, id`,
  );
  const properties = rows.map(({ propertyKey, name }) => ({ key: propertyKey, name }));
  const isNew = ([key]: [string, string]): boolean => !properties.some((property) => property.key === key);
  return knownUserColumns([...properties, ...[...newProperties].filter(isNew).map(([key, name]) => ({ key, name }))]);
}

/** The custom properties that a file needs in addition: the keys of their columns start with `custom.`. */
export const newPropertiesOf = (columns: readonly RecognizedColumn[]): NewProperties =>
  new Map(
    columns.flatMap(({ column, newCustomProperty }) =>
      newCustomProperty !== null && column?.startsWith('custom.')
        ? [[column.slice('custom.'.length), newCustomProperty] as const]
        : [],
    ),
  );
