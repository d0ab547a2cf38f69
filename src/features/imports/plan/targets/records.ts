import type { EntityManager } from 'typeorm';
import { because } from '../../../../error-reasons';
import { badInput } from '../../../../errors';
import type { SqlValue } from '../../../../platform/database/sql';
import { quoted } from '../../../../platform/text/quoted';
import { findableKey } from '../rows/user-ids';
import type { FieldValues, ImportTarget, Lookup, NamedBooking, Rules } from './target';

/** The join of a record's user. */
export const userJoin = (alias: string): string =>
  `JOIN users u ON u.organizationId = ${alias}.organizationId AND u.id = ${alias}.userId`;

/** Keys that are compared as they are stored: without blanks at their ends. */
export const exactLookup = (sql: string, maxLength: number): Lookup => ({
  sql,
  keyOf: (text) => (text.trim().length > maxLength ? null : text.trim()),
});

const instants = new Set(['startsAt', 'endsAt', 'createdAt', 'issuedAt']);

export const loadRecordField = (field: string, stored: SqlValue): unknown => {
  if (instants.has(field)) return new Date(Number(stored));
  return field === 'totalMinor' ? BigInt(stored!) : stored;
};

/** The id of the user whom a new record names. */
export function userIdOf({ username }: FieldValues, { userIds }: Rules): number {
  const id = userIds.get(findableKey(username as string) ?? '');
  if (id === undefined)
    throw badInput(
      'username',
      `There is no user ${quoted(username as string)}. Correct it, or create the user first.`,
      because('USER_UNKNOWN', { value: username as string }),
    );
  return id;
}

/** The booking that an invoice names. */
export function bookingOf(reference: string, { bookings }: Rules): NamedBooking {
  const booking = bookings.get(reference.trim());
  if (!booking)
    throw badInput(
      'booking',
      `There is no booking ${quoted(reference)}. Correct it, or create the booking first.`,
      because('BOOKING_UNKNOWN', { value: reference }),
    );
  return booking;
}

/** The functions that write the records of a dataset and update the rollups. */
interface RecordWrites<Row, NewRow> {
  change(
    manager: EntityManager,
    organizationId: number,
    ids: readonly number[],
    change: (before: Row | undefined, index: number) => Row | null,
  ): Promise<Row[]>;
  insert(manager: EntityManager, organizationId: number, records: readonly NewRow[]): Promise<void>;
  remove(
    manager: EntityManager,
    organizationId: number,
    ids: readonly number[],
    isRemovable: (record: Row | undefined, index: number) => boolean,
  ): Promise<number[]>;
}

/** The writes of a target with rollups. */
export const recordWrites = <Row extends object, NewRow>({
  change: changeRecords,
  insert,
  remove,
}: RecordWrites<Row, NewRow>): Pick<ImportTarget, 'isEmpty' | 'changeAll' | 'insertAll' | 'removeAll'> => ({
  isEmpty: (_field, value) => value === null,
  async changeAll(manager, { by }, ids, _fields, change) {
    await changeRecords(manager, by.organizationId, ids, (before, index) => {
      const after = change(before as FieldValues | undefined, index);
      return after && ({ ...before, ...after } as Row);
    });
  },
  insertAll: (manager, organizationId, records) => insert(manager, organizationId, records as readonly NewRow[]),
  removeAll: (manager, organizationId, ids, isRemovable) =>
    remove(manager, organizationId, ids, (record, index) => isRemovable(record as FieldValues | undefined, index)),
});
