import type { DataSource } from 'typeorm';

/** The id that the database was given when its tables were made; a copy or a restored backup has the same. */
export async function readDatabaseId(dataSource: DataSource): Promise<string> {
  const [{ databaseId }] = await dataSource.query<[{ databaseId: string }]>(
    'SELECT databaseId FROM database_identity WHERE id = 1',
  );
  return databaseId;
}
