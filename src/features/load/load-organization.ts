import type { DataSource, EntityManager } from 'typeorm';
import { AppError } from '../../errors';
import { query } from '../../platform/database/query';
import { sql } from '../../platform/database/sql';
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
import { customPropertyKind, itemNameKey } from '../organizations/reference-kinds';
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
  /** Username of the owner. An account that is not in users.csv is created. */
  readonly owner: string;
}

export interface Loaded {
  readonly users: number;
  readonly bookings: number;
  readonly invoices: number;
  /** The known columns that were not loaded, such as `users.csv: Role`. */
  readonly skippedColumns: readonly string[];
}

/** Called with a step, such as `checked users`, and the number of rows that it has processed. */
type OnProgress = (step: string, rows: number) => void;

const batchSize = 1000;

/** The format of exported CSV files by default. */
export const defaultFormat: SourceFormat = {
  delimiter: CsvDelimiter.COMMA,
  decimalSeparator: DecimalSeparator.POINT,
  formulaGuard: true,
};

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

  const createdAt = clock.now();
  const files = new SourceFiles(folder, format, { ...organization, createdAt });
  const ownerKey = usernameKeyOf(owner);
  const { properties, loaded } = await validateFiles(files, ownerKey, onProgress);

  return transact(dataSource, async (manager) => {
    const organizationId = await insertOrganization(manager, { ...organization, customTermsEnabled: false, createdAt });
    await files.items.insert(manager, organizationId);
    await insertReferenceItems(
      manager,
      customPropertyKind,
      organizationId,
      properties.map((property, index) => ({ ...property, position: index + 1 })),
    );

    let hasOwner = false;
    const users = mapped(files.users(properties), (user): NewUser => {
      const isOwner = usernameKeyOf(user.username) === ownerKey;
      hasOwner ||= isOwner;
      return { ...user, role: isOwner ? 'OWNER' : 'MEMBER' };
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
    const userIds = await userIdsByKey(manager, organizationId);

    const bookings = mapped(files.bookings(), (booking): NewBooking => ({
      ...booking,
      userId: userIds.get(booking.usernameKey)!,
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

/** Returns the username of the owner in its stored form. */
function validateOrganization({ slug, name, timezone, currency, owner }: NewOrganization): string {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(slug))
    throw new LoadError(
      `the organization "${slug}": use lower-case letters, digits and hyphens, at most 63 characters`,
    );
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

/** Validates each row, and the rows against each other. */
async function validateFiles(
  files: SourceFiles,
  ownerKey: string,
  onProgress: OnProgress,
): Promise<{ properties: NewProperty[]; loaded: Loaded }> {
  const properties = await validateProperties(files);
  const usernames = new Set<string>();
  const count = { users: 0, bookings: 0, invoices: 0 };
  for await (const user of files.users(properties)) {
    const key = usernameKeyOf(user.username);
    if (usernames.size === usernames.add(key).size)
      throw user.row.error(`"${user.username}" is duplicated (case is ignored)`, 'username');
    // No other user could ever make it ACTIVE.
    if (key === ownerKey && user.status !== UserStatus.ACTIVE)
      throw user.row.error(`is ${user.status}, but the account of the owner must be ACTIVE`, 'status');
    count.users++;
  }
  onProgress('checked users', count.users);
  const assertUserExists = ({ row, username, usernameKey }: RowOfUser): void => {
    if (!usernames.has(usernameKey)) throw row.error(`there is no user "${username}" in users.csv`, 'username');
  };
  const assertUnique = (seen: Set<string>, row: SourceRow, column: string, value: string): void => {
    if (seen.size === seen.add(value).size) throw row.error(`"${value}" is duplicated`, column);
  };
  const references = new Set<string>();
  for await (const booking of files.bookings()) {
    assertUserExists(booking);
    assertUnique(references, booking.row, 'reference', booking.reference);
    if (++count.bookings % 100_000 === 0) onProgress('checked bookings', count.bookings);
  }
  onProgress('checked bookings', count.bookings);
  const numbers = new Set<string>();
  for await (const invoice of files.invoices()) {
    assertUserExists(invoice);
    assertUnique(numbers, invoice.row, 'number', invoice.number);
    if (++count.invoices % 100_000 === 0) onProgress('checked invoices', count.invoices);
  }
  onProgress('checked invoices', count.invoices);
  return { properties, loaded: { ...count, skippedColumns: [...files.skippedColumns] } };
}

/** A row of a file that belongs to a user. */
interface RowOfUser {
  readonly row: SourceRow;
  readonly username: string;
  readonly usernameKey: string;
}

type NewProperty = NewReferenceItem & SourceProperty;

async function validateProperties(files: SourceFiles): Promise<NewProperty[]> {
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
  noun: string,
  onProgress: OnProgress,
  write: (batch: Row[]) => Promise<void>,
): Promise<void> {
  let batch: Row[] = [];
  let written = 0;
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < batchSize) continue;
    await write(batch);
    onProgress(`loading ${noun}`, (written += batch.length));
    batch = [];
  }
  await write(batch);
  onProgress(`loaded ${noun}`, written + batch.length);
}

/** Returns the ids of the organization's users by `usernameKey`. */
async function userIdsByKey(manager: EntityManager, organizationId: number): Promise<Map<string, number>> {
  const rows: { id: number; usernameKey: string }[] = await query(
    manager,
    sql`SELECT id, usernameKey FROM users WHERE organizationId = ${organizationId}`,
  );
  return new Map(rows.map(({ id, usernameKey }) => [usernameKey, id]));
}
