import type { EntityManager } from 'typeorm';
import type { SqlValue } from '../../../../platform/database/sql';
import type { RecordColumn, UserColumn } from '../../../columns/column';
import type { UserRules } from '../../../users/user-rules';
import type { UserChanger } from '../../../users/user-writes';

/** A column that a file of a dataset may have. */
export type ImportColumn = UserColumn | RecordColumn;

/** Values of a record or of an input by field, as the mutations of the dataset take and store them. */
export type FieldValues = Readonly<Record<string, unknown>>;

export interface NamedBooking {
  readonly id: number;
  /** Null: unknown, because the row of the user or the booking is wrong itself. */
  readonly userId: number | null;
}

/** What the rules of the mutations depend on. */
export interface Rules extends UserRules {
  /** Ids of users by `usernameKeyOf`: those that new records name. */
  readonly userIds: ReadonlyMap<string, number>;
  /** Bookings by reference: those that invoices name. */
  readonly bookings: ReadonlyMap<string, NamedBooking>;
  readonly now: Date;
  /** Whether earlier values are restored: rules about the order of statuses do not apply. */
  readonly isRestoring: boolean;
}

/** How records are found by the texts of a key column. */
export interface Lookup {
  /** Expression over the table of the target. */
  readonly sql: string;
  /** The form in which the database compares the key; null for a text that no record can have. */
  keyOf(text: string): string | null;
}

/** One dataset that files can change. Everything that differs between datasets is in its target. */
export interface ImportTarget {
  /** One record, as messages call it. */
  readonly noun: 'user' | 'booking' | 'invoice';
  /** The table of the records, with its alias. */
  readonly table: string;
  readonly alias: string;
  /** The join that columns of the record's user need. Absent: the records are users. */
  readonly userJoin?: string;
  /** By key of the column, best first. The first that the file has finds the records. */
  readonly lookups: Readonly<Record<string, Lookup>>;
  /** Keys of the columns without which no record can be created; the first one is the key. */
  readonly requiredColumns: readonly string[];
  /** Keys of columns that the rules compare with each other. */
  readonly comparedColumns: readonly string[];
  /** The texts of a new record where the file says nothing, by key of the column. */
  readonly defaultTexts: Readonly<Record<string, string>>;
  /** Fields that the rules need to know of a record, in addition to those that the file changes. */
  readonly ruleFields: readonly string[];
  /** The stored fields of a record that any mutation can change, also those that no file can. */
  readonly changeableFields: readonly string[];
  /** Whether one of `changeableFields` has the value that a new record has unless one is set. */
  isEmpty(field: string, value: unknown): boolean;
  /** The value of a field from what the database stores. */
  load(field: string, stored: SqlValue): unknown;
  /**
   * The new values of the changed fields of a record.
   *
   * @throws AppError whose `argument` is the first field that may not have its value.
   */
  change(before: FieldValues, input: FieldValues, rules: Rules): FieldValues;
  /**
   * The values of a new record.
   *
   * @throws AppError as `change` does
   */
  create(input: FieldValues, rules: Rules): FieldValues;
  /**
   * Locks records and changes `fields` of those for which `change` returns new values; it returns null to leave a record
   * as it is, and gets undefined for a record that does not exist.
   */
  changeAll(
    manager: EntityManager,
    changer: UserChanger,
    ids: readonly number[],
    fields: readonly string[],
    change: (before: FieldValues | undefined, index: number) => FieldValues | null,
  ): Promise<void>;
  insertAll(
    manager: EntityManager,
    organizationId: number,
    records: readonly FieldValues[],
    isUnconfirmed?: boolean,
  ): Promise<void>;
  /** Deletes the records for which `isRemovable` returns true and that nothing refers to. Returns their ids. */
  removeAll(
    manager: EntityManager,
    organizationId: number,
    ids: readonly number[],
    isRemovable: (record: FieldValues | undefined, index: number) => boolean,
  ): Promise<number[]>;
}

/** The field of a record from which the cells of a column are made. */
export const fieldOf = (column: ImportColumn): string =>
  column.source.from === 'user' ? column.source.field : (column.inputField ?? column.key);

/** The field of an input that takes the values of a column. */
export const inputFieldOf = (column: ImportColumn): string =>
  'customProperty' in column ? 'customValues' : (column.inputField ?? column.key);
