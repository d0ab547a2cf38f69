import BetterSqlite3 from 'better-sqlite3';
import { createConnection } from 'mysql2/promise';
import { openAppDatabase } from '../../src/database';
import { bookingActivity } from '../../src/features/bookings/booking-activity';
import { invoiceTotals } from '../../src/features/invoices/invoice-totals';
import { sqliteFile } from '../../src/platform/database/data-source';
import { poolQuery } from '../../src/platform/database/query-rows';
import type { Sql } from '../../src/platform/database/sql';
import { VenueCalendar } from '../../src/platform/time/venue-calendar';
import { againstBareApollo } from '../against-bare-apollo';
import { asOf, type BenchData, sizeOf } from '../data';
import { inPairs, medianRatio, tookMs } from '../pairs';
import { median, type Report } from '../report';

const rounds = 300;
const warmUpRounds = 20;
const page = 100;
const maxOfBareStatements = 1.5;
const maxOfBareApollo = 2;

// Not ordered by id, because users with small ids have more bookings than others.
const query = `{ users(first: ${page}, orderBy: [{ field: CREATED_AT, direction: DESC }]) { nodes { id
  bookingActivity { thisMonth { booked created } lastMonth { booked created } firstDate { booked created } }
  invoicing { thisMonth { decimal } lastMonth { decimal } allTime { decimal } } } } }`;

/**
 * Measures the nine figures of a page of users: as loaders read them, compared with the same two statements on the bare
 * driver, and as a whole request.
 */
export async function figures(data: BenchData, report: Report): Promise<void> {
  await againstBareStatements(data, report);
  const { ratio, measured } = await againstBareApollo(data, 'baselines/bare-figures.js', query);
  report({
    part: 'figures',
    what: `GraphQL request for 9 figures of ${page} users, ${sizeOf(data)}`,
    measured: `${(1 / ratio).toFixed(2)}x the time of a server with a precomputed response: ${measured}`,
    target: `<= ${maxOfBareApollo}x`,
    met: 1 / ratio <= maxOfBareApollo,
  });
}

async function againstBareStatements(data: BenchData, report: Report): Promise<void> {
  const dataSource = await openAppDatabase(data);
  const users: { id: number }[] = await dataSource.query('SELECT id FROM users WHERE organizationId = 1 ORDER BY id');
  const months = VenueCalendar.of('Atlantic/Reykjavik').thisAndLastMonth(asOf);
  const bare = await bareDriver(data);
  const pool = poolQuery(dataSource);
  /** A different page in each round, with users from the whole range. */
  const idsOf = (round: number): number[] =>
    Array.from(
      { length: page },
      (_unused, index) => users[((round + warmUpRounds) * 6_151 + index * 997) % users.length]!.id,
    ).sort((a, b) => a - b);
  const figuresOf = (run: typeof pool, ids: number[]) =>
    Promise.all([bookingActivity(run, 1, months, { ids }), invoiceTotals(run, 1, months, { ids })]);
  const statementsOf = async (round: number): Promise<Sql[]> => {
    const statements: Sql[] = [];
    await figuresOf(async (statement) => (statements.push(statement), []), idsOf(round));
    return statements;
  };
  const pairs = await inPairs(
    rounds,
    warmUpRounds,
    (round) => tookMs(() => figuresOf(pool, idsOf(round))),
    async (round) => {
      const statements = await statementsOf(round);
      return tookMs(() => bare.run(statements));
    },
  );
  await bare.close();
  await dataSource.destroy();
  const ratio = medianRatio(pairs, (own, theirs) => own / theirs);
  report({
    part: 'figures',
    what: `9 figures of ${page} users, ${sizeOf(data)}`,
    measured: `${ratio.toFixed(2)}x the bare driver (${median(pairs.own).toFixed(2)} : ${median(pairs.theirs).toFixed(2)} ms)`,
    target: `<= ${maxOfBareStatements}x`,
    met: ratio <= maxOfBareStatements,
  });
}

async function bareDriver(
  data: BenchData,
): Promise<{ run(statements: readonly Sql[]): Promise<unknown>; close(): Promise<unknown> }> {
  if (data.databaseUrl === null) {
    const database = new BetterSqlite3(sqliteFile(data), { readonly: true });
    return {
      run: async (statements) => statements.map(({ text, values }) => database.prepare(text).all(...values)),
      close: async () => database.close(),
    };
  }
  const connections = [
    await createConnection({ uri: data.databaseUrl }),
    await createConnection({ uri: data.databaseUrl }),
  ];
  return {
    run: (statements) =>
      Promise.all(statements.map(({ text, values }, index) => connections[index]!.query(text, [...values]))),
    close: () => Promise.all(connections.map((connection) => connection.end())),
  };
}
