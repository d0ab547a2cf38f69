import { type EntityManager, In } from 'typeorm';
import { insertRows } from '../../platform/database/insert-rows';
import { lockRows } from '../../platform/database/lock-rows';
import { execute } from '../../platform/database/query';
import { sql } from '../../platform/database/sql';
import { DailyTotals } from '../rollups/daily-totals';
import { Booking } from './booking.entity';
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

/** Inserts bookings. Together with `changeBookings` the only code that writes them, because both update the rollups. */
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
 * unknown id. User, reference and time of creation never change. Must be the first statement of its transaction.
 */
export async function changeBookings(
  manager: EntityManager,
  organizationId: number,
  ids: readonly number[],
  change: (before: Booking | undefined, index: number) => Booking,
): Promise<Booking[]> {
  const dailyTotals = await DailyTotals.open(manager, organizationId);
  await lockRows(manager, 'bookings', organizationId, ids);
  const rows = await manager.find(Booking, { where: { organizationId, id: In(ids) } });
  const byId = new Map(rows.map((row) => [row.id, row]));
  const changed = ids.map((id, index) => change(byId.get(id), index));
  for (const after of changed) dailyTotals.replace(bookingDayCounts(byId.get(after.id)!), bookingDayCounts(after));
  await dailyTotals.save();
  for (const { id, locationId, resource, startsAt, endsAt, status } of changed) {
    await execute(
      manager,
      sql`UPDATE bookings SET locationId = ${locationId}, resource = ${resource}, startsAt = ${startsAt.getTime()}, endsAt = ${endsAt.getTime()}, status = ${status} WHERE organizationId = ${organizationId} AND id = ${id}`,
    );
  }
  return changed;
}
