import type { ColumnDescriptions } from '../labels/label-tables';
import { columnDescription, type DescribedKey } from '../labels/labels';
import { bookingColumns } from './booking-columns';
import { allAvailable, type CatalogueEntry, userCatalogue } from './catalogue';
import { cellsOf, type Codec, foreignId, id, identifyingText, instant, integer } from './codecs';
import type { ColumnDescription, RecordColumn, UserColumn } from './column';
import type { ColumnSettings } from './column-settings';
import { invoiceColumns } from './invoice-columns';
import { fullExportUserColumns } from './user-columns';

/** The files of a full export. Each file comes after those that its foreign keys refer to. */
export const organizationFileNames = [
  'locations.csv',
  'teams.csv',
  'plans.csv',
  'custom-properties.csv',
  'users.csv',
  'bookings.csv',
  'invoices.csv',
] as const;
export type OrganizationFileName = (typeof organizationFileNames)[number];

interface FileColumn {
  readonly file: OrganizationFileName;
  /** The key of the column. */
  readonly column: string;
}

/** A column whose values are ids of rows of another file. */
export interface ForeignKey {
  readonly from: FileColumn;
  readonly to: FileColumn;
}

const foreignKey = (file: OrganizationFileName, column: string, to: OrganizationFileName): ForeignKey => ({
  from: { file, column },
  to: { file: to, column: 'id' },
});

export const foreignKeys: readonly ForeignKey[] = [
  foreignKey('users.csv', 'primaryLocationId', 'locations.csv'),
  foreignKey('users.csv', 'teamId', 'teams.csv'),
  foreignKey('users.csv', 'planIds', 'plans.csv'),
  foreignKey('bookings.csv', 'userId', 'users.csv'),
  foreignKey('bookings.csv', 'locationId', 'locations.csv'),
  foreignKey('invoices.csv', 'userId', 'users.csv'),
  foreignKey('invoices.csv', 'locationId', 'locations.csv'),
  foreignKey('invoices.csv', 'bookingId', 'bookings.csv'),
];

const recordColumn =
  <Table extends keyof ColumnDescriptions>(table: Table, group: string, alias: string) =>
  (key: DescribedKey<Table>, label: string, codec: Codec, field: string = key): RecordColumn => ({
    key,
    label,
    group,
    ...cellsOf(codec),
    description: columnDescription(table, key),
    importable: false,
    source: { from: 'record', sql: `${alias}.${field}`, toCell: codec.toCell },
    ...(codec.fromText && { fromText: codec.fromText }),
  });

/** A codec for columns that are never read from a file. */
const readOnly = ({ fromText: _unused, ...codec }: Codec): Codec => codec;

const partColumnsOf = (table: 'locations' | 'teams' | 'plans', noun: string): RecordColumn[] => {
  const column = recordColumn(table, noun, 'p');
  return [
    column('id', 'Identifier', id),
    column('name', 'Name', readOnly(identifyingText)),
    column('archivedAt', 'Archived at', readOnly(instant)),
  ];
};

const property = recordColumn('customProperties', 'custom property', 'p');

/** The columns of the files of reference data. */
export const partColumns = {
  'locations.csv': partColumnsOf('locations', 'location'),
  'teams.csv': partColumnsOf('teams', 'team'),
  'plans.csv': partColumnsOf('plans', 'plan'),
  'custom-properties.csv': [
    property('id', 'Identifier', id),
    property('key', 'Key', identifyingText, 'propertyKey'),
    property('name', 'Name', identifyingText),
    property('position', 'Position', integer),
    property('archivedAt', 'Archived at', readOnly(instant)),
  ],
} satisfies Partial<Record<OrganizationFileName, RecordColumn[]>>;

const bookingLink = recordColumn('bookings', 'Links', 'b');
const invoiceLink = recordColumn('invoices', 'Links', 'i');

export const fullExportBookingColumns: readonly RecordColumn[] = [
  ...bookingColumns,
  bookingLink('userId', 'User id', id),
  bookingLink('locationId', 'Location id', id),
];
export const fullExportInvoiceColumns: readonly RecordColumn[] = [
  ...invoiceColumns,
  invoiceLink('userId', 'User id', id),
  invoiceLink('locationId', 'Location id', foreignId),
  invoiceLink('bookingId', 'Booking id', foreignId),
];
export const fullExportUserCatalogue = (settings: ColumnSettings): CatalogueEntry<UserColumn>[] => [
  ...userCatalogue(settings),
  ...allAvailable(fullExportUserColumns),
];

const catalogueByFile: Record<OrganizationFileName, (settings: ColumnSettings) => readonly CatalogueEntry[]> = {
  'locations.csv': () => allAvailable(partColumns['locations.csv']),
  'teams.csv': () => allAvailable(partColumns['teams.csv']),
  'plans.csv': () => allAvailable(partColumns['plans.csv']),
  'custom-properties.csv': () => allAvailable(partColumns['custom-properties.csv']),
  'users.csv': fullExportUserCatalogue,
  'bookings.csv': () => allAvailable(fullExportBookingColumns),
  'invoices.csv': () => allAvailable(fullExportInvoiceColumns),
};

/** The column with the key and group that it has outside its file, such as `users.email`. */
export const ofFile = <Column extends ColumnDescription>(file: OrganizationFileName, column: Column): Column => ({
  ...column,
  key: `${file.replace('.csv', '')}.${column.key}`,
  group: file,
});

/** The columns of all files of a full export, in the order of the files. */
export const organizationCatalogue = (settings: ColumnSettings): CatalogueEntry[] =>
  organizationFileNames.flatMap((file) =>
    catalogueByFile[file](settings).map(({ column, missing }) => ({
      column: ofFile(file, column),
      missing,
    })),
  );
