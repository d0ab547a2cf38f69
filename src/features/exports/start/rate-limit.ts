import type { EntityManager } from 'typeorm';
import { AppError } from '../../../errors';
import { query } from '../../../platform/database/query';
import { raw, sql } from '../../../platform/database/sql';

const minuteMs = 60_000;

const did = { exports: 'started', export_requests: 'asked for' } as const;

/** Why this person has to wait, or null. Read from the rows themselves, so that all server processes count the same. */
export async function checkRateLimit(
  manager: EntityManager,
  table: keyof typeof did,
  { organizationId, userId }: { organizationId: number; userId: number },
  max: number,
  now: Date,
): Promise<AppError | null> {
  const [oldest] = await query(
    manager,
    sql`SELECT requestedAt FROM ${raw(table)} WHERE organizationId = ${organizationId} AND requestedById = ${userId} ORDER BY id DESC LIMIT 1 OFFSET ${max - 1}`,
  );
  const leftMs = oldest ? Number(oldest.requestedAt) + minuteMs - now.getTime() : 0;
  // Servers' clocks differ by seconds; one that lies a minute ahead was asked for before the clock was set back.
  if (leftMs <= 0 || leftMs > 2 * minuteMs) return null;
  const retryAfter = Math.ceil(Math.min(leftMs, minuteMs) / 1000);
  return new AppError(
    'LIMIT_REACHED',
    `You have ${did[table]} ${max} exports within a minute. Try again in ${retryAfter} seconds.`,
    { retryAfter },
  );
}
