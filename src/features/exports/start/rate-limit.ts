import type { EntityManager } from 'typeorm';
import { AppError } from '../../../errors';
import { query } from '../../../platform/database/query';
import { raw, sql } from '../../../platform/database/sql';

const minuteMs = 60_000;

/** What a user has done who created the rows of a table. */
const deeds = {
  exports: (count: number) => `started ${count} exports`,
  export_requests: (count: number) => `requested ${count} exports`,
  imports: (count: number) => `started ${count} imports`,
} as const;

/**
 * Returns an error if the user has created `max` rows within the last minute, otherwise null. Counts the rows themselves,
 * so that the limit holds for all server processes together.
 */
export async function checkRateLimit(
  manager: EntityManager,
  table: keyof typeof deeds,
  { organizationId, userId }: { organizationId: number; userId: number },
  max: number,
  now: Date,
): Promise<AppError | null> {
  const [oldest] = await query(
    manager,
    sql`SELECT requestedAt FROM ${raw(table)} WHERE organizationId = ${organizationId} AND requestedById = ${userId} ORDER BY id DESC LIMIT 1 OFFSET ${max - 1}`,
  );
  const leftMs = oldest ? Number(oldest.requestedAt) + minuteMs - now.getTime() : 0;
  // Clocks of servers differ by seconds. A row more than a minute ahead is from before the clock was set back.
  if (leftMs <= 0 || leftMs > 2 * minuteMs) return null;
  const retryAfter = Math.ceil(Math.min(leftMs, minuteMs) / 1000);
  return new AppError(
    'LIMIT_REACHED',
    `You have ${deeds[table](max)} within a minute. Try again in ${retryAfter} seconds.`,
    { retryAfter },
  );
}
