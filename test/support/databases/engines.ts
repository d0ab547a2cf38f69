import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { SCHEMA_VARIABLE, type ServerName, URL_VARIABLE } from './database-servers';

type EngineName = 'sqlite' | ServerName;

export interface TestDatabase {
  /** Undefined for SQLite, whose database is a file in `dataDir`. */
  databaseUrl: string | undefined;
  dataDir: string;
  drop(): Promise<void>;
}

export interface Engine {
  readonly name: EngineName;
  /** A database with the current schema's tables, or, with `empty`, without tables: opening it runs every migration. */
  createDatabase(options?: DatabaseOptions): Promise<TestDatabase>;
}

interface DatabaseOptions {
  readonly empty?: boolean;
}

const ALL: EngineName[] = ['sqlite', 'mariadb', 'mysql'];

/** Returns null if the server is not installed. */
export function engineNamed(name: EngineName): Engine | null {
  // SQLite runs all migrations within milliseconds, so a database needs no prepared tables.
  if (name === 'sqlite') return { name, createDatabase: createFolderOnly };
  const serverUrl = process.env[URL_VARIABLE[name]];
  if (!serverUrl) return null;
  return {
    name,
    createDatabase: ({ empty = false } = {}) =>
      createOnServer(serverUrl, empty ? '' : readFileSync(process.env[SCHEMA_VARIABLE[name]]!, 'utf8')),
  };
}

export const engines: Engine[] = ALL.flatMap((name) => engineNamed(name) ?? []);

type Body = (engine: Engine) => void;

/**
 * Adds a describe block per engine, or per named engine. A block is skipped if its server is not installed.
 */
export function eachEngine(title: string, body: Body): void;
export function eachEngine(title: string, only: readonly EngineName[], body: Body): void;
export function eachEngine(title: string, ...rest: [Body] | [readonly EngineName[], Body]): void {
  const [only, body] = rest.length === 1 ? [ALL, rest[0]] : rest;
  for (const name of ALL.filter((each) => only.includes(each))) {
    const engine = engines.find((each) => each.name === name);
    if (engine) describe(`${title} [${name}]`, () => body(engine));
    else
      describe.skip(`${title} [${name}]`, () =>
        body({ name, createDatabase: () => Promise.reject(new Error(`no ${name}`)) }));
  }
}

async function createFolderOnly(): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tallyport-data-'));
  return { databaseUrl: undefined, dataDir, drop: () => rm(dataDir, { recursive: true, force: true }) };
}

async function createOnServer(serverUrl: string, script: string): Promise<TestDatabase> {
  const database = `test_${randomBytes(6).toString('hex')}`;
  // No character set is named, and MariaDB's own without a configuration file is latin1: the app must say what it
  // needs.
  await run(serverUrl, `CREATE DATABASE ${database}; USE ${database}; ${script}`);
  const folder = await createFolderOnly();
  const drop = async (): Promise<void> => {
    await folder.drop();
    await run(serverUrl, `DROP DATABASE IF EXISTS ${database}`);
  };
  return { databaseUrl: `${serverUrl}/${database}`, dataDir: folder.dataDir, drop };
}

async function run(serverUrl: string, statements: string): Promise<void> {
  const connection = await createConnection({ uri: serverUrl, multipleStatements: true });
  try {
    // A transaction that a test left open holds its tables; by default MySQL would wait for it for a year.
    await connection.query(`SET SESSION lock_wait_timeout = 10; ${statements}`);
  } finally {
    await connection.end();
  }
}
