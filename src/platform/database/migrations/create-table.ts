import type { QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';

/** Can be repeated. `parts` are the columns and constraints. */
export async function createTable(runner: QueryRunner, name: string, ...parts: string[]): Promise<void> {
  const options = await dialectOf(runner.dataSource).tableOptions((sql) => runner.query(sql));
  await runner.query(`CREATE TABLE IF NOT EXISTS ${name} (\n  ${parts.join(',\n  ')}\n) ${options}`);
}
