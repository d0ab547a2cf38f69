import type { DataSource } from 'typeorm';
import { query } from '../../../src/platform/database/query';
import { raw, sql } from '../../../src/platform/database/sql';

/** The number of connections to the database whose statement, or what it waits for, matches a LIKE pattern. */
export async function countSessions(
  dataSource: DataSource,
  column: 'info' | 'state',
  pattern: string,
): Promise<number> {
  const found = await query(
    dataSource,
    sql`SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND ${raw(column)} LIKE ${pattern}`,
  );
  return found.length;
}
