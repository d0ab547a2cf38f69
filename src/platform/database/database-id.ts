import type { DataSource } from 'typeorm';

/** The id of the database, created with its tables. A copy or a restored backup has the same id. */
export async function readDatabaseId(dataSource: DataSource): Promise<string> {
  const [{ databaseId }] = await dataSource.query<[{ databaseId: string }]>(
    'SELECT databaseId FROM database_identity WHERE id = 1',
  );
  return databaseId;
}
