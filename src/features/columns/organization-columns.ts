import { bookingColumns } from './booking-columns';
import { allAvailable, type CatalogueEntry, userCatalogue } from './catalogue';
import { type Codec, id, identifyingText, instant, integer } from './codecs';
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
];

const recordColumn =
  (group: string, alias: string) =>
  (key: string, label: string, description: string, { type, toCell, fromText }: Codec, field = key): RecordColumn => ({
    key,
    label,
    group,
    type,
    description,
    importable: false,
    source: { from: 'record', sql: `${alias}.${field}`, toCell },
    ...(fromText && { fromText }),
  });

/** A codec for columns that are never read from a file. */
const readOnly = ({ fromText: _unused, ...codec }: Codec): Codec => codec;

const archivedAt = (column: ReturnType<typeof recordColumn>, noun: string): RecordColumn =>
  column(
    'archivedAt',
    'Archived at',
    `When the ${noun} was archived, in the venue time zone; empty if it is not archived.`,
    readOnly(instant),
  );

const partColumnsOf = (noun: string): RecordColumn[] => {
  const column = recordColumn(noun, 'p');
  return [
    column('id', 'Identifier', `Id of the ${noun} in the API.`, id),
    column('name', 'Name', `Name of the ${noun}, unique in the organization.`, readOnly(identifyingText)),
    archivedAt(column, noun),
  ];
};

const property = recordColumn('custom property', 'p');

/** The columns of the files of reference data. */
export const partColumns = {
  'locations.csv': partColumnsOf('location'),
  'teams.csv': partColumnsOf('team'),
  'plans.csv': partColumnsOf('plan'),
  'custom-properties.csv': [
    property('id', 'Identifier', 'Id of the custom property in the API.', id),
    property(
      'key',
      'Key',
      'Key of the custom property. Its column of users.csv has the key `custom.KEY`.',
      identifyingText,
      'propertyKey',
    ),
    property('name', 'Name', 'Name of the custom property, unique in the organization.', identifyingText),
    property('position', 'Position', 'Sort key in lists of custom properties: lower comes first.', integer),
    archivedAt(property, 'custom property'),
  ],
} satisfies Partial<Record<OrganizationFileName, RecordColumn[]>>;

const bookingLink = recordColumn('Links', 'b');
const invoiceLink = recordColumn('Links', 'i');

export const fullExportBookingColumns: readonly RecordColumn[] = [
  ...bookingColumns,
  bookingLink('userId', 'User id', 'Id of the user in users.csv.', id),
  bookingLink('locationId', 'Location id', 'Id of the location in locations.csv.', id),
];
export const fullExportInvoiceColumns: readonly RecordColumn[] = [
  ...invoiceColumns,
  invoiceLink('userId', 'User id', 'Id of the user in users.csv.', id),
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
