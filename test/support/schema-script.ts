import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { createDataSource, migrate } from '../../src/platform/database/data-source';
import { migrations } from '../../src/platform/database/migrations';
import { type ServerName, URL_VARIABLE } from './database-servers';

const FILE_VARIABLE: Record<ServerName, string> = {
  mariadb: 'TALLYPORT_TEST_MARIADB_SCHEMA',
  mysql: 'TALLYPORT_TEST_MYSQL_SCHEMA',
};

/** The statements that create all tables of the current schema on this server, for a database just created. */
export const schemaScript = (name: ServerName): string => readFileSync(process.env[FILE_VARIABLE[name]]!, 'utf8');

/**
 * Runs all migrations once and saves the tables that they create as a script. Replaying it is ten times as fast as the
 * migrations, and nearly every test file needs a database.
 */
export async function saveSchemaScript(name: ServerName): Promise<void> {
  const url = process.env[URL_VARIABLE[name]]!;
  const folder = mkdtempSync(join(tmpdir(), 'tallyport-schema-'));
  const connection = await createConnection({ uri: url });
  try {
    await connection.query('CREATE DATABASE schema_source');
    const config = { databaseUrl: `${url}/schema_source`, dataDir: folder };
    const dataSource = await createDataSource(config, { entities: [], migrations }).initialize();
    await migrate(dataSource).finally(() => dataSource.destroy());
    await connection.query('USE schema_source');
    const [tables] = await connection.query<RowDataPacket[]>('SHOW TABLES');
    const statements = ['SET foreign_key_checks = 0'];
    for (const table of tables.map((row) => String(Object.values(row)[0]))) {
      const [[created]] = await connection.query<RowDataPacket[]>(`SHOW CREATE TABLE ${table}`);
      statements.push(String(created!['Create Table']));
    }
    const [done] = await connection.query<RowDataPacket[]>('SELECT timestamp, name FROM migrations ORDER BY id');
    statements.push(
      connection.format('INSERT INTO migrations (timestamp, name) VALUES ?', [
        done.map(({ timestamp, name: migration }) => [timestamp, migration]),
      ]),
      'INSERT INTO database_identity (id, databaseId) VALUES (1, UUID())',
      'SET foreign_key_checks = 1',
    );
    await connection.query('DROP DATABASE schema_source');
    const file = join(folder, 'schema.sql');
    writeFileSync(file, statements.join(';\n'));
    process.env[FILE_VARIABLE[name]] = file;
  } finally {
    await connection.end();
  }
}

export function removeSchemaScripts(): void {
  for (const variable of Object.values(FILE_VARIABLE)) {
    const file = process.env[variable];
    if (file) rmSync(join(file, '..'), { recursive: true, force: true });
  }
}
