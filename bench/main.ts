import 'reflect-metadata';
import { mkdirSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { prepareData, type BenchData, type Engine } from './data';
import { startMariaDb } from './mariadb';
import { csv } from './parts/csv';
import { delay } from './parts/delay';
import { figures } from './parts/figures';
import { list } from './parts/list';
import { memory } from './parts/memory';
import { startUp } from './parts/start-up';
import { xlsx } from './parts/xlsx';
import { cacheFolder } from './places';
import { note, printTable, type Result } from './report';

const parts = ['csv', 'xlsx', 'memory', 'delay', 'list', 'figures', 'start-up'];

const usage = `npm run bench -- [${parts.join('] [')}] [--engine sqlite|mariadb] [--users 100000] [--large 500000] [--fresh]

Without a part: all of them. Data is kept in .cache/bench; --fresh makes it anew. The larger size is for the memory part.
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { users: { type: 'string', default: '100000' }, large: { type: 'string', default: '500000' }, engine: { type: 'string' }, fresh: { type: 'boolean', default: false }, help: { type: 'boolean' } },
  });
  const unknown = positionals.find((part) => !parts.includes(part));
  if (values.help || unknown) return void process.stderr.write(`${unknown ? `there is no part "${unknown}"\n\n` : ''}${usage}`);
  const wants = (part: string): boolean => positionals.length === 0 || positionals.includes(part);

  mkdirSync(cacheFolder, { recursive: true });
  note(`${availableParallelism()} cores, load ${loadavg().map((load) => load.toFixed(1)).join(' ')}, Node ${process.version}`);
  const results: Result[] = [];
  const report = (result: Result): void => {
    results.push(result);
    note(`${result.part}: ${result.what}: ${result.measured}`);
  };
  const server = values.engine === 'sqlite' ? null : await startMariaDb();
  if (!server && values.engine !== 'sqlite') note('MariaDB is not installed: its half is left out');
  const engines = (['SQLite', 'MariaDB'] as const).filter((engine) => (engine === 'SQLite' ? values.engine !== 'mariadb' : server !== null));
  const made = new Map<string, BenchData>();
  const data = async (engine: Engine, users: string): Promise<BenchData> => {
    const key = `${engine} ${users}`;
    if (!made.has(key)) made.set(key, await prepareData(engine, Number(users), server, values.fresh));
    return made.get(key)!;
  };
  try {
    for (const engine of engines) {
      if (wants('csv')) await csv(await data(engine, values.users), server, report);
      if (wants('xlsx')) await xlsx(await data(engine, values.users), report);
      if (wants('memory')) await memory(await data(engine, values.users), await data(engine, values.large), report);
      if (wants('delay')) await delay(await data(engine, values.users), report);
      if (wants('list')) await list(await data(engine, values.users), report);
      if (wants('figures')) await figures(await data(engine, values.users), report);
    }
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
