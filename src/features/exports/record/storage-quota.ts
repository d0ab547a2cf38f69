import { because } from '../../../error-reasons';
import { AppError } from '../../../errors';
import type { QueryRows } from '../../../platform/database/query-rows';
import { sql } from '../../../platform/database/sql';
import { JobFailed } from '../../../platform/jobs/job-errors';

/** The file would exceed the storage quota of the organization. */
export class QuotaExceeded extends JobFailed {
  constructor() {
    super(
      'QUOTA_EXCEEDED',
      "The file does not fit into the storage quota of this organization's exports and imports. Delete some files, or export less.",
    );
  }
}

/**
 * The bytes that new files of this organization may still take up: files of exports and imports, also those that are
 * being written. Negative if they take up too many. A quota of 0 means no limit.
 */
export async function remainingQuota(run: QueryRows, organizationId: number, quotaBytes: number): Promise<number> {
  if (quotaBytes === 0) return Infinity;
  const [row] = await run(
    sql`SELECT CAST((SELECT COALESCE(SUM(CASE state WHEN 'COMPLETED' THEN fileBytes ELSE bytesWritten END), 0)
            FROM exports WHERE organizationId = ${organizationId} AND state IN ('COMPLETED', 'RUNNING'))
       + (SELECT COALESCE(SUM(CASE WHEN fileKey IS NULL THEN 0 ELSE fileBytes END + uploadBytes
                              + COALESCE(CAST(JSON_EXTRACT(errorsFile, '$.bytes') AS UNSIGNED), 0)
                              + COALESCE(CAST(JSON_EXTRACT(undoFile, '$.bytes') AS UNSIGNED), 0)), 0)
            FROM imports WHERE organizationId = ${organizationId} AND (fileKey IS NOT NULL OR uploadBytes > 0 OR errorsFile IS NOT NULL OR undoFile IS NOT NULL)) AS CHAR) AS taken`,
  );
  return quotaBytes - Number(row![0]);
}

/** The error that prevents a new export, or null. */
export async function checkQuota(run: QueryRows, organizationId: number, quotaBytes: number): Promise<AppError | null> {
  return (await remainingQuota(run, organizationId, quotaBytes)) > 0 ? null : quotaExceeded(quotaBytes);
}

export const quotaExceeded = (quotaBytes: number): AppError =>
  new AppError(
    'QUOTA_EXCEEDED',
    `The files of this organization's exports and imports have used up the quota of ${quotaBytes} bytes. ` +
      'Delete some files, or wait until some expire.',
    because('STORAGE_QUOTA', { maxBytes: quotaBytes }),
  );
