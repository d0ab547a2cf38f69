import { query, type Queryable } from '../../../../platform/database/query';
import { join, sql } from '../../../../platform/database/sql';
import { maxReferenceLength } from '../../../bookings/booking-writes';
import type { NamedBooking } from '../targets/target';

/** Returns the organization's bookings with these references of a file, by reference. */
export async function findBookings(
  database: Queryable,
  organizationId: number,
  references: readonly string[],
): Promise<Map<string, NamedBooking>> {
  const distinct = [...new Set(references.map((text) => text.trim()))].filter(
    (text) => text !== '' && text.length <= maxReferenceLength,
  );
  if (distinct.length === 0) return new Map();
  const rows = await query<NamedBooking & { reference: string }>(
    database,
    sql`SELECT id, userId, reference FROM bookings WHERE organizationId = ${organizationId} AND reference IN (${join(distinct)})`,
  );
  return new Map(rows.map(({ reference, ...booking }) => [reference, booking]));
}
