import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { createDataSource, migrate } from '../../../src/platform/database/data-source';
import { migrations } from '../../../src/platform/database/migrations';

/**
 * Runs all migrations once on the server and returns the statements that create the same tables in a new database.
 * Nearly every test file needs a database, and replaying the statements is ten times as fast as the migrations.
 */
export async function makeSchemaScript(serverUrl: string, dataDir: string): Promise<string> {
  const connection = await createConnection({ uri: serverUrl });
  try {
    await connection.query('CREATE DATABASE schema_source');
    const config = { databaseUrl: `${serverUrl}/schema_source`, dataDir };
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
        done.map(({ timestamp, name }) => [timestamp, name]),
      ]),
      'INSERT INTO database_identity (id, databaseId) VALUES (1, UUID())',
      'SET foreign_key_checks = 1',
    );
    await connection.query('DROP DATABASE schema_source');
    return statements.join(';\n');
  } finally {
    await connection.end();
  }
}
