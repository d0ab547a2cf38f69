import { partColumns } from '../columns/organization-columns';
import {
  knownBookingColumns,
  KnownColumns,
  knownInvoiceColumns,
  knownUserColumns,
} from '../imports/mapping/known-columns';
import type { SynonymDataset } from '../imports/mapping/suggest';
import { importTargets } from '../imports/plan/targets';
import type { ImportTarget } from '../imports/plan/targets/target';
import { parseNewItem } from '../organizations/parse-reference-data';

/** One of the files of an organization: its columns, and what its rows become. */
export interface FileKind {
  readonly name: string;
  readonly known: KnownColumns;
  /** Whose names in other systems are suggested for unknown headers. */
  readonly dataset: SynonymDataset | null;
  readonly target: Pick<ImportTarget, 'create' | 'lookups' | 'requiredColumns'> & { readonly noun: string };
  /** Keys of the columns that the file must have, with a value in each row. */
  readonly required: readonly string[];
  /** Keys of known columns that are not loaded. */
  readonly excluded?: readonly string[];
}

/** A custom property that custom-properties.csv defines. */
export interface SourceProperty {
  readonly key: string;
  readonly name: string;
}

export const propertyFile: FileKind = {
  name: 'custom-properties.csv',
  known: new KnownColumns(partColumns['custom-properties.csv'], ['key']),
  dataset: null,
  target: {
    noun: 'custom property',
    lookups: { key: { sql: 'p.propertyKey', keyOf: (text) => text.trim().toLowerCase() } },
    requiredColumns: ['key', 'name'],
    create: (input) => ({ ...parseNewItem(input as unknown as SourceProperty, (field) => field) }),
  },
  required: ['key', 'name'],
};

export const userFile = (properties: readonly SourceProperty[]): FileKind => ({
  name: 'users.csv',
  known: knownUserColumns(properties),
  dataset: 'USERS',
  target: importTargets.USERS,
  required: ['username'],
  // The owner of the new organization grants roles.
  excluded: ['role'],
});

// The defaults of single new records would give a whole organization wrong figures.
export const bookingFile: FileKind = {
  name: 'bookings.csv',
  known: knownBookingColumns,
  dataset: 'BOOKINGS',
  target: importTargets.BOOKINGS,
  required: [...importTargets.BOOKINGS.requiredColumns, 'status', 'dateCreated'],
};

export const invoiceFile: FileKind = {
  name: 'invoices.csv',
  known: knownInvoiceColumns,
  dataset: 'INVOICES',
  target: importTargets.INVOICES,
  required: [...importTargets.INVOICES.requiredColumns, 'status', 'issuedAt', 'currency'],
};
