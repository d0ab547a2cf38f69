import { bookingColumns } from './booking-columns';
import { allAvailable, type CatalogueEntry, type ColumnSettings, userCatalogue } from './catalogue';
import { asId, asInstant, asText } from './cells';
import { type ColumnDescription, ColumnType, type RecordColumn, type UserColumn } from './column';
import { invoiceColumns } from './invoice-columns';
import { fullExportUserColumns } from './user-columns';

/** The files of a whole organization, in their order: each behind those that it refers to. */
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
  /** Its key. */
  readonly column: string;
}

/** Values of a column that are ids of rows of another file. */
export interface ForeignKey {
  readonly from: FileColumn;
  readonly to: FileColumn;
}

const leads = (file: OrganizationFileName, column: string, to: OrganizationFileName): ForeignKey => ({
  from: { file, column },
  to: { file: to, column: 'id' },
});

export const foreignKeys: readonly ForeignKey[] = [
  leads('users.csv', 'primaryLocationId', 'locations.csv'),
  leads('users.csv', 'teamId', 'teams.csv'),
  leads('users.csv', 'planIds', 'plans.csv'),
  leads('bookings.csv', 'userId', 'users.csv'),
  leads('bookings.csv', 'locationId', 'locations.csv'),
  leads('invoices.csv', 'userId', 'users.csv'),
];

const ofRecord =
  (group: string, alias: string) =>
  (
    key: string,
    label: string,
    description: string,
    cell = asId,
    column = key,
    type = ColumnType.TEXT,
  ): RecordColumn => ({
    key,
    label,
    group,
    type,
    description,
    importable: false,
    source: { from: 'record', sql: `${alias}.${column}`, toCell: cell },
  });

const part = (what: string): RecordColumn[] => {
  const of = ofRecord(what, 'p');
  return [
    of('id', 'Identifier', `Id of the ${what}, as the API knows it.`),
    of('name', 'Name', `Name of the ${what}, unique in the organization.`, asText),
    archivedAt(of, what),
  ];
};
const archivedAt = (of: ReturnType<typeof ofRecord>, what: string): RecordColumn =>
  of(
    'archivedAt',
    'Archived at',
    `When the ${what} was archived; empty: it was not.`,
    asInstant,
    'archivedAt',
    ColumnType.INSTANT,
  );
const property = ofRecord('custom property', 'p');
const link = (alias: string) => ofRecord('Links', alias);

/** Of tables that are small. */
export const partColumns = {
  'locations.csv': part('location'),
  'teams.csv': part('team'),
  'plans.csv': part('plan'),
  'custom-properties.csv': [
    property('id', 'Identifier', 'Id of the property, as the API knows it.'),
    property('key', 'Key', 'Its key: its column of users.csv is `custom.KEY`.', asText, 'propertyKey'),
    property('name', 'Name', 'Its name.', asText),
    property('position', 'Position', 'Where it stands among the others.', asText, 'position', ColumnType.INTEGER),
    archivedAt(property, 'custom property'),
  ],
} satisfies Partial<Record<OrganizationFileName, RecordColumn[]>>;

export const fullExportBookingColumns: readonly RecordColumn[] = [
  ...bookingColumns,
  link('b')('userId', 'User id', 'Id of its user.'),
  link('b')('locationId', 'Location id', 'Id of its location.'),
];
export const fullExportInvoiceColumns: readonly RecordColumn[] = [
  ...invoiceColumns,
  link('i')('userId', 'User id', 'Id of its user.'),
];
export const fullExportUserCatalogue = (settings: ColumnSettings): CatalogueEntry<UserColumn>[] => [
  ...userCatalogue(settings),
  ...allAvailable(fullExportUserColumns),
];

const entriesOf: Record<OrganizationFileName, (settings: ColumnSettings) => readonly CatalogueEntry[]> = {
  'locations.csv': () => allAvailable(partColumns['locations.csv']),
  'teams.csv': () => allAvailable(partColumns['teams.csv']),
  'plans.csv': () => allAvailable(partColumns['plans.csv']),
  'custom-properties.csv': () => allAvailable(partColumns['custom-properties.csv']),
  'users.csv': fullExportUserCatalogue,
  'bookings.csv': () => allAvailable(fullExportBookingColumns),
  'invoices.csv': () => allAvailable(fullExportInvoiceColumns),
};

/** A column as it is known outside its file. */
export const ofFile = <Column extends ColumnDescription>(file: OrganizationFileName, column: Column): Column => ({
  ...column,
  key: `${file.replace('.csv', '')}.${column.key}`,
  group: file,
});

/** Every column of every file of a whole organization, grouped by file. */
export const organizationCatalogue = (settings: ColumnSettings): CatalogueEntry[] =>
  organizationFileNames.flatMap((file) =>
    entriesOf[file](settings).map(({ column, unavailableReason }) => ({
      column: ofFile(file, column),
      unavailableReason,
    })),
  );
