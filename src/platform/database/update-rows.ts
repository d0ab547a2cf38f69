import type { EntityManager } from 'typeorm';
import { dialectOf } from './dialect';
import { storable } from './insert-rows';

/** Far below the limit of a packet that servers accept by default. */
const maxStatementLength = 1_000_000;

/**
 * Updates columns of many rows per statement. Each row has its id first, then the values of `columns`. The caller has
 * locked the rows in a scope: only the ids are compared.
 */
export async function updateRows(
  manager: EntityManager,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): Promise<void> {
  if (columns.length === 0) return;
  const statement = dialectOf(manager.connection).updateFromJson(table, columns);
  let texts: string[] = [];
  let length = 0;
  const run = async (): Promise<void> => {
    if (texts.length > 0) await manager.query(statement, [`[${texts.join(',')}]`]);
    [texts, length] = [[], 0];
  };
  for (const row of rows) {
    const text = JSON.stringify(row.map(storable));
    texts.push(text);
    length += text.length;
    if (length > maxStatementLength) await run();
  }
  await run();
}
