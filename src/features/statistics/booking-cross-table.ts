import type { Condition } from '../../platform/database/condition';
import { periodOfSql } from '../../platform/database/period-sql';
import type { QueryRows } from '../../platform/database/query-rows';
import { raw, sql } from '../../platform/database/sql';
import type { MonthRange } from '../../platform/graphql/month-range';
import { bookingInstants } from '../bookings/booking-basis';
import { bookingMeasures, bookingStatistics } from './definitions/booking-statistics';
import { measuresThat } from './definitions/measure';
import type { RowTotals } from './definitions/row-totals';

export const cellMeasures = measuresThat(bookingMeasures, ({ needs }) => needs !== 'excluded');

/** The bookings created in one month that start in another. */
interface CrossTableCell extends RowTotals {
  readonly createdIn: string;
  readonly bookedIn: string;
}

interface CrossTableRequest {
  readonly createdIn: MonthRange;
  readonly bookedIn: MonthRange;
  /** Scope and filter over `bookings b`. */
  readonly condition: Condition;
}

/** Returns every cell of the table, zeros included, ordered by month of creation, then month of start. */
export async function readCrossTable(
  run: QueryRows,
  request: CrossTableRequest,
  requested: { readonly users: boolean },
): Promise<CrossTableCell[]> {
  const { amount } = bookingStatistics;
  const totals = await readCells(run, request, `COUNT(*) AS records, CAST(SUM(${amount}) AS CHAR) AS amount`);
  // A separate query, because it is expensive.
  const users = requested.users ? await readCells(run, request, 'COUNT(DISTINCT b.userId) AS people') : undefined;
  return request.createdIn.months.flatMap((createdIn, row) =>
    request.bookedIn.months.map((bookedIn, column) => {
      const [count, sum] = totals(row, column);
      return {
        createdIn,
        bookedIn,
        count: Number(count ?? 0),
        amount: BigInt(sum ?? 0),
        excluded: {},
        users: users && Number(users(row, column)[0] ?? 0),
      };
    }),
  );
}

type Figures = (string | number | null)[];

async function readCells(
  run: QueryRows,
  { createdIn, bookedIn, condition }: CrossTableRequest,
  figures: string,
): Promise<(row: number, column: number) => Figures> {
  const created = periodOfSql(`b.${bookingInstants.CREATED}`, createdIn.edgesMs);
  const booked = periodOfSql(`b.${bookingInstants.BOOKED}`, bookedIn.edgesMs);
  const rows = await run(sql`SELECT ${created.index} AS createdIndex, ${booked.index} AS bookedIndex, ${raw(figures)}
       FROM bookings b
      WHERE ${condition.sql} AND ${bookingStatistics.counted} AND ${created.within} AND ${booked.within}
      GROUP BY createdIndex, bookedIndex`);
  const found = new Map(rows.map(([row, column, ...rest]) => [`${row} ${column}`, rest]));
  return (row, column) => found.get(`${row} ${column}`) ?? [];
}
