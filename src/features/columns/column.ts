import { registerEnumType } from 'type-graphql';
import type { SqlValue } from '../../platform/database/sql-value';
import type { VenueCalendar } from '../../platform/time/venue-calendar';
import type { Permission } from '../auth/permissions';
import type { BookingActivityFigures } from '../bookings/booking-activity';
import type { InvoiceTotalsFigures } from '../invoices/invoice-totals';
import type { Directory } from '../organizations/organization.repository';

export enum ColumnType {
  TEXT = 'TEXT',
  DATE = 'DATE',
  INSTANT = 'INSTANT',
  BOOLEAN = 'BOOLEAN',
  INTEGER = 'INTEGER',
  MONEY = 'MONEY',
}

registerEnumType(ColumnType, {
  name: 'ColumnType',
  description: 'What the cells of a column hold.',
  valuesConfig: {
    TEXT: { description: 'Text.' },
    DATE: { description: 'A date of the venue time zone; `YYYY-MM-DD` in CSV.' },
    INSTANT: {
      description:
        'A moment as the wall clock of the venue reads; with its distance from UTC in CSV: `2026-10-31T23:45:00.000+01:00`.',
    },
    BOOLEAN: { description: '`true` or `false` in CSV.' },
    INTEGER: { description: 'A whole number.' },
    MONEY: { description: "An amount in major units of the organization's currency, like `1234.50` in CSV." },
  },
});

/**
 * What a format is handed, by column type: TEXT text; DATE `YYYY-MM-DD` of the venue; INSTANT RFC 3339 with the
 * venue's offset and milliseconds; BOOLEAN a boolean; INTEGER a number;
 * MONEY a decimal number as text. Null is an empty cell.
 */
export type Cell = string | number | boolean | null;

/** What cells of an organization's file are made with. */
export interface CellContext {
  readonly calendar: VenueCalendar;
  readonly directory: Directory;
  readonly currency: string;
  /** Of the currency. */
  readonly decimals: number;
}

/** What every exportable column says of itself, whatever it is a column of. */
export interface ColumnDescription {
  readonly key: string;
  readonly label: string;
  readonly group: string;
  readonly type: ColumnType;
  readonly description: string;
  /** Whether an edited file can bring it back. */
  readonly importable: boolean;
  /** Whether its cells are written by the grammar of several values. */
  readonly multiValue?: boolean;
  /** What a file with it needs besides what every file of its dataset needs. */
  readonly permission?: Permission;
}

export type ToCell = (stored: SqlValue, surroundings: CellContext) => Cell;

/** A field of `users`, or what `sql` makes of several (over `users u`). */
export interface UserFieldSource {
  readonly from: 'user';
  readonly field: string;
  readonly sql?: string;
  readonly toCell: ToCell;
}

/** A column of a file of users, and where its cell comes from: a field, or one of the two families of figures. */
export interface UserColumn extends ColumnDescription {
  /** For texts that are stored as they are written: how long they may be, in UTF-16 units. */
  readonly maxLength?: number;
  readonly source:
    | UserFieldSource
    | {
        readonly from: 'bookings';
        readonly toCell: (figures: BookingActivityFigures, surroundings: CellContext) => Cell;
      }
    | { readonly from: 'invoices'; readonly toCell: (totals: InvoiceTotalsFigures, surroundings: CellContext) => Cell };
}

/** A column of a file of bookings or invoices: what `sql` reads of the record's own row, or a field of its user. */
export interface RecordColumn extends ColumnDescription {
  readonly source: { readonly from: 'record'; readonly sql: string; readonly toCell: ToCell } | UserFieldSource;
}
