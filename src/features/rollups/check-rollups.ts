import type { Snapshot } from '../../platform/database/snapshot';
import { raw, sql, type SqlValue } from '../../platform/database/sql';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { zoneVersion } from './daily-totals';
import type { RollupSource } from './rollup-source';

const batchSize = 20_000;

/** A daily total that differs from the records. Absent totals and absent records count as 0. */
interface RollupDifference {
  readonly organizationId: number;
  readonly basis: string;
  readonly status: string;
  /** Day in the venue time zone, as days since 1970-01-01. */
  readonly day: number;
  readonly locationId: number;
  readonly kept: { records: number; amount: string };
  readonly counted: { records: number; amount: string };
}

export interface RollupCheck {
  readonly totals: number;
  readonly records: number;
  /** Organizations without valid totals. Statistics read their records until a worker has rebuilt the totals. */
  readonly outdated: readonly number[];
  readonly differences: readonly RollupDifference[];
}

interface Total {
  records: number;
  amount: bigint;
}

/** Recounts every record with the calendar instead of SQL, and compares the result with the daily totals. */
export async function checkRollups(snapshot: Snapshot, sources: readonly RollupSource[]): Promise<RollupCheck> {
  const organizations = (await snapshot.rows(
    sql`SELECT o.id, o.timezone, r.basedOn FROM organizations o LEFT JOIN rollups r ON r.organizationId = o.id ORDER BY o.id`,
  )) as [number, string, string | null][];
  const calendars = new Map(
    organizations
      .filter(([, timezone, basedOn]) => basedOn === zoneVersion(timezone))
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
  const compare = (name: string, stored: Total, expected: Total): void => {
    if (stored.records === expected.records && stored.amount === expected.amount) return;
    const [organizationId, basis, status, day, locationId] = JSON.parse(name) as [
      number,
      string,
      string,
      number,
      number,
    ];
    differences.push({
      organizationId,
      basis,
      status,
      day,
      locationId,
      kept: toText(stored),
      counted: toText(expected),
    });
  };
  for (const organizationId of calendars.keys()) {
    const rows = await snapshot.rows(
      sql`SELECT basis, status, day, locationId, records, CAST(amount AS CHAR) AS amount FROM day_figures WHERE organizationId = ${organizationId}`,
    );
    for (const [basis, status, day, locationId, stored, amount] of rows) {
      totals++;
      const name = JSON.stringify([organizationId, basis, status, day, locationId]);
      compare(
        name,
        { records: stored as number, amount: BigInt(amount!) },
        counted.get(name) ?? { records: 0, amount: 0n },
      );
      counted.delete(name);
    }
  }
  for (const [name, expected] of counted) compare(name, { records: 0, amount: 0n }, expected);
  return {
    totals,
    records,
    outdated: organizations.filter(([id]) => !calendars.has(id)).map(([id]) => id),
    differences,
  };
}

const toText = ({ records, amount }: Total) => ({ records, amount: String(amount) });

async function* eachRecord(
  snapshot: Snapshot,
  { table, at, locationId, amount }: RollupSource,
): AsyncGenerator<SqlValue[]> {
  for (let lastId = 0; ;) {
    const rows = await snapshot.rows(
      sql`SELECT organizationId, status, ${raw(at)} AS at, ${raw(locationId)} AS atLocation, CAST(${raw(amount)} AS CHAR) AS amount, id FROM ${raw(table)} WHERE id > ${lastId} ORDER BY id LIMIT ${raw(batchSize)}`,
    );
    yield* rows;
    if (rows.length < batchSize) return;
    lastId = rows.at(-1)![5] as number;
  }
}
