import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../errors';
import { identifier } from '../../platform/graphql/input-text';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import type { BookingStatus } from '../bookings/booking.entity';
import { bookingFields } from '../bookings/booking-rules';
import type { TextContext } from '../columns/column';
import { readInput } from '../columns/read-input';
import type { InvoiceStatus } from '../invoices/invoice.entity';
import { invoiceFields } from '../invoices/invoice-rules';
import { decimalsOf } from '../invoices/money';
import { parseNewItem } from '../organizations/parse-reference-data';
import { parseUserInput, parseUsername } from '../users/parse-user-input';
import { usernameKeyOf, UserStatus } from '../users/user.entity';
import type { UserFields } from '../users/user-changes.inputs';
import { maxUsernameLength } from '../users/user-limits';
import { readRows, type SourceFormat, type SourceRow } from './read-rows';
import {
  sourceBookingColumns,
  type SourceColumns,
  sourceInvoiceColumns,
  type SourceProperty,
  sourcePropertyColumns,
  sourceUserColumns,
} from './source-columns';
import { SourceItems } from './source-items';

interface Venue {
  readonly timezone: string;
  readonly currency: string;
  readonly createdAt: Date;
}

interface UserRow extends UserFields {
  readonly username: string;
  /** From a column with the exact instant. */
  readonly createdAt?: Date;
  /** From a column with the date. */
  readonly dateCreated?: Date;
}

interface BookingRow {
  readonly reference: string;
  readonly username: string;
  readonly locationId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly status: BookingStatus;
  readonly createdAt: Date;
  readonly resource?: string | null;
}

interface InvoiceRow {
  readonly number: string;
  readonly username: string;
  readonly status: InvoiceStatus;
  readonly issuedAt: Date;
  readonly totalMinor: bigint;
}

/** The rows of the files, validated by the rules of the API's mutations. Each call reads its file from the start. */
export class SourceFiles {
  /** The locations, teams and plans that the rows read so far name. */
  readonly items = new SourceItems();
  /** The known columns that are not loaded, such as `users.csv: Role`. */
  readonly skippedColumns = new Set<string>();
  private readonly context: TextContext;

  constructor(
    private readonly folder: string,
    private readonly format: SourceFormat,
    private readonly venue: Venue,
  ) {
    this.context = {
      calendar: VenueCalendar.of(venue.timezone),
      currency: venue.currency,
      decimals: decimalsOf(venue.currency),
      decimalSeparator: format.decimalSeparator,
      resolveItemId: (noun, name, argument) => this.items.resolveId(noun, name, argument),
    };
  }

  /** Rows of custom-properties.csv. The file is optional. */
  async *properties() {
    if (!existsSync(path.join(this.folder, 'custom-properties.csv'))) return;
    for await (const row of this.read('custom-properties.csv', ['key', 'name'], sourcePropertyColumns)) {
      yield validated(row, () => parseNewItem(this.input<SourceProperty>(row), (field) => field));
    }
  }

  async *users(properties: readonly SourceProperty[]) {
    const references = {
      locations: this.items.locations,
      teams: this.items.teams,
      plans: this.items.plans,
      customProperties: new Map(properties.map(({ key, name }) => [key, { name, archivedAt: null }])),
    };
    for await (const row of this.read('users.csv', ['username'], sourceUserColumns(properties))) {
      yield validated(row, () => {
        const {
          username,
          status = UserStatus.ACTIVE,
          autopaymentsEnabled,
          dateCreated = this.venue.createdAt,
          createdAt = dateCreated,
          ...input
        } = this.input<UserRow>(row);
        return {
          ...parseUserInput(
            { ...input, autopaymentsEnabled: autopaymentsEnabled ?? false },
            (field) => field,
            references,
            { customValues: {} },
          ),
          username: parseUsername('username', username),
          status: status!,
          createdAt,
        };
      });
    }
  }

  async *bookings() {
    const required = ['reference', 'username', 'location', 'startsAt', 'endsAt', 'status', 'dateCreated'];
    for await (const row of this.read('bookings.csv', required, sourceBookingColumns)) {
      yield validated(row, () => {
        const input = this.input<BookingRow>(row);
        return {
          ...bookingFields(input, (field) => field),
          username: input.username,
          usernameKey: usernameKeyOf(identifier('username', input.username, maxUsernameLength)),
          locationId: Number(input.locationId),
          status: input.status,
          createdAt: input.createdAt,
        };
      });
    }
  }

  async *invoices() {
    const required = ['number', 'username', 'status', 'issuedAt', 'total', 'currency'];
    for await (const row of this.read('invoices.csv', required, sourceInvoiceColumns)) {
      yield validated(row, () => {
        const input = this.input<InvoiceRow>(row);
        return {
          ...invoiceFields(input, (field) => (field === 'totalMinor' ? 'total' : field)),
          username: input.username,
          usernameKey: usernameKeyOf(identifier('username', input.username, maxUsernameLength)),
          status: input.status,
          issuedAt: input.issuedAt,
        };
      });
    }
  }

  private input<Input extends object>(row: SourceRow): Input {
    // All required columns are in the file, and their texts are never read as null.
    return readInput<Input>(row.cells, this.context) as Input;
  }

  private read(name: string, required: readonly string[], columns: SourceColumns): AsyncGenerator<SourceRow> {
    return readRows(path.join(this.folder, name), {
      required,
      columns,
      format: this.format,
      onSkippedColumn: (header) => this.skippedColumns.add(`${name}: ${header}`),
    });
  }
}

/** Adds the row to the fields that `parse` returns, and converts its BAD_USER_INPUT to an error at the row. */
function validated<Fields extends object>(row: SourceRow, parse: () => Fields): Fields & { row: SourceRow } {
  try {
    return { ...parse(), row };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const key = error.details.argument as string;
    const message = error.message.replace(`\`${key}\` `, '').replaceAll(`\`${key}\``, `"${row.header(key)}"`);
    throw row.error(message, key === 'customValues' ? undefined : key);
  }
}
