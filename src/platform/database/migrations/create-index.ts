import type { QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';

/** Can be repeated: MySQL knows no IF NOT EXISTS here, and cannot roll back a half-done migration. */
export async function createIndex(
  runner: QueryRunner,
  name: string,
  on: string,
  kind: '' | 'UNIQUE' = '',
): Promise<void> {
  const [existing] =
    dialectOf(runner.dataSource).engine === 'mysql'
      ? await runner.query(
          'SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name = ? LIMIT 1',
          [name],
        )
      : await runner.query("SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = ?", [name]);
  if (!existing) await runner.query(`CREATE ${kind} INDEX ${name} ON ${on}`);
}
