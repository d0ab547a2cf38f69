import type { JobClaim } from '../../../platform/jobs/job-claim';
import { ClaimLost, JobFailed } from '../../../platform/jobs/job-errors';
import type { JobWork } from '../../../platform/jobs/job-worker';
import { findRequesterRights } from '../../auth/account-rights';
import { isAnyRevoked } from '../../auth/revoked-credentials';
import type { Export } from '../record/export.entity';
import { canAccessFile } from '../record/export.policy';
import { exportJob } from '../record/export-transitions';
import type { ExportOutcomes } from './export-outcomes';
import { type ExportDependencies, isLeftover, makeExportFile } from './make-export-file';

/** What workers do for an export: they make its file, for a requester who may still have it. */
export class ExportWork implements JobWork<Export> {
  constructor(
    private readonly dependencies: ExportDependencies,
    private readonly outcomes: ExportOutcomes,
  ) {}

  async checkPermission({ id, row }: JobClaim<Export>): Promise<void> {
    const { dataSource } = this.dependencies;
    const rights = await findRequesterRights(dataSource, exportJob.table, id);
    if (!rights || !canAccessFile(rights, row))
      throw new JobFailed('PERMISSION_LOST', 'The user who requested this export may no longer have it.');
    if (row.credential !== null && (await isAnyRevoked(dataSource, [row.credential])))
      throw new JobFailed(
        'CREDENTIAL_REVOKED',
        'The access token or session that started this export was revoked. Start it again.',
      );
  }

  async run(claim: JobClaim<Export>, signal: AbortSignal): Promise<void> {
    const { storage } = this.dependencies;
    for (const name of await storage.list(`${claim.id}-`)) if (isLeftover(name, claim)) await storage.remove(name);
    const file = await makeExportFile(claim, this.dependencies, () => this.checkPermission(claim), signal);
    if (await this.outcomes.complete(claim, file)) return;
    await storage.remove(file.fileKey);
    throw new ClaimLost();
  }
}
