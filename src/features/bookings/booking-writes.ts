import { type EntityManager, In } from 'typeorm';
import { insertRows } from '../../platform/database/insert-rows';
import { lockRows } from '../../platform/database/lock-rows';
import { execute } from '../../platform/database/query';
import { listReferred } from '../../platform/database/referred-rows';
import { join, sql } from '../../platform/database/sql';
import { updateRows } from '../../platform/database/update-rows';
import { DailyTotals } from '../rollups/daily-totals';
import { Booking, changeableBookingFields } from './booking.entity';
import { bookingDayCounts } from './booking-rollups';

/** In UTF-16 units. */
export const maxReferenceLength = 64;
export const maxResourceLength = 200;

export type NewBooking = Pick<Booking, 'userId' | 'locationId' | 'reference' | 'startsAt' | 'endsAt' | 'createdAt'> & {
  readonly resource?: string | null;
  readonly status: `${Booking['status']}`;
};

const columns = [
  'organizationId',
  'userId',
  'locationId',
  'reference',
  'resource',
  'startsAt',
  'endsAt',
  'createdAt',
  'status',
];

/**
 * Inserts bookings. Together with `changeBookings` and `deleteBookings` the only code that writes them, because all three update
 * the rollups.
 */
export async function insertBookings(
  manager: EntityManager,
  organizationId: number,
  bookings: readonly NewBooking[],
): Promise<void> {
  const dailyTotals = await DailyTotals.open(manager, organizationId);
  for (const booking of bookings) dailyTotals.add(bookingDayCounts(booking));
  await dailyTotals.save();
  await insertRows(
    manager,
    'bookings',
    columns,
    bookings.map(({ userId, locationId, reference, resource, startsAt, endsAt, createdAt, status }) => [
      organizationId,
      userId,
      locationId,
      reference,
      resource ?? null,
      startsAt.getTime(),
      endsAt.getTime(),
      createdAt.getTime(),
      status,
    ]),
  );
}

/**
 * Locks these bookings of the organization and replaces each by the result of `change`, which gets undefined for an
 * unknown id; null leaves a booking as it is. User, reference and time of creation never change. Must come before any
 * other statement of its transaction that reads or writes records.
 */
export async function changeBookings(
  manager: EntityManager,
  organizationId: number,
  ids: readonly number[],
  change: (before: Booking | undefined, index: number) => Booking | null,
): Promise<Booking[]> {
  const dailyTotals = await DailyTotals.open(manager, organizationId);
  const byId = await lockBookings(manager, organizationId, ids);
  const changed = ids.flatMap((id, index) => change(byId.get(id), index) ?? []);
  for (const after of changed) dailyTotals.replace(bookingDayCounts(byId.get(after.id)!), bookingDayCounts(after));
  await dailyTotals.save();
  await updateRows(
    manager,
    'bookings',
    changeableBookingFields,
    changed.map(({ id, locationId, resource, startsAt, endsAt, status }) => [
      id,
      locationId,
      resource,
      startsAt.getTime(),
      endsAt.getTime(),
      status,
    ]),
  );
  return changed;
}

/**
 * Deletes these bookings of the organization, except those that an invoice refers to. `isRemovable` gets each, and decides
 * whether it is deleted. Returns the ids of the deleted ones.
 */
export async function deleteBookings(
  manager: EntityManager,
  organizationId: number,
  ids: readonly number[],
  isRemovable: (booking: Booking | undefined, index: number) => boolean,
): Promise<number[]> {
  const dailyTotals = await DailyTotals.open(manager, organizationId);
  const byId = await lockBookings(manager, organizationId, ids);
  const referred = await listReferred(manager, 'bookings', organizationId, ids);
  const removed = ids.filter((id, index) => isRemovable(byId.get(id), index) && !referred.has(id));
  if (removed.length === 0) return [];
  for (const id of removed) dailyTotals.replace(bookingDayCounts(byId.get(id)!), []);
  await dailyTotals.save();
  await execute(
    manager,
    sql`DELETE FROM bookings WHERE organizationId = ${organizationId} AND id IN (${join(removed)})`,
  );
  return removed;
}

async function lockBookings(
  manager: EntityManager,
  organizationId: number,
  ids: readonly number[],
): Promise<Map<number, Booking>> {
  if (ids.length === 0) return new Map();
  await lockRows(manager, 'bookings', organizationId, ids);
  const rows = await manager.find(Booking, { where: { organizationId, id: In(ids) } });
  return new Map(rows.map((row) => [row.id, row]));
}
