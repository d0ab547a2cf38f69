import path from 'node:path';
import type { DataSource, EntityManager } from 'typeorm';
import { insertRows } from '../../platform/database/insert-rows';
import { transact } from '../../platform/database/transaction';
import { parseInstant } from '../../platform/graphql/scalars';
import type { Clock } from '../../platform/time/clock';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { insertBookings, longestReference, longestResource, type NewBooking } from '../bookings/booking-writes';
import { BookingStatus } from '../bookings/booking.entity';
import { userColumns } from '../columns/user-columns';
import { decimalsOf, isCurrency, minorUnitsOf } from '../invoices/money';
import { insertInvoices, isTotal, longestNumber, type NewInvoice } from '../invoices/invoice-writes';
import { InvoiceStatus } from '../invoices/invoice.entity';
import { insertOrganization } from '../organizations/organization-writes';
import { isOrganizationName, longestOrganizationName } from '../organizations/organization.repository';
import { isUsername, longestUsername } from '../users/user-limits';
import { insertUsers, type NewUser } from '../users/user-writes';
import { UserStatus, usernameKeyOf } from '../users/user.entity';
import { LoadError, readRows, type SourceRow } from './read-rows';

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
}

export type OnProgress = (what: string, rows: number) => void;

const batchSize = 1000;

/** Besides what every row must have: the catalogue's texts that are stored as they are written. */
const loadableUserColumns = userColumns.filter((column) => column.longest !== undefined);

/**
 * Loads users.csv, bookings.csv and invoices.csv of a folder into a new organization, all or nothing. The files are read twice:
 * first to check every row without holding any lock, then to write them in batches in one transaction.
 */
export async function loadOrganization(dataSource: DataSource, clock: Clock, organization: NewOrganization, folder: string, onProgress: OnProgress): Promise<Loaded> {
  checkOrganization(organization);
  const [taken] = await dataSource.query('SELECT id FROM organizations WHERE slug = ?', [organization.slug]);
  if (taken) throw new LoadError(`there is an organization "${organization.slug}" already`);

  const files = new SourceFiles(folder, organization.currency);
  const { locations, loaded } = await checkFiles(files, usernameKeyOf(organization.owner), onProgress);

  return transact(dataSource, async (manager) => {
    const organizationId = await insertOrganization(manager, { ...organization, customTermsEnabled: false, createdAt: clock.now() });
    await insertRows(manager, 'locations', ['organizationId', 'name'], [...locations].map((name) => [organizationId, name]));
    const locationIds = await idsByName(manager, 'locations', 'name', organizationId);

    const ownerKey = usernameKeyOf(organization.owner);
    let hasOwner = false;
    const users = mapped(files.users(), (user): NewUser => {
      const isOwner = usernameKeyOf(user.username) === ownerKey;
      hasOwner ||= isOwner;
      return { ...user, role: isOwner ? 'OWNER' : 'MEMBER', primaryLocationId: user.primaryLocation ? locationIds.get(user.primaryLocation)! : null };
    });
    await inBatches(users, 'users', onProgress, (batch) => insertUsers(manager, organizationId, batch));
    if (!hasOwner) {
      await insertUsers(manager, organizationId, [{ username: organization.owner, email: organization.owner, role: 'OWNER', status: UserStatus.ACTIVE, createdAt: clock.now() }]);
    }
    const userIds = await idsByName(manager, 'users', 'usernameKey', organizationId);

    const bookings = mapped(files.bookings(), (booking): NewBooking => ({ ...booking, userId: userIds.get(booking.usernameKey)!, locationId: locationIds.get(booking.location)! }));
    await inBatches(bookings, 'bookings', onProgress, (batch) => insertBookings(manager, organizationId, batch));
    const invoices = mapped(files.invoices(), (invoice): NewInvoice => ({ ...invoice, userId: userIds.get(invoice.usernameKey)! }));
    await inBatches(invoices, 'invoices', onProgress, (batch) => insertInvoices(manager, organizationId, batch));
    return loaded;
  });
}

function checkOrganization({ slug, name, timezone, currency, owner }: NewOrganization): void {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(slug)) throw new LoadError(`the organization "${slug}": use small letters, digits and hyphens, at most 63`);
  if (!isOrganizationName(name)) throw new LoadError(`the name must have 1 to ${longestOrganizationName} characters`);
  if (!VenueCalendar.isTimeZone(timezone)) throw new LoadError(`the timezone "${timezone}" is not an IANA time zone, like Europe/Lisbon`);
  if (!isCurrency(currency)) throw new LoadError(`the currency "${currency}" is not an ISO 4217 code, like EUR`);
  if (!isUsername(owner)) throw new LoadError(`the owner's username must have 1 to ${longestUsername} characters`);
}

/** The whole check: what each row says of itself, and what the rows say of each other. */
async function checkFiles(files: SourceFiles, ownerKey: string, onProgress: OnProgress): Promise<{ locations: Set<string>; loaded: Loaded }> {
  const locations = new Set<string>();
  const usernames = new Map<string, string>();
  const count = { users: 0, bookings: 0, invoices: 0 };
  for await (const user of files.users()) {
    const key = usernameKeyOf(user.username);
    if (usernames.has(key)) throw user.row.error(`"${user.username}" stands there twice (case does not count)`, 'Username');
    usernames.set(key, user.username);
    // Nobody else could ever make it ACTIVE.
    if (key === ownerKey && user.status !== UserStatus.ACTIVE) throw user.row.error(`is ${user.status}, but the account of the owner must be ACTIVE`, 'Status');
    if (user.primaryLocation) locations.add(user.primaryLocation);
    count.users++;
  }
  onProgress('checked users', count.users);
  const known = (row: SourceRow, usernameKey: string): void => {
    if (!usernames.has(usernameKey)) throw row.error(`there is no user "${row.cells.Username}" in users.csv`, 'Username');
  };
  const unique = (seen: Set<string>, row: SourceRow, column: string, value: string): void => {
    if (seen.size === seen.add(value).size) throw row.error(`"${value}" stands there twice`, column);
  };
  const references = new Set<string>();
  for await (const booking of files.bookings()) {
    known(booking.row, booking.usernameKey);
    unique(references, booking.row, 'Reference', booking.reference);
    locations.add(booking.location);
    if (++count.bookings % 100_000 === 0) onProgress('checked bookings', count.bookings);
  }
  onProgress('checked bookings', count.bookings);
  const numbers = new Set<string>();
  for await (const invoice of files.invoices()) {
    known(invoice.row, invoice.usernameKey);
    unique(numbers, invoice.row, 'Number', invoice.number);
    if (++count.invoices % 100_000 === 0) onProgress('checked invoices', count.invoices);
  }
  onProgress('checked invoices', count.invoices);
  return { locations, loaded: count };
}

/** The three files as typed rows. Each call reads its file anew. */
class SourceFiles {
  private readonly decimals: number;

  constructor(
    private readonly folder: string,
    private readonly currency: string,
  ) {
    this.decimals = decimalsOf(currency);
  }

  async *users() {
    const texts = loadableUserColumns.map((column) => column.label);
    for await (const row of readRows(path.join(this.folder, 'users.csv'), ['Username', 'Date created'], ['Primary location', 'Status', ...texts])) {
      const fields: Record<string, string | null> = {};
      for (const { label, key, longest } of loadableUserColumns) fields[key] = text(row, label, longest!);
      yield {
        row,
        ...fields,
        username: username(row),
        createdAt: instant(row, 'Date created'),
        status: row.cells.Status === undefined ? UserStatus.ACTIVE : oneOf(row, 'Status', Object.values(UserStatus)),
        primaryLocation: text(row, 'Primary location', 191),
      };
    }
  }

  async *bookings() {
    const columns = ['Reference', 'Username', 'Location', 'Starts at', 'Ends at', 'Status', 'Date created'];
    for await (const row of readRows(path.join(this.folder, 'bookings.csv'), columns, ['Resource'])) {
      const startsAt = instant(row, 'Starts at');
      const endsAt = instant(row, 'Ends at');
      if (endsAt < startsAt) throw row.error('lies before the start', 'Ends at');
      yield {
        row, startsAt, endsAt,
        reference: neededText(row, 'Reference', longestReference),
        usernameKey: usernameKeyOf(neededText(row, 'Username', longestUsername)),
        location: neededText(row, 'Location', 191),
        resource: text(row, 'Resource', longestResource),
        status: oneOf(row, 'Status', Object.values(BookingStatus)),
        createdAt: instant(row, 'Date created'),
      };
    }
  }

  async *invoices() {
    for await (const row of readRows(path.join(this.folder, 'invoices.csv'), ['Number', 'Username', 'Status', 'Issued at', 'Total', 'Currency'], [])) {
      if (row.cells.Currency !== this.currency) throw row.error(`is "${row.cells.Currency}", but the organization's is ${this.currency}`, 'Currency');
      const totalMinor = minorUnitsOf(row.cells.Total!, this.decimals);
      if (totalMinor === null) throw row.error(`"${row.cells.Total}" is not an amount with at most ${this.decimals} decimals`, 'Total');
      if (!isTotal(totalMinor)) throw row.error('is too large', 'Total');
      yield {
        row, totalMinor,
        number: neededText(row, 'Number', longestNumber),
        usernameKey: usernameKeyOf(neededText(row, 'Username', longestUsername)),
        status: oneOf(row, 'Status', Object.values(InvoiceStatus)),
        issuedAt: instant(row, 'Issued at'),
      };
    }
  }
}

function text(row: SourceRow, column: string, longest: number): string | null {
  const value = row.cells[column];
  if (value === undefined || value === '') return null;
  if (value.length > longest) throw row.error(`is longer than ${longest} characters`, column);
  return value;
}

function neededText(row: SourceRow, column: string, longest: number): string {
  const value = text(row, column, longest);
  if (value === null || value.trim() === '') throw row.error('is empty', column);
  return value;
}

function username(row: SourceRow): string {
  const value = neededText(row, 'Username', longestUsername);
  if (!isUsername(value)) throw row.error(`is longer than ${longestUsername} characters`, 'Username');
  return value;
}

function instant(row: SourceRow, column: string): Date {
  try {
    return parseInstant(row.cells[column]!);
  } catch (error) {
    throw row.error(`"${row.cells[column]}" ${(error as Error).message}`, column);
  }
}

function oneOf<T extends string>(row: SourceRow, column: string, values: readonly T[]): T {
  const value = row.cells[column] as T;
  if (!values.includes(value)) throw row.error(`"${value}" is none of ${values.join(', ')}`, column);
  return value;
}

async function* mapped<From, To>(rows: AsyncIterable<From>, map: (row: From) => To): AsyncGenerator<To> {
  for await (const row of rows) yield map(row);
}

async function inBatches<Row>(rows: AsyncIterable<Row>, what: string, onProgress: OnProgress, write: (batch: Row[]) => Promise<void>): Promise<void> {
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

async function idsByName(manager: EntityManager, table: 'locations' | 'users', column: 'name' | 'usernameKey', organizationId: number): Promise<Map<string, number>> {
  const rows: { id: number; name: string }[] = await manager.query(`SELECT id, ${column} AS name FROM ${table} WHERE organizationId = ?`, [organizationId]);
  return new Map(rows.map(({ id, name }) => [name, id]));
}
