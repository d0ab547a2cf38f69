import type { Snapshot } from '../../platform/database/snapshot';
import { raw, sql, type SqlValue } from '../../platform/database/sql';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { rollupBasis } from './daily-totals';
import type { RollupSource } from './rollup-source';

const batch = 20_000;

/** A total that is not what the records say. Absent totals and absent records are 0. */
export interface RollupDifference {
  readonly organizationId: number;
  readonly basis: string;
  readonly status: string;
  /** Days since 1970-01-01 in the venue time zone. */
  readonly day: number;
  readonly locationId: number;
  readonly kept: { records: number; amount: string };
  readonly counted: { records: number; amount: string };
}

export interface RollupCheck {
  readonly totals: number;
  readonly records: number;
  /** Organizations without totals that hold: statistics read their records until a worker has made totals anew. */
  readonly outdated: readonly number[];
  readonly differences: readonly RollupDifference[];
}

interface Total {
  records: number;
  amount: bigint;
}

/**
 * Counts every record anew, one by one and with the calendar instead of SQL, and holds the totals by day against that.
 */
export async function checkRollups(snapshot: Snapshot, sources: readonly RollupSource[]): Promise<RollupCheck> {
  const organizations = (await snapshot.rows(
    sql`SELECT o.id, o.timezone, r.basedOn FROM organizations o LEFT JOIN rollups r ON r.organizationId = o.id ORDER BY o.id`,
  )) as [number, string, string | null][];
  const calendars = new Map(
    organizations
      .filter(([, timezone, basedOn]) => basedOn === rollupBasis(timezone))
      .map(([id, timezone]) => [id, VenueCalendar.of(timezone)]),
  );

  const counted = new Map<string, Total>();
  let records = 0;
  for (const source of sources) {
    for await (const [organizationId, status, at, locationId, amount] of eachRecord(snapshot, source)) {
      const calendar = calendars.get(organizationId as number);
      if (!calendar) continue;
      records++;
      const name = JSON.stringify([organizationId, source.basis, status, calendar.dayOf(at as number), locationId]);
      const total = counted.get(name);
      if (total) {
        total.records++;
        total.amount += BigInt(amount!);
      } else counted.set(name, { records: 1, amount: BigInt(amount!) });
    }
  }

  const differences: RollupDifference[] = [];
  let totals = 0;
  const hold = (name: string, kept: Total, should: Total): void => {
    if (kept.records === should.records && kept.amount === should.amount) return;
    const [organizationId, basis, status, day, locationId] = JSON.parse(name) as [
      number,
      string,
      string,
      number,
      number,
    ];
    differences.push({ organizationId, basis, status, day, locationId, kept: shown(kept), counted: shown(should) });
  };
  for (const organizationId of calendars.keys()) {
    const rows = await snapshot.rows(
      sql`SELECT basis, status, day, locationId, records, CAST(amount AS CHAR) AS amount FROM day_figures WHERE organizationId = ${organizationId}`,
    );
    for (const [basis, status, day, locationId, kept, amount] of rows) {
      totals++;
      const name = JSON.stringify([organizationId, basis, status, day, locationId]);
      hold(name, { records: kept as number, amount: BigInt(amount!) }, counted.get(name) ?? { records: 0, amount: 0n });
      counted.delete(name);
    }
  }
  for (const [name, should] of counted) hold(name, { records: 0, amount: 0n }, should);
  return {
    totals,
    records,
    outdated: organizations.filter(([id]) => !calendars.has(id)).map(([id]) => id),
    differences,
  };
}

const shown = ({ records, amount }: Total) => ({ records, amount: String(amount) });

async function* eachRecord(
  snapshot: Snapshot,
  { table, at, locationId, amount }: RollupSource,
): AsyncGenerator<SqlValue[]> {
  for (let lastId = 0; ;) {
    const rows = await snapshot.rows(
      sql`SELECT organizationId, status, ${raw(at)} AS at, ${raw(locationId)} AS atLocation, CAST(${raw(amount)} AS CHAR) AS amount, id FROM ${raw(table)} WHERE id > ${lastId} ORDER BY id LIMIT ${raw(batch)}`,
    );
    yield* rows;
    if (rows.length < batch) return;
    lastId = rows.at(-1)![5] as number;
  }
}
