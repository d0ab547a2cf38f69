import 'reflect-metadata';
import { mkdirSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { type BenchData, type Engine, prepareData } from './data';
import { startMariaDb } from './mariadb';
import { answers } from './parts/answers';
import { consolePages } from './parts/console';
import { csv } from './parts/csv';
import { delay } from './parts/delay';
import { figures } from './parts/figures';
import { hostile } from './parts/hostile';
import { imports } from './parts/import';
import { largeZip } from './parts/large-zip';
import { list } from './parts/list';
import { memory } from './parts/memory';
import { order } from './parts/order';
import { rollups } from './parts/rollups';
import { startUp } from './parts/start-up';
import { statistics } from './parts/statistics';
import { watchers } from './parts/watchers';
import { xlsx } from './parts/xlsx';
import { zip } from './parts/zip';
import { cacheFolder } from './paths';
import { note, printTable, type Result } from './report';

const parts = [
  'csv',
  'xlsx',
  'zip',
  'memory',
  'delay',
  'answers',
  'list',
  'console',
  'figures',
  'statistics',
  'order',
  'rollups',
  'import',
  'watchers',
  'hostile',
  'start-up',
];

/** The size of the export does not affect the cost of watching it. */
const watchedUsers = 1000;

const usage = `npm run bench -- [${parts.join('] [')}]
  [--engine sqlite|mariadb] [--users 100000] [--large 500000] [--bookings 10000000] [--rounds 3] [--fresh]

Without a part, all parts run. Users have 10 bookings and 3 invoices each. --large is the number of users in the memory
part. --rounds is for csv, xlsx and zip. The part import changes --users users without bookings. On MariaDB the parts
figures, statistics, order and rollups share --bookings, and three tenths as many invoices, among --users users. Data is
kept in .cache/bench, where the default sizes take 10 GB and 15 minutes to generate; --fresh generates them again.
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      users: { type: 'string', default: '100000' },
      large: { type: 'string', default: '500000' },
      bookings: { type: 'string', default: '10000000' },
      engine: { type: 'string' },
      rounds: { type: 'string' },
      fresh: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  const unknown = positionals.find((part) => !parts.includes(part));
  if (values.help || unknown)
    return void process.stderr.write(`${unknown ? `unknown part "${unknown}"\n\n` : ''}${usage}`);
  const wants = (part: string): boolean => positionals.length === 0 || positionals.includes(part);

  mkdirSync(cacheFolder, { recursive: true });
  note(
    `${availableParallelism()} cores, load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}, Node ${process.version}`,
  );
  const results: Result[] = [];
  const report = (result: Result): void => {
    results.push(result);
    note(`${result.part}: ${result.what}: ${result.measured}`);
  };
  const server = values.engine === 'sqlite' ? null : await startMariaDb();
  if (!server && values.engine !== 'sqlite') note('MariaDB is not installed: skipping its measurements');
  const engines = (['SQLite', 'MariaDB'] as const).filter((engine) =>
    engine === 'SQLite' ? values.engine !== 'mariadb' : server !== null,
  );
  const made = new Map<string, BenchData>();
  const data = async (engine: Engine, users: number, bookings = 10 * users): Promise<BenchData> => {
    const key = `${engine} ${users} ${bookings}`;
    if (!made.has(key)) made.set(key, await prepareData(engine, users, bookings, server, values.fresh));
    return made.get(key)!;
  };
  const [users, large, bookings] = [values.users, values.large, values.bookings].map(Number) as [
    number,
    number,
    number,
  ];
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  try {
    for (const engine of engines) {
      if (wants('csv')) await csv(await data(engine, users), server, report, rounds);
      if (wants('xlsx')) await xlsx(await data(engine, users), report, rounds);
      if (wants('zip')) await zip(await data(engine, users), report, rounds);
      if (wants('memory')) await memory(await data(engine, users), await data(engine, large), report);
      if (wants('delay')) await delay(await data(engine, users), report);
      if (wants('answers')) await answers(await data(engine, users), report);
      if (wants('list')) await list(await data(engine, users), report);
      if (wants('console')) await consolePages(await data(engine, users), report);
      const records = () => (engine === 'MariaDB' ? data(engine, users, bookings) : data(engine, users));
      if (wants('figures')) await figures(await records(), report);
      if (wants('statistics')) await statistics(await records(), report);
      if (wants('order')) await order(await records(), report);
      if (wants('rollups')) await rollups(await records(), report);
      if (wants('import')) await imports(await data(engine, users, 0), server, report);
    }
    if (wants('watchers')) await watchers(await data(engines[0]!, watchedUsers), report);
    if (wants('zip')) await largeZip(report);
    if (wants('hostile')) await hostile(await data(engines[0]!, watchedUsers), report);
    if (wants('start-up')) startUp(report);
  } finally {
    await server?.stop();
  }
  printTable(results);
}

void main().catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
