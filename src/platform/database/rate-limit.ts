import type { EntityManager } from 'typeorm';
import { query } from './query';
import { raw, type Sql, sql } from './sql';

export interface RateLimit {
  readonly max: number;
  readonly windowMs: number;
}

/**
 * Returns the seconds until another row may be added, or null if fewer than `max` matching rows of the table have a
 * `requestedAt` within the window, which is the name of a column. Counts the rows themselves, so that a limit holds for all server processes together.
 * The caller has locked the limit by `lockLimits`.
 */
export async function findRetryAfter(
  manager: EntityManager,
  table: string,
  condition: Sql,
  { max, windowMs }: RateLimit,
  now: Date,
  requestedAt = 'requestedAt',
): Promise<number | null> {
  const [oldest] = await query<{ requestedAt: number | string }>(
    manager,
    sql`SELECT ${raw(requestedAt)} AS requestedAt FROM ${raw(table)} WHERE ${condition} ORDER BY id DESC LIMIT 1 OFFSET ${max - 1}`,
  );
  const leftMs = oldest ? Number(oldest.requestedAt) + windowMs - now.getTime() : 0;
  // Clocks of servers differ by seconds. A row more than a window ahead is from before the clock was set back.
  return leftMs <= 0 || leftMs > 2 * windowMs ? null : Math.ceil(Math.min(leftMs, windowMs) / 1000);
}
