import type { EntityManager } from 'typeorm';

const maxParameters = 30_000;

// SQLite would store half of a surrogate pair as invalid bytes, and return another text than the one that it sorts by.
export const storable = (value: unknown): unknown => (typeof value === 'string' ? value.toWellFormed() : value);

/**
 * Inserts rows in statements of many rows each. `columns`, `table` and the `suffix` are
 * constants of the code.
 */
export async function insertRows(
  manager: EntityManager,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
  suffix = '',
): Promise<void> {
  const perStatement = Math.min(1000, Math.floor(maxParameters / columns.length));
  const tuple = `(${columns.map(() => '?').join(', ')})`;
  for (let start = 0; start < rows.length; start += perStatement) {
    const part = rows.slice(start, start + perStatement);
    const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${part.map(() => tuple).join(', ')} ${suffix}`;
    await manager.query(sql, part.flat().map(storable));
  }
}
