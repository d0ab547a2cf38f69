import type { EntityManager } from 'typeorm';
import { because } from '../../../error-reasons';
import { AppError } from '../../../errors';
import { findRetryAfter } from '../../../platform/database/rate-limit';
import { sql } from '../../../platform/database/sql';

const minuteMs = 60_000;

/** What a user has done who created the rows of a table. */
const deeds = {
  exports: (count: number) => `started ${count} exports`,
  export_requests: (count: number) => `requested ${count} exports`,
  imports: (count: number) => `started ${count} imports`,
} as const;

/** Returns an error if the user has created `max` rows within the last minute, otherwise null. */
export async function checkRateLimit(
  manager: EntityManager,
  table: keyof typeof deeds,
  { organizationId, userId }: { organizationId: number; userId: number },
  max: number,
  now: Date,
): Promise<AppError | null> {
  const ofUser = sql`organizationId = ${organizationId} AND requestedById = ${userId}`;
  const retryAfter = await findRetryAfter(manager, table, ofUser, { max, windowMs: minuteMs }, now);
  if (retryAfter === null) return null;
  return new AppError(
    'LIMIT_REACHED',
    `You have ${deeds[table](max)} within a minute. Try again in ${retryAfter} seconds.`,
    { retryAfter, ...because('RATE_LIMIT', { max, retryAfter }) },
  );
}
