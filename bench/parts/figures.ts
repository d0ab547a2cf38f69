import BetterSqlite3 from 'better-sqlite3';
import { createConnection } from 'mysql2/promise';
import { openAppDatabase } from '../../src/app';
import { bookingActivity } from '../../src/features/bookings/booking-activity';
import { invoiceTotals } from '../../src/features/invoices/invoice-totals';
import { sqliteFile } from '../../src/platform/database/data-source';
import { onPool } from '../../src/platform/database/run-rows';
import { VenueCalendar } from '../../src/platform/time/venue-calendar';
import { asOf, type BenchData } from '../data';
import { median, type Report } from '../report';

const rounds = 300;
const page = 100;

type Statement = readonly [sql: string, parameters: (string | number)[]];

/** The nine figures of a page of users as loaders get them, against the same two statements sent to the bare driver. */
export async function figures(data: BenchData, report: Report): Promise<void> {
  const dataSource = await openAppDatabase(data);
  const users: { id: number }[] = await dataSource.query('SELECT id FROM users WHERE organizationId = 1 ORDER BY id LIMIT 20000');
  const months = VenueCalendar.of('Atlantic/Reykjavik').thisAndLastMonth(asOf);
  const bare = await bareDriver(data);
  const own: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const ids = Array.from({ length: page }, (_unused, index) => users[(round * 61 + index * 7) % users.length]!.id).sort((a, b) => a - b);
    const statements: Statement[] = [];
    const run: typeof pool = async (sql, parameters) => {
      statements.push([sql, parameters]);
      return pool(sql, parameters);
    };
    const pool = onPool(dataSource);
    let startedAtMs = performance.now();
    await Promise.all([bookingActivity(run, 1, months, { ids }), invoiceTotals(run, 1, months, { ids })]);
    own.push(performance.now() - startedAtMs);
    startedAtMs = performance.now();
    await bare.run(statements);
    theirs.push(performance.now() - startedAtMs);
  }
  await bare.close();
  await dataSource.destroy();
  report({
    part: 'figures',
    what: `9 figures of ${page} users, ${data.engine}`,
    measured: `${median(own).toFixed(2)} ms, two bare statements ${median(theirs).toFixed(2)} ms`,
    target: 'for information',
    met: null,
  });
}

async function bareDriver(data: BenchData): Promise<{ run(statements: Statement[]): Promise<unknown>; close(): Promise<unknown> }> {
  if (data.databaseUrl === null) {
    const database = new BetterSqlite3(sqliteFile(data), { readonly: true });
    return { run: async (statements) => statements.map(([sql, parameters]) => database.prepare(sql).all(...parameters)), close: async () => database.close() };
  }
  const connections = [await createConnection({ uri: data.databaseUrl }), await createConnection({ uri: data.databaseUrl })];
  return {
    run: (statements) => Promise.all(statements.map(([sql, parameters], index) => connections[index]!.query(sql, parameters))),
    close: () => Promise.all(connections.map((connection) => connection.end())),
  };
}
