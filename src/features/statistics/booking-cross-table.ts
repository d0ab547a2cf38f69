import type { Condition } from '../../platform/database/condition';
import { monthOfSql } from '../../platform/database/month-sql';
import type { QueryRows } from '../../platform/database/query-rows';
import type { MonthRange } from '../../platform/time/month-range';

/** The bookings made in one month for another. */
export interface CrossTableCell {
  readonly createdIn: string;
  readonly bookedIn: string;
  readonly count: number;
  readonly durationMs: bigint;
}

export interface CrossTableRequest {
  readonly createdIn: MonthRange;
  readonly bookedIn: MonthRange;
  /** Scope and filter over `bookings b`. */
  readonly condition: Condition;
}

/**
 * Confirmed bookings by the month in which they were made and the month in which they begin: every cell, row by row.
 */
export async function bookingCrossTable(run: QueryRows, request: CrossTableRequest): Promise<CrossTableCell[]> {
  const found = await cells(
    run,
    request,
    'COUNT(*) AS bookings, CAST(SUM(b.endsAt - b.startsAt) AS CHAR) AS durationMs',
  );
  return request.createdIn.months.flatMap((createdIn, row) =>
    request.bookedIn.months.map((bookedIn, column) => {
      const [count, durationMs] = found(row, column);
      return { createdIn, bookedIn, count: Number(count ?? 0), durationMs: BigInt(durationMs ?? 0) };
    }),
  );
}

/** Of how many users the bookings of each cell are, in the same order. Apart, because it is the dear figure. */
export async function bookingCrossTableUsers(run: QueryRows, request: CrossTableRequest): Promise<number[]> {
  const found = await cells(run, request, 'COUNT(DISTINCT b.userId) AS people');
  return request.createdIn.months.flatMap((_createdIn, row) =>
    request.bookedIn.months.map((_bookedIn, column) => Number(found(row, column)[0] ?? 0)),
  );
}

type Figures = (string | number | null)[];

async function cells(
  run: QueryRows,
  { createdIn, bookedIn, condition }: CrossTableRequest,
  figures: string,
): Promise<(row: number, column: number) => Figures> {
  const [created, booked] = [monthOfSql('b.createdAt', createdIn.edgesMs), monthOfSql('b.startsAt', bookedIn.edgesMs)];
  const rows = await run(
    `SELECT ${created.expression} AS createdPlace, ${booked.expression} AS bookedPlace, ${figures}
       FROM bookings b
      WHERE ${condition.sql} AND b.status = 'CONFIRMED' AND ${created.within} AND ${booked.within}
      GROUP BY createdPlace, bookedPlace`,
    [...created.parameters, ...booked.parameters, ...condition.parameters, ...created.bounds, ...booked.bounds],
  );
  const found = new Map(rows.map(([row, column, ...rest]) => [`${row} ${column}`, rest]));
  return (row, column) => found.get(`${row} ${column}`) ?? [];
}
