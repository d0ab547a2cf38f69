import type { DataSource } from 'typeorm';
import { placeholders } from './placeholders';
import { transact } from './transaction';

const batchSize = 500;
/** The next sweep goes on where this one ends: a server that stops waits for the one that runs. */
const maxBatches = 200;

/**
 * Deletes rows in transactions of a few hundred, so that nobody waits long for one. `table` and `condition` are from
 * the code, never from outside. Returns how many it deleted.
 */
export async function deleteInBatches(dataSource: DataSource, table: string, condition: string): Promise<number> {
  let deleted = 0;
  for (let batch = 0; batch < maxBatches; batch++) {
    const old: { id: number }[] = await dataSource.query(
      `SELECT id FROM ${table} WHERE ${condition} LIMIT ${batchSize}`,
    );
    if (old.length === 0) break;
    await transact(dataSource, (manager) =>
      manager.query(
        `DELETE FROM ${table} WHERE id IN (${placeholders(old)})`,
        old.map(({ id }) => id),
      ),
    );
    deleted += old.length;
  }
  return deleted;
}
