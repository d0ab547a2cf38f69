import { registerEnumType } from 'type-graphql';
import type { SqlValue } from '../../platform/database/sql';
import type { DecimalSeparator } from '../../platform/files/csv-dialect';
import type { Language } from '../../platform/text/language';
import type { VenueCalendar } from '../../platform/time/venue-calendar';
import type { Permission } from '../auth/permissions';
import type { BookingActivityFigures } from '../bookings/booking-activity';
import type { InvoiceTotalsFigures } from '../invoices/invoice-totals';
import type { Directory } from '../organizations/organization.repository';
import type { DateOrder } from './date-order';

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
  description: 'The type of the values in a column.',
  valuesConfig: {
    TEXT: { description: 'Text.' },
    DATE: { description: 'A calendar date in the venue time zone, `YYYY-MM-DD` in CSV.' },
    INSTANT: {
      description:
        'A date and time in the venue time zone. In CSV it includes the UTC offset: `2026-10-31T23:45:00.000+01:00`.',
    },
    BOOLEAN: { description: '`true` or `false` in CSV.' },
    INTEGER: { description: 'A whole number.' },
    MONEY: { description: "An amount in major units of the organization's currency, like `1234.50` in CSV." },
  },
});

/**
 * A value that a format writes, by column type: TEXT a string; DATE `YYYY-MM-DD`; INSTANT RFC 3339 with milliseconds
 * and the venue's UTC offset; BOOLEAN a boolean; INTEGER a number; MONEY a decimal number as a string. Null is an empty
 * cell.
 */
export type Cell = string | number | boolean | null;

/** The properties of an organization that its cells depend on. */
export interface CellContext {
  readonly calendar: VenueCalendar;
  readonly directory: Directory;
  readonly currency: string;
  /** Number of decimals of the currency. */
  readonly decimals: number;
}

/** The properties of an organization, and of the file, that the texts of a file are read with. */
export interface TextContext extends Pick<CellContext, 'calendar' | 'currency' | 'decimals'> {
  readonly decimalSeparator: DecimalSeparator;
  /** Whether texts may also be written as people and spreadsheets write them: `yes`, `active`, a time without offset. */
  readonly isLenient?: boolean;
  /** In a lenient context: in which order other dates than `YYYY-MM-DD` are read. Absent: no such choice. */
  readonly dateOrder?: DateOrder;
  /**
   * Returns the id of the location, team or plan with this name.
   *
   * @throws BAD_USER_INPUT for `argument` if the name cannot be used.
   */
  resolveItemId(noun: 'location' | 'team' | 'plan', name: string, argument: string): number;
}

/** A value as the input of its record's mutation takes it. Null clears the field. */
export type InputValue = string | boolean | bigint | Date | readonly string[] | null;

/** Converts a stored value to a cell. */
export type ToCell = (stored: SqlValue, context: CellContext) => Cell;

/**
 * Converts the text of a cell, without a formula guard, to the value that `toCell` made it of. The rules of the record,
 * such as maximum lengths, are checked by its mutation.
 *
 * @throws BAD_USER_INPUT for `argument` if the text is not of the column's type.
 */
export type FromText = (text: string, context: TextContext, argument: string) => InputValue;

/** The properties that all exportable columns have. */
export interface ColumnDescription {
  readonly key: string;
  readonly label: string;
  readonly group: string;
  readonly type: ColumnType;
  readonly description: Readonly<Record<Language, string>>;
  /** Whether importing an edited file can change the value. */
  readonly importable: boolean;
  /** Whether a cell holds a list, as `joinValues` writes it. */
  readonly multiValue?: boolean;
  /** The enum of the schema that has the values. */
  readonly enumName?: string | undefined;
  /** Needed for files with this column, in addition to the permissions of the dataset. */
  readonly permission?: Permission;
  /** Set on importable columns, and on those that only a new record takes from a file. */
  readonly fromText?: FromText;
  /** The field of the record's input that takes the value of `fromText`; absent: the key. */
  readonly inputField?: string;
}

/** A field of `users`, or the result of `sql` (over `users u`). */
export interface UserFieldSource {
  readonly from: 'user';
  readonly field: string;
  readonly sql?: string;
  readonly toCell: ToCell;
}

/** A column of a file of users. Its cells come from a field of the user or from one of the two families of figures. */
export interface UserColumn extends ColumnDescription {
  readonly source:
    | UserFieldSource
    | {
        readonly from: 'bookings';
        readonly toCell: (figures: BookingActivityFigures, context: CellContext) => Cell;
      }
    | { readonly from: 'invoices'; readonly toCell: (totals: InvoiceTotalsFigures, context: CellContext) => Cell };
  /** The key of the custom property that the column holds. */
  readonly customProperty?: string;
}

/** A column of a file of bookings or invoices. Its cells come from the record (`sql`) or from a field of its user. */
export interface RecordColumn extends ColumnDescription {
  readonly source: { readonly from: 'record'; readonly sql: string; readonly toCell: ToCell } | UserFieldSource;
}
