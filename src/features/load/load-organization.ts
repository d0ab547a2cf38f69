import { existsSync } from 'node:fs';
import path from 'node:path';
import type { DataSource, EntityManager } from 'typeorm';
import { query } from '../../platform/database/query';
import { sql } from '../../platform/database/sql';
import { transact } from '../../platform/database/transaction';
import { readAhead } from '../../platform/jobs/read-ahead';
import { isMailAddress } from '../../platform/mail/mailer';
import { detached } from '../../platform/text/detached';
import type { Clock } from '../../platform/time/clock';
import { Role } from '../auth/permissions';
import { nouns, ReferenceNames } from '../imports/plan/references/reference-names';
import { importTargets } from '../imports/plan/targets';
import type { FieldValues, ImportTarget, NamedBooking, Rules } from '../imports/plan/targets/target';
import type { NewItems } from '../imports/record/import-contents';
import { insertOrganization } from '../organizations/organization-writes';
import { insertReferenceItems, type NewReferenceItem } from '../organizations/reference-data-writes';
import { customPropertyKind, itemNameKey, locationKind, planKind, teamKind } from '../organizations/reference-kinds';
import { usernameKeyOf, UserStatus } from '../users/user.entity';
import { insertUsers } from '../users/user-writes';
import { bookingFile, type FileKind, invoiceFile, propertyFile, type SourceProperty, userFile } from './file-kinds';
import { FoundErrors, LoadError } from './load-error';
import { type NewOrganization, validateOrganization } from './new-organization';
import { rowContext, type Venue } from './row-context';
import { SourceFile, type SourceFormat, type SourceRecord } from './source-file';

export interface Loaded {
  readonly users: number;
  readonly bookings: number;
  readonly invoices: number;
  /** The known columns that were not loaded, such as `users.csv: Role`. */
  readonly skippedColumns: readonly string[];
}

/** Called with a step, such as `checked users`, and the number of rows that it has processed. */
type OnProgress = (step: string, rows: number) => void;

/** The format of exported CSV files by default. */
export const defaultFormat: SourceFormat = { formulaGuard: true };

/**
 * Loads users.csv, bookings.csv, invoices.csv and the optional custom-properties.csv of a folder into a new
 * organization, all or nothing. Reads the files twice: first to validate all rows without holding a lock, then to insert
 * them in batches in one transaction.
 *
 * @throws LoadError for a file or an organization that cannot be loaded.
 */
export async function loadOrganization(
  dataSource: DataSource,
  clock: Clock,
  organization: NewOrganization,
  folder: string,
  onProgress: OnProgress,
  format = defaultFormat,
): Promise<Loaded> {
  const owner = validateOrganization(organization);
  const [existing] = await query(dataSource, sql`SELECT id FROM organizations WHERE slug = ${organization.slug}`);
  if (existing) throw new LoadError(`an organization "${organization.slug}" already exists`);

  const venue: Venue = { ...organization, createdAt: clock.now() };
  const open: SourceFile[] = [];
  const openFile = async (kind: FileKind): Promise<SourceFile> => {
    const file = await SourceFile.open(folder, kind, format);
    open.push(file);
    return file;
  };
  try {
    const hasProperties = existsSync(path.join(folder, propertyFile.name));
    const properties = hasProperties ? await readProperties(await openFile(propertyFile), venue) : [];
    const files: Files = {
      users: await openFile(userFile(properties)),
      bookings: await openFile(bookingFile),
      invoices: await openFile(invoiceFile),
    };
    const plan: LoadPlan = { venue, properties, files, owner, onProgress };
    const { newItems, hasOwner, ...counts } = await validateRows(plan);
    await transact(dataSource, async (manager) => {
      const row = { ...organization, customTermsEnabled: false, createdAt: venue.createdAt };
      const organizationId = await insertOrganization(manager, row);
      await insertItems(manager, organizationId, newItems, properties);
      await insertRecords(manager, organizationId, plan, hasOwner);
    });
    const skippedColumns = open.flatMap(({ kind, skippedHeaders }) =>
      skippedHeaders.map((header) => `${kind.name}: ${header}`),
    );
    return { ...counts, skippedColumns };
  } finally {
    for (const file of open) await file.close();
  }
}

interface Files {
  readonly users: SourceFile;
  readonly bookings: SourceFile;
  readonly invoices: SourceFile;
}

interface LoadPlan {
  readonly venue: Venue;
  readonly properties: readonly SourceProperty[];
  readonly files: Files;
  /** Username of the owner. */
  readonly owner: string;
  readonly onProgress: OnProgress;
}

async function readProperties(file: SourceFile, venue: Venue): Promise<SourceProperty[]> {
  const properties: SourceProperty[] = [];
  const names = new Set<string>();
  for await (const batch of file.records(rowContext(venue, [], noNames(), { userIds: new Map(), bookings: new Map() })))
    for (const record of batch) {
      const property = record.values as unknown as SourceProperty;
      if (names.size === names.add(itemNameKey(property.name)).size)
        throw file.error(record, `"${property.name}" is duplicated (case is ignored)`, 'name');
      if (properties.push(property) > customPropertyKind.maxCount)
        throw file.error(record, `is one too many: an organization has at most ${customPropertyKind.maxCount}`);
    }
  return properties;
}

/** Validates each row, and the rows against each other. */
async function validateRows({ venue, properties, files, owner, onProgress }: LoadPlan) {
  const names = noNames();
  const userIds = new Map<string, number>();
  const bookings = new Map<string, NamedBooking>();
  const namesBookings = files.invoices.hasColumn('booking');
  const context = rowContext(venue, properties, names, { userIds, bookings });
  const ownerKey = usernameKeyOf(owner);
  const found = new FoundErrors();
  const count = async (noun: string, file: SourceFile, check?: (record: SourceRecord) => void): Promise<number> => {
    let rows = 0;
    const batches = file.records(context, (error, row) => {
      found.add(error);
      // Bookings and invoices of a wrong user, and invoices of a wrong booking, are not wrong themselves.
      if (row && file === files.users) userIds.set(detached(row.key), row.line);
      if (row && file === files.bookings && namesBookings)
        bookings.set(detached(row.key), { id: row.line, userId: null });
    });
    for await (const batch of batches) {
      if (check) batch.forEach(check);
      onProgress(`checking ${noun}`, (rows += batch.length));
    }
    onProgress(`checked ${noun}`, rows);
    return rows;
  };
  const users = await count('users', files.users, (record) => {
    // The line is not the id, but bookings and invoices are only checked for a user.
    userIds.set(detached(record.key), record.line);
    const { status } = record.values;
    // No other user could ever make it ACTIVE.
    if (record.key === ownerKey && status !== UserStatus.ACTIVE)
      found.add(
        files.users.error(record, `is ${String(status)}, but the account of the owner must be ACTIVE`, 'status'),
      );
  });
  const bookingCount = await count('bookings', files.bookings, ({ key, line, values }) => {
    if (namesBookings) bookings.set(detached(key), { id: line, userId: values.userId as number });
  });
  const invoices = await count('invoices', files.invoices);
  found.assertNone();
  return { users, bookings: bookingCount, invoices, newItems: names.newItems, hasOwner: userIds.has(ownerKey) };
}

/** For a new organization, which has no locations, teams and plans yet. */
const noNames = (): ReferenceNames => ReferenceNames.empty(() => true);

async function insertItems(
  manager: EntityManager,
  organizationId: number,
  { locations, teams, plans }: NewItems,
  properties: readonly SourceProperty[],
): Promise<void> {
  // Equal positions: in the order of their names.
  const named = (items: readonly string[]): NewReferenceItem[] => items.map((name) => ({ name, position: 0 }));
  await insertReferenceItems(manager, locationKind, organizationId, named(locations));
  await insertReferenceItems(manager, teamKind, organizationId, named(teams));
  await insertReferenceItems(manager, planKind, organizationId, named(plans));
  const positioned = properties.map((property, index) => ({ ...property, position: index + 1 }));
  await insertReferenceItems(manager, customPropertyKind, organizationId, positioned);
}

async function insertRecords(
  manager: EntityManager,
  organizationId: number,
  { venue, properties, files, owner, onProgress }: LoadPlan,
  hasOwner: boolean,
): Promise<void> {
  const names = await ReferenceNames.load(manager, organizationId, new Set(nouns), () => false);
  const ownerKey = usernameKeyOf(owner);
  const insert = async (
    noun: keyof Files,
    { insertAll }: ImportTarget,
    known: Pick<Rules, 'userIds' | 'bookings'>,
    valuesOf = ({ values }: SourceRecord): FieldValues => values,
  ): Promise<void> => {
    let rows = 0;
    for await (const batch of readAhead(files[noun].records(rowContext(venue, properties, names, known)))) {
      await insertAll(manager, organizationId, batch.map(valuesOf));
      onProgress(`loading ${noun}`, (rows += batch.length));
    }
    onProgress(`loaded ${noun}`, rows);
  };
  await insert('users', importTargets.USERS, { userIds: new Map(), bookings: new Map() }, ({ key, values }) =>
    key === ownerKey ? { ...values, role: Role.OWNER } : values,
  );
  if (!hasOwner)
    await insertUsers(manager, organizationId, [
      {
        username: owner,
        email: isMailAddress(owner) ? owner : null,
        role: Role.OWNER,
        status: UserStatus.ACTIVE,
        createdAt: venue.createdAt,
      },
    ]);
  const userIds = await userIdsByKey(manager, organizationId);
  await insert('bookings', importTargets.BOOKINGS, { userIds, bookings: new Map() });
  const bookings = files.invoices.hasColumn('booking') ? await bookingsByReference(manager, organizationId) : new Map();
  await insert('invoices', importTargets.INVOICES, { userIds, bookings });
}

/** Returns the ids of the organization's users by `usernameKey`. */
async function userIdsByKey(manager: EntityManager, organizationId: number): Promise<Map<string, number>> {
  const rows: { id: number; usernameKey: string }[] = await query(
    manager,
    sql`SELECT id, usernameKey FROM users WHERE organizationId = ${organizationId}`,
  );
  return new Map(rows.map(({ id, usernameKey }) => [usernameKey, id]));
}

async function bookingsByReference(manager: EntityManager, organizationId: number): Promise<Map<string, NamedBooking>> {
  const rows = await query<NamedBooking & { reference: string }>(
    manager,
    sql`SELECT id, userId, reference FROM bookings WHERE organizationId = ${organizationId}`,
  );
  return new Map(rows.map(({ reference, ...booking }) => [reference, booking]));
}
