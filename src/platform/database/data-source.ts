import path from 'node:path';
import { DataSource, type DataSourceOptions, type EntitySchema, type MigrationInterface } from 'typeorm';
import { checkSqliteFolder, claimDataFolder, ownerFile } from '../storage/folder-owner';
import { createPrivateFile, makeDataFolderPrivate } from '../storage/private-folder';
import { checkDatabase } from './check-database';
import { readDatabaseId } from './database-id';
import { poolDriver } from './mysql-pool';

export interface DatabaseConfig {
  readonly databaseUrl: string | null;
  readonly dataDir: string;
}

export interface DatabaseParts {
  readonly entities: (Function | EntitySchema)[];
  readonly migrations: (new () => MigrationInterface)[];
}

/**
 * How long SQLite blocks this thread while another process holds the lock: at startup, and later while serving, see
 * `transact`.
 */
const startingMs = 5_000;
const servingMs = 30;

/** The names of all files in the data folder. */
const privateFiles = [
  'tallyport.sqlite',
  'tallyport.sqlite-wal',
  'tallyport.sqlite-shm',
  'tallyport.sqlite-journal',
  'download-secret',
  ownerFile,
];
const privateFolders = ['exports', 'mail'];

export const sqliteFile = (config: DatabaseConfig): string => path.join(config.dataDir, 'tallyport.sqlite');

export function createDataSource(config: DatabaseConfig, parts: DatabaseParts): DataSource {
  return new DataSource({
    ...connectionOptions(config),
    ...parts,
    synchronize: false,
    migrationsRun: false,
    logging: false,
  });
}

function connectionOptions(config: DatabaseConfig): DataSourceOptions {
  if (config.databaseUrl === null) {
    return {
      type: 'better-sqlite3',
      database: sqliteFile(config),
      enableWAL: true,
      timeout: startingMs,
      // With a write-ahead log, NORMAL survives a killed process. Only a power cut can lose the last commits.
      prepareDatabase: (database) => void (database as { pragma(text: string): void }).pragma('synchronous = NORMAL'),
    };
  }
  return {
    type: 'mysql',
    url: config.databaseUrl,
    charset: 'utf8mb4',
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: false,
    driver: poolDriver,
    poolSize: 10,
    connectTimeout: 5_000,
    extra: { keepAliveInitialDelay: 10_000 },
  };
}

/** Connects and runs the pending migrations. */
export async function openDatabase(config: DatabaseConfig, parts: DatabaseParts): Promise<DataSource> {
  const dataSource = await connectDatabase(config, parts);
  try {
    await migrate(dataSource);
    await checkDatabase(dataSource);
    if (config.databaseUrl === null) await dataSource.query(`PRAGMA busy_timeout = ${servingMs}`);
  } catch (error) {
    await dataSource.destroy();
    return namingFile(config, error as Error);
  }
  return dataSource;
}

/**
 * Like `openDatabase`, and claims the data folder. For commands that read or write files in it. Fails if the folder
 * belongs to another database.
 */
export async function openDatabaseAndFolder(config: DatabaseConfig, parts: DatabaseParts): Promise<DataSource> {
  const dataSource = await openDatabase(config, parts);
  try {
    claimDataFolder(config.dataDir, await readDatabaseId(dataSource), config.databaseUrl === null);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
  return dataSource;
}

async function connectDatabase(config: DatabaseConfig, parts: DatabaseParts): Promise<DataSource> {
  // The folder contains personal data.
  makeDataFolderPrivate(config.dataDir, privateFiles, privateFolders);
  if (config.databaseUrl === null) {
    checkSqliteFolder(config.dataDir, sqliteFile(config));
    createPrivateFile(sqliteFile(config));
  }
  return createDataSource(config, parts)
    .initialize()
    .catch((error) => namingFile(config, error));
}

/** Adds the file name, which SQLite's messages lack. */
function namingFile(config: DatabaseConfig, error: Error): never {
  if (config.databaseUrl === null) error.message = `${sqliteFile(config)}: ${error.message}`;
  throw error;
}

/** Runs the pending migrations; two processes that start at once do not run them twice. */
export async function migrate(dataSource: DataSource): Promise<void> {
  if (dataSource.options.type !== 'mysql') {
    await dataSource.runMigrations({ transaction: 'each' });
    return;
  }
  // MySQL commits around each DDL statement, so the lock, and not a transaction, keeps a second migrator out.
  const runner = dataSource.createQueryRunner();
  try {
    const [got] = await runner.query("SELECT GET_LOCK(CONCAT('tallyport-migrate-', DATABASE()), 60) AS held");
    if (Number(got.held) !== 1) throw new Error('another process has been migrating this database for over a minute');
    await dataSource.runMigrations({ transaction: 'none' });
  } finally {
    await runner.query("DO RELEASE_LOCK(CONCAT('tallyport-migrate-', DATABASE()))").catch(() => undefined);
    await runner.release();
  }
}
