import type { EntityManager } from 'typeorm';
import { dialectOf } from '../../platform/database/dialect';
import { insertRows } from '../../platform/database/insert-rows';
import { execute, query } from '../../platform/database/query';
import { empty, type Sql, sql } from '../../platform/database/sql';
import { timeZoneDataVersion } from '../../platform/time/time-zone';
import { VenueCalendar } from '../../platform/time/venue-calendar';

/**
 * What a figure counts records by: bookings by their begin or by when they were made, invoices by when they were
 * issued.
 */
export type DayBasis = 'BOOKED' | 'CREATED' | 'ISSUED';

/** What one record adds to the totals of one day. */
export interface DayCount {
  readonly basis: DayBasis;
  readonly status: string;
  readonly at: Date;
  /** 0 for what has no location. */
  readonly locationId: number;
  /** Milliseconds of a booking, minor units of an invoice. */
  readonly amount: bigint;
}

/** The zone and the zone data that totals were made with. Totals of another are not to be read, nor added to. */
export const rollupBasis = (timezone: string): string => `${timezone} ${timeZoneDataVersion}`;

const key = ['organizationId', 'basis', 'status', 'day', 'locationId'];
const sums = ['records', 'amount', 'changes'];
export const dailyTotalColumns = [...key, ...sums];

interface Sum {
  readonly key: readonly [basis: DayBasis, status: string, day: number, locationId: number];
  records: number;
  amount: bigint;
}

/**
 * The totals by venue day, kept in the transaction that changes the records. Open it first, before the records are
 * read: from then on nobody makes the totals anew, or changes the zone they are based on, until the transaction ends.
 */
export class DailyTotals {
  private readonly changed = new Map<string, Sum>();

  private constructor(
    private readonly manager: EntityManager,
    private readonly organizationId: number,
    /** Null: there are no totals to keep. They will be made anew from the records, these changes included. */
    private readonly calendar: VenueCalendar | null,
  ) {}

  static async open(manager: EntityManager, organizationId: number): Promise<DailyTotals> {
    const read = async (lock: Sql): Promise<VenueCalendar | null> => {
      const [rollup] = await query(
        manager,
        sql`SELECT r.basedOn FROM rollups r WHERE r.organizationId = ${organizationId}${lock}`,
      );
      const [{ timezone }] = await query(
        manager,
        sql`SELECT o.timezone FROM organizations o WHERE o.id = ${organizationId}`,
      );
      return rollup?.basedOn === rollupBasis(timezone) ? VenueCalendar.of(timezone) : null;
    };
    const { forShare } = dialectOf(manager.connection);
    // Looked at without a lock first: two who share the lock and then both want it alone would wait for each other.
    let calendar = (await read(empty)) && (await read(forShare));
    if (!calendar) {
      await lockDailyTotals(manager, organizationId);
      // They may have been made while the lock was waited for.
      calendar = await read(empty);
      if (!calendar)
        await execute(
          manager,
          sql`UPDATE rollups SET basedOn = NULL, version = version + 1 WHERE organizationId = ${organizationId}`,
        );
    }
    return new DailyTotals(manager, organizationId, calendar);
  }

  add(counts: readonly DayCount[]): void {
    for (const count of counts) this.count(count, 1);
  }

  replace(before: readonly DayCount[], after: readonly DayCount[]): void {
    for (const count of before) this.count(count, -1);
    for (const count of after) this.count(count, 1);
  }

  async save(): Promise<void> {
    // In one order for everybody, so that two transactions do not wait for each other.
    const rows = [...this.changed]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([
          ,
          {
            key: [basis, status, day, locationId],
            records,
            amount,
          },
        ]) => [this.organizationId, basis, status, day, locationId, records, String(amount), 1],
      );
    this.changed.clear();
    await insertRows(
      this.manager,
      'day_figures',
      dailyTotalColumns,
      rows,
      dialectOf(this.manager.connection).addingUp(key, sums),
    );
  }

  private count({ basis, status, at, locationId, amount }: DayCount, sign: 1 | -1): void {
    if (!this.calendar) return;
    const day = this.calendar.dayOf(at.getTime());
    const name = `${basis} ${status} ${day} ${locationId}`;
    let sum = this.changed.get(name);
    if (!sum) this.changed.set(name, (sum = { key: [basis, status, day, locationId], records: 0, amount: 0n }));
    sum.records += sign;
    sum.amount += BigInt(sign) * amount;
  }
}

/** For an organization that was made in this same transaction: its totals are kept from the first record on. */
export async function startDailyTotals(
  manager: EntityManager,
  organizationId: number,
  timezone: string,
): Promise<void> {
  await insertRows(
    manager,
    'rollups',
    ['organizationId', 'basedOn', 'version'],
    [[organizationId, rollupBasis(timezone), 1]],
  );
}

/** Waits for all who are changing records of the organization, and lets nobody begin until the transaction ends. */
export async function lockDailyTotals(
  manager: EntityManager,
  organizationId: number,
): Promise<{ readonly basedOn: string | null; readonly version: number }> {
  const { forUpdate, addingUp } = dialectOf(manager.connection);
  const read = async (): Promise<{ basedOn: string | null; version: number } | undefined> =>
    (
      await query(
        manager,
        sql`SELECT basedOn, version FROM rollups WHERE organizationId = ${organizationId}${forUpdate}`,
      )
    )[0];
  const there = await read();
  if (there) return there;
  await insertRows(
    manager,
    'rollups',
    ['organizationId', 'basedOn', 'version'],
    [[organizationId, null, 1]],
    addingUp(['organizationId'], ['version']),
  );
  return (await read())!;
}
