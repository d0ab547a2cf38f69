import type { DataSource } from 'typeorm';
import { execute, query } from './query';
import { join, raw, type Sql, sql } from './sql';
import { transact } from './transaction';

const batchSize = 500;
/** Limits one sweep, because a stopping server waits for it. The next sweep continues. */
const maxBatches = 200;

/**
 * Deletes rows in transactions of a few hundred, so that no lock is held for long. `table` is a constant of the code.
 * Returns the number of deleted rows.
 */
export async function deleteInBatches(dataSource: DataSource, table: string, condition: Sql): Promise<number> {
  let deleted = 0;
  for (let batch = 0; batch < maxBatches; batch++) {
    const old = await query<{ id: number }>(
      dataSource,
      sql`SELECT id FROM ${raw(table)} WHERE ${condition} LIMIT ${raw(batchSize)}`,
    );
    if (old.length === 0) break;
    await transact(dataSource, (manager) =>
      execute(manager, sql`DELETE FROM ${raw(table)} WHERE id IN (${join(old.map(({ id }) => id))})`),
    );
    deleted += old.length;
  }
  return deleted;
}
