import type { DataSource } from 'typeorm';
import { query, type Queryable } from '../../../platform/database/query';
import { sql } from '../../../platform/database/sql';
import { DecimalSeparator } from '../../../platform/files/csv-dialect';
import type { Clock } from '../../../platform/time/clock';
import { VenueCalendar } from '../../../platform/time/venue-calendar';
import type { AuditLog } from '../../audit/audit-log';
import { type Actor, findUserRights } from '../../auth/account-rights';
import { Role } from '../../auth/permissions';
import type { Revocations } from '../../auth/revocations';
import { findSignInAddresses, noAddresses, type SignInAddresses } from '../../auth/sign-in/sign-in-addresses';
import type { CellContext, TextContext } from '../../columns/column';
import { ExportDataset } from '../../exports/datasets';
import { decimalsOf } from '../../invoices/money';
import type { AssignableItem } from '../../organizations/organization.repository';
import { mayImport } from '../mapping/known-columns';
import type { Import } from '../record/import.entity';
import { canImport, forbiddenError } from '../record/import.policy';
import { ImportRefused } from './import-refused';
import { itemKinds, type Noun, ReferenceNames } from './references/reference-names';
import { importTargets } from './targets';
import { fieldOf, type ImportColumn, type ImportTarget, type Rules } from './targets/target';

/** What planning and applying an import needs of the process. */
export interface ImportContext {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly auditLog: AuditLog;
  readonly revocations: Revocations;
}

/** What the texts of records depend on: their organization and its reference data. */
export interface RecordTexts {
  readonly organizationId: number;
  readonly target: ImportTarget;
  readonly names: ReferenceNames;
  /** Converts stored values to texts. */
  readonly cells: CellContext;
}

/** What the texts and the rules of one import depend on: also its person. */
export interface Session extends RecordTexts {
  /** Reads the texts of our own files. */
  readonly texts: TextContext;
  readonly rules: Omit<Rules, 'userIds' | 'bookings'>;
}

/** The custom properties that a plan creates, by key. */
export type NewProperties = ReadonlyMap<string, string>;

/** What is known of the changes: the properties that they create, and the existing records that they are about. */
interface Expected {
  readonly newProperties?: NewProperties;
  readonly changedIds?: readonly number[] | 'ANY';
}

/**
 * Reads what the columns need, and checks the rights of the person.
 *
 * @throws ImportRefused if the person may not import this dataset (any longer).
 */
export async function openSession(
  database: Queryable,
  { clock }: Pick<ImportContext, 'clock'>,
  row: Pick<Import, 'organizationId' | 'dataset' | 'columnPermissions' | 'createMissing' | 'undoOfId'>,
  actor: Actor,
  columns: readonly ImportColumn[],
  { newProperties = new Map(), changedIds = 'ANY' }: Expected = {},
): Promise<Session> {
  const { organizationId, createMissing, undoOfId } = row;
  const rights = await findUserRights(database, actor);
  if (!rights || !canImport(rights, row)) throw new ImportRefused('PERMISSION_LOST', forbiddenError(row).message);
  // An undo compares all columns, but shows and restores only some.
  const hidden = columns.find((column) => !mayImport(rights, column));
  if (hidden && undoOfId === null)
    throw new ImportRefused(
      'PERMISSION_LOST',
      `The column ${hidden.label} needs the permission ${hidden.permission}. Import the file without it, or map its header to nothing.`,
    );
  const mayCreate = (noun: Noun): boolean =>
    createMissing && itemKinds[noun].permissions.every((permission) => rights.permissions.has(permission));
  const customProperties = await loadProperties(database, organizationId, columns, newProperties);
  const texts = await readRecordTexts(database, row, columns, mayCreate);
  const { names, cells } = texts;
  return {
    ...texts,
    texts: {
      ...cells,
      decimalSeparator: DecimalSeparator.POINT,
      resolveItemId: (noun, name, argument) => names.resolveId(noun, name, argument),
    },
    rules: {
      editor: { ...actor, role: rights.role },
      referenceData: { ...names.referenceData, customProperties },
      addresses: await loadAddresses(database, row, rights.role, columns, changedIds),
      now: clock.now(),
      isRestoring: undoOfId !== null,
    },
  };
}

/** Reads what the texts of these columns need. */
async function readRecordTexts(
  database: Queryable,
  { organizationId, dataset }: Pick<Import, 'organizationId' | 'dataset'>,
  columns: readonly ImportColumn[],
  mayCreate: (noun: Noun) => boolean = () => false,
): Promise<RecordTexts> {
  const names = await ReferenceNames.load(database, organizationId, neededNouns(columns), mayCreate);
  const [{ timezone, currency }] = (await query<{ timezone: string; currency: string }>(
    database,
    sql`SELECT timezone, currency FROM organizations WHERE id = ${organizationId}`,
  )) as [{ timezone: string; currency: string }];
  const cells: CellContext = {
    calendar: VenueCalendar.of(timezone),
    directory: names.directory,
    currency,
    decimals: decimalsOf(currency),
  };
  return { organizationId, target: importTargets[dataset], names, cells };
}

const nounByField: Readonly<Record<string, Noun>> = {
  planIds: 'plan',
  teamId: 'team',
  primaryLocationId: 'location',
  locationId: 'location',
};

const neededNouns = (columns: readonly ImportColumn[]): Set<Noun> =>
  new Set(columns.flatMap((column) => nounByField[fieldOf(column)] ?? []));

async function loadAddresses(
  database: Queryable,
  { organizationId, dataset }: Pick<Import, 'organizationId' | 'dataset'>,
  role: Role,
  columns: readonly ImportColumn[],
  changedIds: readonly number[] | 'ANY',
): Promise<SignInAddresses> {
  const fields = signInFieldsOf(dataset, columns);
  if (fields.length === 0) return noAddresses;
  // Only the owner makes users admins, or admins ACTIVE.
  const canRaise = role === Role.OWNER && fields.some((field) => field !== 'email');
  return findSignInAddresses(database, organizationId, canRaise ? changedIds : []);
}

/** The fields of these columns that decide which user signs in by which address. */
export const signInFieldsOf = (dataset: Import['dataset'], columns: readonly ImportColumn[]): string[] =>
  dataset === ExportDataset.USERS
    ? columns.map(fieldOf).filter((field) => ['email', 'role', 'status'].includes(field))
    : [];

async function loadProperties(
  database: Queryable,
  organizationId: number,
  columns: readonly ImportColumn[],
  newProperties: NewProperties,
): Promise<Map<string, AssignableItem>> {
  const properties = new Map<string, AssignableItem>();
  if (!columns.some((column) => fieldOf(column) === 'customValues')) return properties;
  const rows = await query<{ propertyKey: string; name: string; archivedAt: number | null }>(
    database,
    sql`SELECT propertyKey, name, archivedAt FROM custom_properties WHERE organizationId = ${organizationId}`,
  );
  for (const [key, name] of newProperties) properties.set(key, { name, archivedAt: null });
  for (const { propertyKey, name, archivedAt } of rows)
    properties.set(propertyKey, { name, archivedAt: archivedAt === null ? null : new Date(Number(archivedAt)) });
  return properties;
}
