import { AppError } from '../../../errors';
import type { QueryRows } from '../../../platform/database/query-rows';
import { sql } from '../../../platform/database/sql';
import { JobFailed } from '../../../platform/jobs/job-errors';

/** The file would exceed the storage quota of the organization. */
export class QuotaExceeded extends JobFailed {
  constructor() {
    super(
      'QUOTA_EXCEEDED',
      "The file does not fit into the storage quota of this organization's exports. Delete some files, or export less.",
    );
  }
}

/** The bytes that new files of this organization may still take up. A quota of 0 means no limit. */
export async function remainingQuota(run: QueryRows, organizationId: number, quotaBytes: number): Promise<number> {
  if (quotaBytes === 0) return Infinity;
  const [row] = await run(
    sql`SELECT CAST(SUM(fileBytes) AS CHAR) AS taken FROM exports WHERE organizationId = ${organizationId} AND state = 'COMPLETED'`,
  );
  return quotaBytes - Number(row![0]);
}

/** The error that prevents a new export, or null. */
export async function checkQuota(run: QueryRows, organizationId: number, quotaBytes: number): Promise<AppError | null> {
  if ((await remainingQuota(run, organizationId, quotaBytes)) > 0) return null;
  return new AppError(
    'QUOTA_EXCEEDED',
    `The files of this organization's exports have used up the quota of ${quotaBytes} bytes. Delete some files, or wait until some expire.`,
  );
}
