import type { EntityManager } from 'typeorm';
import { dialectOf } from '../../platform/database/dialect';
import { insertRows } from '../../platform/database/insert-rows';
import { execute, query } from '../../platform/database/query';
import { empty, type Sql, sql } from '../../platform/database/sql';
import { timeZoneDataVersion } from '../../platform/time/time-zone';
import { VenueCalendar } from '../../platform/time/venue-calendar';

/** The instant that records count by: start or creation of a booking, issue of an invoice. */
export type DayBasis = 'BOOKED' | 'CREATED' | 'ISSUED';

/** The contribution of one record to the totals of one day. */
export interface DayCount {
  readonly basis: DayBasis;
  readonly status: string;
  readonly at: Date;
  /** 0 for records without a location. */
  readonly locationId: number;
  /** Milliseconds of bookings, minor units of invoices. */
  readonly amount: bigint;
}

/** Identifies a time zone and the version of the zone data. Totals of another version must not be read or changed. */
export const zoneVersion = (timezone: string): string => `${timezone} ${timeZoneDataVersion}`;

const key = ['organizationId', 'basis', 'status', 'day', 'locationId'];
const sums = ['records', 'amount', 'changes'];
export const dailyTotalColumns = [...key, ...sums];

interface Sum {
  readonly key: readonly [basis: DayBasis, status: string, day: number, locationId: number];
  records: number;
  amount: bigint;
}

/**
 * Updates the totals by venue day in the transaction that changes the records. Open it before reading records: it holds
 * a shared lock that blocks rebuilds and changes of the time zone until the transaction ends.
 */
export class DailyTotals {
  private readonly changed = new Map<string, Sum>();

  private constructor(
    private readonly manager: EntityManager,
    private readonly organizationId: number,
    /** Null if there are no valid totals. A rebuild will then include these changes. */
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
      return rollup?.basedOn === zoneVersion(timezone) ? VenueCalendar.of(timezone) : null;
    };
    const { forShare } = dialectOf(manager.connection);
    // Read without a lock first: two transactions that upgrade a shared lock would deadlock.
    let calendar = (await read(empty)) && (await read(forShare));
    if (!calendar) {
      await lockDailyTotals(manager, organizationId);
      // They may have been rebuilt while this transaction waited for the lock.
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
    // The same order in every transaction prevents deadlocks.
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

/** Starts the totals of an organization that is created in the same transaction. */
export async function startDailyTotals(
  manager: EntityManager,
  organizationId: number,
  timezone: string,
): Promise<void> {
  await insertRows(
    manager,
    'rollups',
    ['organizationId', 'basedOn', 'version'],
    [[organizationId, zoneVersion(timezone), 1]],
  );
}

/** Waits for transactions that change records of the organization, and blocks new ones until this transaction ends. */
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
  const existing = await read();
  if (existing) return existing;
  await insertRows(
    manager,
    'rollups',
    ['organizationId', 'basedOn', 'version'],
    [[organizationId, null, 1]],
    addingUp(['organizationId'], ['version']),
  );
  return (await read())!;
}
