import { query } from '../../../platform/database/query';
import { sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import type { JobClaim } from '../../../platform/jobs/job-claim';
import { ClaimLost, JobFailed } from '../../../platform/jobs/job-errors';
import type { JobWork } from '../../../platform/jobs/job-worker';
import type { CredentialId } from '../../../viewer';
import { findRequesterRights } from '../../auth/account-rights';
import { isAnyRevoked } from '../../auth/revoked-credentials';
import type { Export } from '../record/export.entity';
import { canAccessFile } from '../record/export.policy';
import { changeExport, exportJob } from '../record/export-transitions';
import type { ExportOutcomes } from './export-outcomes';
import { type ExportDependencies, isLeftover, makeExportFile } from './make-export-file';

/** What workers do for an export: they make its file, for a requester who may still have it. */
export class ExportWork implements JobWork<Export> {
  constructor(
    private readonly dependencies: ExportDependencies,
    private readonly outcomes: ExportOutcomes,
  ) {}

  async checkPermission(claim: JobClaim<Export>): Promise<void> {
    const { id, row } = claim;
    const { dataSource } = this.dependencies;
    const rights = await findRequesterRights(dataSource, exportJob.table, id);
    if (!rights || !canAccessFile(rights, row))
      throw new JobFailed('PERMISSION_LOST', 'The user who requested this export may no longer have it.');
    if (await this.isRevoked(claim))
      throw new JobFailed(
        'CREDENTIAL_REVOKED',
        'The access token or session that started this export was revoked. Start it again.',
      );
  }

  /** Reads the credential each time: an identical request that joins the export replaces it. */
  private async isRevoked({ id, owner }: JobClaim<Export>): Promise<boolean> {
    const { dataSource } = this.dependencies;
    for (let earlier: CredentialId | null = null; ;) {
      const [row] = await query<Pick<Export, 'credential'>>(
        dataSource,
        sql`SELECT credential FROM exports WHERE id = ${id}`,
      );
      const credential = row?.credential ?? null;
      if (credential === null || !(await isAnyRevoked(dataSource, [credential]))) return false;
      // Unless a request has joined meanwhile, none joins an export that is about to fail.
      const isClosed = await transact(dataSource, (manager) =>
        changeExport(manager, 'refuseJoins', id, { owner, credential }),
      );
      if (isClosed || credential === earlier) return true;
      earlier = credential;
    }
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
