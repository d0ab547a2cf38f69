import type { QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';

/**
 * Can be repeated: neither SQLite nor MySQL knows IF NOT EXISTS here, and MySQL cannot roll back a half-done migration.
 */
export async function addColumn(runner: QueryRunner, table: string, name: string, type: string): Promise<void> {
  const [existing] =
    dialectOf(runner.dataSource).engine === 'mysql'
      ? await runner.query(
          'SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? AND column_name = ?',
          [table, name],
        )
      : // Generated columns are listed here only.
        await runner.query('SELECT 1 FROM pragma_table_xinfo(?) WHERE name = ?', [table, name]);
  if (!existing) await runner.query(`ALTER TABLE ${table} ADD COLUMN ${name} ${type}`);
}
