import { AppError } from '../../../errors';
import type { QueryRows } from '../../../platform/database/query-rows';
import { sql } from '../../../platform/database/sql';

/** The files of its organization would take up more than they may. */
export class QuotaExceeded extends Error {
  constructor() {
    super("The file would not fit beside the others of this organization's exports. Delete some, or ask for less.");
  }
}

/** How many bytes files of this organization may still be written. `quotaBytes` 0: as many as there is room for. */
export async function remainingQuota(run: QueryRows, organizationId: number, quotaBytes: number): Promise<number> {
  if (quotaBytes === 0) return Infinity;
  const [row] = await run(
    sql`SELECT CAST(SUM(fileBytes) AS CHAR) AS taken FROM exports WHERE organizationId = ${organizationId} AND state = 'COMPLETED'`,
  );
  return quotaBytes - Number(row![0]);
}

/** Why nothing can be started, or null. */
export async function checkQuota(run: QueryRows, organizationId: number, quotaBytes: number): Promise<AppError | null> {
  if ((await remainingQuota(run, organizationId, quotaBytes)) > 0) return null;
  return new AppError(
    'QUOTA_EXCEEDED',
    `The files of this organization's exports take up all of the ${quotaBytes} bytes that they may. Delete some, or wait until some expire.`,
  );
}
