import type { DataSource, EntityManager } from 'typeorm';
import { AppError } from '../../errors';
import { transact } from '../../platform/database/transaction';
import { CsvDelimiter, DecimalSeparator } from '../../platform/files/csv-dialect';
import { isMailAddress } from '../../platform/mail/mailer';
import type { Clock } from '../../platform/time/clock';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { insertBookings, type NewBooking } from '../bookings/booking-writes';
import { insertInvoices, type NewInvoice } from '../invoices/invoice-writes';
import { isCurrency } from '../invoices/money';
import { isOrganizationName, maxOrganizationNameLength } from '../organizations/organization.repository';
import { insertOrganization } from '../organizations/organization-writes';
import { insertReferenceItems, type NewReferenceItem } from '../organizations/reference-data-writes';
import {
  customPropertyKind,
  itemNameKey,
  locationKind,
  planKind,
  type ReferenceKind,
  teamKind,
} from '../organizations/reference-kinds';
import { parseUsername } from '../users/parse-user-input';
import { usernameKeyOf, UserStatus } from '../users/user.entity';
import { insertUsers, type NewUser } from '../users/user-writes';
import { LoadError, type SourceFormat, type SourceRow } from './read-rows';
import type { SourceProperty } from './source-columns';
import { SourceFiles } from './source-files';

export interface NewOrganization {
  readonly slug: string;
  readonly name: string;
  readonly timezone: string;
  readonly currency: string;
  /** Username of the owner's account: that of a row of users.csv, or else a new one. */
  readonly owner: string;
}

export interface Loaded {
  readonly users: number;
  readonly bookings: number;
  readonly invoices: number;
  /** Columns of our own files that nothing was made of, as `users.csv: Role`. */
  readonly leftOut: readonly string[];
}

export type OnProgress = (what: string, rows: number) => void;

const batchSize = 1000;

/** How our own files are written, unless something else was asked for. */
export const ourFormat: SourceFormat = {
  delimiter: CsvDelimiter.COMMA,
  decimalSeparator: DecimalSeparator.POINT,
  formulaGuard: true,
};

/**
 * Loads users.csv, bookings.csv, invoices.csv and, where there is one, custom-properties.csv of a folder into a new
 * organization, all or nothing. The files are read twice: first to check every row without holding any lock, then to
 * write them in batches in one transaction.
 */
export async function loadOrganization(
  dataSource: DataSource,
  clock: Clock,
  organization: NewOrganization,
  folder: string,
  onProgress: OnProgress,
  format = ourFormat,
): Promise<Loaded> {
  const owner = checkOrganization(organization);
  const [taken] = await dataSource.query('SELECT id FROM organizations WHERE slug = ?', [organization.slug]);
  if (taken) throw new LoadError(`there is an organization "${organization.slug}" already`);

  const createdAt = clock.now();
  const files = new SourceFiles(folder, format, { ...organization, createdAt });
  const ownerKey = usernameKeyOf(owner);
  const { parts, properties, loaded } = await checkFiles(files, ownerKey, onProgress);

  return transact(dataSource, async (manager) => {
    const organizationId = await insertOrganization(manager, { ...organization, customTermsEnabled: false, createdAt });
    const [locationIds, teamIds, planIds] = [
      await insertNames(manager, locationKind, organizationId, parts.locations),
      await insertNames(manager, teamKind, organizationId, parts.teams),
      await insertNames(manager, planKind, organizationId, parts.plans),
    ];
    await insertReferenceItems(
      manager,
      customPropertyKind,
      organizationId,
      properties.map((property, index) => ({ ...property, position: index + 1 })),
    );

    let hasOwner = false;
    const users = mapped(files.users(properties), ({ row: _row, plans, team, primaryLocation, ...user }): NewUser => {
      const isOwner = usernameKeyOf(user.username) === ownerKey;
      hasOwner ||= isOwner;
      const idOf = (ids: ReadonlyMap<string, number>, name: string | null): number | null =>
        name === null ? null : ids.get(itemNameKey(name))!;
      return {
        ...user,
        role: isOwner ? 'OWNER' : 'MEMBER',
        planIds: [...new Set(plans.map((name) => idOf(planIds, name)!))],
        teamId: idOf(teamIds, team),
        primaryLocationId: idOf(locationIds, primaryLocation),
      };
    });
    await inBatches(users, 'users', onProgress, (batch) => insertUsers(manager, organizationId, batch));
    if (!hasOwner) {
      await insertUsers(manager, organizationId, [
        {
          username: owner,
          email: isMailAddress(owner) ? owner : null,
          role: 'OWNER',
          status: UserStatus.ACTIVE,
          createdAt,
        },
      ]);
    }
    const userIds = await idsByUsername(manager, organizationId);

    const bookings = mapped(files.bookings(), (booking): NewBooking => ({
      ...booking,
      userId: userIds.get(booking.usernameKey)!,
      locationId: locationIds.get(itemNameKey(booking.location))!,
    }));
    await inBatches(bookings, 'bookings', onProgress, (batch) => insertBookings(manager, organizationId, batch));
    const invoices = mapped(files.invoices(), (invoice): NewInvoice => ({
      ...invoice,
      userId: userIds.get(invoice.usernameKey)!,
    }));
    await inBatches(invoices, 'invoices', onProgress, (batch) => insertInvoices(manager, organizationId, batch));
    return loaded;
  });
}

function checkOrganization({ slug, name, timezone, currency, owner }: NewOrganization): string {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(slug))
    throw new LoadError(`the organization "${slug}": use small letters, digits and hyphens, at most 63`);
  if (!isOrganizationName(name)) throw new LoadError(`the name must have 1 to ${maxOrganizationNameLength} characters`);
  if (!VenueCalendar.isTimeZone(timezone))
    throw new LoadError(`the timezone "${timezone}" is not an IANA time zone, like Europe/Lisbon`);
  if (!isCurrency(currency)) throw new LoadError(`the currency "${currency}" is not an ISO 4217 code, like EUR`);
  try {
    return parseUsername('owner', owner);
  } catch (error) {
    throw error instanceof AppError
      ? new LoadError(`the owner's username ${error.message.replace('`owner` ', '')}`)
      : error;
  }
}

/** Names by the form in which they are compared; each is written as it first comes. */
type Names = Map<string, string>;

/** The whole check: what each row says of itself, and what the rows say of each other. */
async function checkFiles(
  files: SourceFiles,
  ownerKey: string,
  onProgress: OnProgress,
): Promise<{ parts: Record<'locations' | 'teams' | 'plans', Names>; properties: NewProperty[]; loaded: Loaded }> {
  const parts = {
    locations: new Map<string, string>(),
    teams: new Map<string, string>(),
    plans: new Map<string, string>(),
  };
  const properties = await checkProperties(files);
  const usernames = new Set<string>();
  const count = { users: 0, bookings: 0, invoices: 0 };
  const add = (row: SourceRow, column: string, names: Names, { maxCount, noun }: ReferenceKind, name: string): void => {
    if (!names.has(itemNameKey(name))) names.set(itemNameKey(name), name);
    if (names.size > maxCount)
      throw row.error(`names one ${noun} too many: an organization has at most ${maxCount}`, column);
  };
  for await (const user of files.users(properties)) {
    const key = usernameKeyOf(user.username);
    if (usernames.size === usernames.add(key).size)
      throw user.row.error(`"${user.username}" is duplicated (case is ignored)`, 'username');
    // Nobody else could ever make it ACTIVE.
    if (key === ownerKey && user.status !== UserStatus.ACTIVE)
      throw user.row.error(`is ${user.status}, but the account of the owner must be ACTIVE`, 'status');
    if (user.primaryLocation !== null)
      add(user.row, 'primaryLocation', parts.locations, locationKind, user.primaryLocation);
    if (user.team !== null) add(user.row, 'team', parts.teams, teamKind, user.team);
    for (const plan of user.plans) add(user.row, 'plans', parts.plans, planKind, plan);
    count.users++;
  }
  onProgress('checked users', count.users);
  const known = (row: SourceRow, usernameKey: string): void => {
    if (!usernames.has(usernameKey))
      throw row.error(`there is no user "${row.cells.username}" in users.csv`, 'username');
  };
  const unique = (seen: Set<string>, row: SourceRow, column: string, value: string): void => {
    if (seen.size === seen.add(value).size) throw row.error(`"${value}" is duplicated`, column);
  };
  const references = new Set<string>();
  for await (const booking of files.bookings()) {
    known(booking.row, booking.usernameKey);
    unique(references, booking.row, 'reference', booking.reference);
    add(booking.row, 'location', parts.locations, locationKind, booking.location);
    if (++count.bookings % 100_000 === 0) onProgress('checked bookings', count.bookings);
  }
  onProgress('checked bookings', count.bookings);
  const numbers = new Set<string>();
  for await (const invoice of files.invoices()) {
    known(invoice.row, invoice.usernameKey);
    unique(numbers, invoice.row, 'number', invoice.number);
    if (++count.invoices % 100_000 === 0) onProgress('checked invoices', count.invoices);
  }
  onProgress('checked invoices', count.invoices);
  return { parts, properties, loaded: { ...count, leftOut: [...files.leftOut] } };
}

type NewProperty = NewReferenceItem & SourceProperty;

async function checkProperties(files: SourceFiles): Promise<NewProperty[]> {
  const properties: NewProperty[] = [];
  const [keys, names] = [new Set<string>(), new Set<string>()];
  for await (const { row, name, key } of files.properties()) {
    if (keys.size === keys.add(key!.toLowerCase()).size)
      throw row.error(`"${key}" is duplicated (case is ignored)`, 'key');
    if (names.size === names.add(itemNameKey(name)).size)
      throw row.error(`"${name}" is duplicated (case is ignored)`, 'name');
    properties.push({ name, key: key! });
    if (properties.length > customPropertyKind.maxCount)
      throw row.error(`is one too many: an organization has at most ${customPropertyKind.maxCount}`);
  }
  return properties;
}

async function* mapped<From, To>(rows: AsyncIterable<From>, map: (row: From) => To): AsyncGenerator<To> {
  for await (const row of rows) yield map(row);
}

async function inBatches<Row>(
  rows: AsyncIterable<Row>,
  what: string,
  onProgress: OnProgress,
  write: (batch: Row[]) => Promise<void>,
): Promise<void> {
  let batch: Row[] = [];
  let written = 0;
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < batchSize) continue;
    await write(batch);
    onProgress(`loading ${what}`, (written += batch.length));
    batch = [];
  }
  await write(batch);
  onProgress(`loaded ${what}`, written + batch.length);
}

/** The ids by the form in which names are compared. */
async function insertNames(
  manager: EntityManager,
  kind: ReferenceKind,
  organizationId: number,
  names: Names,
): Promise<Map<string, number>> {
  const ids = await insertReferenceItems(
    manager,
    kind,
    organizationId,
    [...names.values()].map((name) => ({ name })),
  );
  return new Map([...names.keys()].map((key, index) => [key, ids[index]!]));
}

async function idsByUsername(manager: EntityManager, organizationId: number): Promise<Map<string, number>> {
  const rows: { id: number; usernameKey: string }[] = await manager.query(
    'SELECT id, usernameKey FROM users WHERE organizationId = ?',
    [organizationId],
  );
  return new Map(rows.map(({ id, usernameKey }) => [usernameKey, id]));
}
