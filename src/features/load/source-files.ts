import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../errors';
import { plainNumber } from '../../platform/files/csv-dialect';
import { identifier } from '../../platform/graphql/input-text';
import { parseDate, parseInstant } from '../../platform/graphql/scalars';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { BookingStatus } from '../bookings/booking.entity';
import { bookingFields } from '../bookings/booking-rules';
import { splitValues } from '../columns/multi-value';
import { InvoiceStatus } from '../invoices/invoice.entity';
import { invoiceFields } from '../invoices/invoice-rules';
import { decimalsOf, minorUnitsOf } from '../invoices/money';
import type { ReferenceData } from '../organizations/organization.repository';
import { parseNewItem } from '../organizations/parse-reference-data';
import { maxItemNameLength } from '../organizations/reference-kinds';
import { parseUserInput, parseUsername } from '../users/parse-user-input';
import { usernameKeyOf, UserStatus } from '../users/user.entity';
import { maxUsernameLength, userTexts } from '../users/user-limits';
import { readRows, type SourceColumn, type SourceFormat, type SourceRow } from './read-rows';
import {
  sourceBookingColumns,
  sourceInvoiceColumns,
  type SourceProperty,
  sourcePropertyColumns,
  sourceUserColumns,
} from './source-columns';

interface Venue {
  readonly timezone: string;
  readonly currency: string;
  readonly createdAt: Date;
}

const lists = ['skills', 'tags', 'externalPrimaryLocations'] as const;

/** The files as typed rows, checked by the rules of the API's own mutations. Each call reads its file anew. */
export class SourceFiles {
  /** Columns that are known, but not loaded, as `users.csv: Role`. */
  readonly leftOut = new Set<string>();
  private readonly decimals: number;
  private readonly calendar: VenueCalendar;

  constructor(
    private readonly folder: string,
    private readonly format: SourceFormat,
    private readonly venue: Venue,
  ) {
    this.decimals = decimalsOf(venue.currency);
    this.calendar = VenueCalendar.of(venue.timezone);
  }

  /** There need be no such file. */
  async *properties() {
    if (!existsSync(path.join(this.folder, 'custom-properties.csv'))) return;
    for await (const row of this.read('custom-properties.csv', ['key', 'name'], sourcePropertyColumns)) {
      yield {
        row,
        ...checked(row, () => parseNewItem({ key: row.cells.key!, name: row.cells.name! }, (field) => field)),
      };
    }
  }

  async *users(properties: readonly SourceProperty[]) {
    const references: ReferenceData = {
      locations: new Map(),
      teams: new Map(),
      plans: new Map(),
      customProperties: new Map(properties.map(({ key, name }) => [key, { name, archivedAt: null }])),
    };
    for await (const row of this.read('users.csv', ['username'], sourceUserColumns(properties))) {
      const { cells } = row;
      const input = {
        status: cells.status === undefined ? UserStatus.ACTIVE : oneOf(row, 'status', Object.values(UserStatus)),
        ...Object.fromEntries(
          userTexts.filter((field) => cells[field] !== undefined).map((field) => [field, cells[field]]),
        ),
        ...Object.fromEntries(
          lists.filter((field) => cells[field] !== undefined).map((field) => [field, values(row, field)]),
        ),
        ...(cells.autopaymentsEnabled && {
          autopaymentsEnabled: oneOf(row, 'autopaymentsEnabled', ['true', 'false']) === 'true',
        }),
        customValues: properties.flatMap(({ key }) =>
          cells[`custom.${key}`] ? [{ key, value: cells[`custom.${key}`]! }] : [],
        ),
      };
      const fields = checked(row, () => ({
        ...parseUserInput(input, (field) => field, references, { customValues: {} }),
        username: parseUsername('username', cells.username!),
        plans: values(row, 'plans').map((name) => identifier('plans', name, maxItemNameLength)),
        team: cells.team ? identifier('team', cells.team, maxItemNameLength) : null,
        primaryLocation: oneValue(row, 'primaryLocation'),
      }));
      const createdAt = cells.createdAt ? 'createdAt' : 'dateCreated';
      yield {
        row,
        ...fields,
        status: input.status,
        createdAt: cells[createdAt] === undefined ? this.venue.createdAt : this.instant(row, createdAt),
      };
    }
  }

  async *bookings() {
    for await (const row of this.read(
      'bookings.csv',
      ['reference', 'username', 'location', 'startsAt', 'endsAt', 'status', 'dateCreated'],
      sourceBookingColumns,
    )) {
      const [startsAt, endsAt] = [this.instant(row, 'startsAt'), this.instant(row, 'endsAt')];
      const { reference, resource } = row.cells;
      yield {
        row,
        ...checked(row, () => ({
          ...bookingFields({ startsAt, endsAt, resource, reference }, (field) => field),
          usernameKey: usernameKeyOf(identifier('username', row.cells.username!, maxUsernameLength)),
          location: identifier('location', row.cells.location!, maxItemNameLength),
        })),
        status: oneOf(row, 'status', Object.values(BookingStatus)),
        createdAt: this.instant(row, 'dateCreated'),
      };
    }
  }

  async *invoices() {
    for await (const row of this.read(
      'invoices.csv',
      ['number', 'username', 'status', 'issuedAt', 'total', 'currency'],
      sourceInvoiceColumns,
    )) {
      const { number, username, total, currency } = row.cells;
      if (currency !== this.venue.currency)
        throw row.error(`is "${currency}", but the organization's is ${this.venue.currency}`, 'currency');
      const plain = plainNumber(total!, this.format.decimalSeparator);
      const totalMinor = plain === null ? null : minorUnitsOf(plain, this.decimals);
      if (totalMinor === null)
        throw row.error(
          `"${total}" is not an amount with at most ${this.decimals} decimals, separated by a ${this.format.decimalSeparator.toLowerCase()}`,
          'total',
        );
      yield {
        row,
        ...checked(row, () => ({
          ...invoiceFields({ number, totalMinor }, (field) => (field === 'totalMinor' ? 'total' : field)),
          usernameKey: usernameKeyOf(identifier('username', username!, maxUsernameLength)),
        })),
        status: oneOf(row, 'status', Object.values(InvoiceStatus)),
        issuedAt: this.instant(row, 'issuedAt'),
      };
    }
  }

  private read(
    name: string,
    required: readonly string[],
    columns: ReadonlyMap<string, SourceColumn>,
  ): AsyncGenerator<SourceRow> {
    return readRows(path.join(this.folder, name), {
      required,
      columns,
      format: this.format,
      onLeftOut: (header) => this.leftOut.add(`${name}: ${header}`),
    });
  }

  /** A date is the start of that day in the venue's zone. */
  private instant(row: SourceRow, key: string): Date {
    const cell = row.cells[key]!;
    try {
      if (!/^\d{4}-\d\d-\d\d$/.test(cell)) return parseInstant(cell);
      const date = parseDate(cell);
      return new Date(this.calendar.dates(date, date).startMs);
    } catch (error) {
      throw row.error(`"${cell}" ${(error as Error).message}`, key);
    }
  }
}

/** What a rule of the API refuses, it refuses of a file: at this row, in the column that it names. */
function checked<T>(row: SourceRow, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const key = error.details.argument as string;
    const message = error.message.replace(`\`${key}\` `, '').replaceAll(`\`${key}\``, `"${row.header(key)}"`);
    throw row.error(message, key === 'customValues' ? undefined : key);
  }
}

function oneOf<T extends string>(row: SourceRow, key: string, allowed: readonly T[]): T {
  const value = row.cells[key] as T;
  if (!allowed.includes(value)) throw row.error(`"${value}" is not one of ${allowed.join(', ')}`, key);
  return value;
}

function values(row: SourceRow, key: string): string[] {
  const split = splitValues(row.cells[key] ?? '');
  if (!split) throw row.error('has a single backslash: write `\\|` for a `|`, and `\\\\` for a backslash', key);
  return split;
}

function oneValue(row: SourceRow, key: string): string | null {
  const [value, ...others] = values(row, key);
  if (others.length > 0) throw row.error('names more than one: write `\\|` for a `|` in a name', key);
  return value === undefined ? null : identifier(key, value, maxItemNameLength);
}
