import type { DataSource, EntityManager } from 'typeorm';
import { query } from '../../../platform/database/query';
import { sql } from '../../../platform/database/sql';
import type { JobClaim } from '../../../platform/jobs/job-claim';
import { JobOutcomes } from '../../../platform/jobs/job-outcomes';
import type { Clock } from '../../../platform/time/clock';
import type { Sentence } from '../../../sentences';
import { AuditAction } from '../../audit/audit-action';
import { details } from '../../audit/audit-details';
import type { AuditLog } from '../../audit/audit-log';
import type { StoredWarning } from '../../labels/job-warnings';
import type { ExportSelection } from '../datasets/export-selection';
import type { Export } from '../record/export.entity';
import { enqueueCompletedNotice, enqueueFailedNotice, type NotifiableExport } from '../record/export-notices';
import { exportJob, exportTransitions } from '../record/export-transitions';

export interface FinishedFile {
  readonly fileKey: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly rows: number;
  readonly sha256: string;
  readonly warnings: readonly StoredWarning[];
}

type ExportIds = Pick<Export, 'id' | 'organizationId'>;

/** How exports end: with an audit event, and a mail when there is a file or none will come. */
export class ExportOutcomes extends JobOutcomes<Export> {
  constructor(
    dataSource: DataSource,
    clock: Clock,
    private readonly auditLog: AuditLog,
    private readonly keepMs: number,
  ) {
    super(dataSource, exportJob, clock);
  }

  /** Returns false if the claim was lost or the export canceled. The caller then removes the file. */
  async complete(claim: JobClaim<Export>, file: FinishedFile): Promise<boolean> {
    const expiresAt = this.clock.now().getTime() + this.keepMs;
    const values = { ...file, warnings: JSON.stringify(file.warnings), expiresAt };
    const completed = await this.finish(claim, exportTransitions.complete, values, async (manager) => {
      await this.record(manager, AuditAction.EXPORT_COMPLETED, claim.row);
      await enqueueCompletedNotice(manager, claim.row, this.keepMs);
    });
    return completed || this.isCompletedWith(claim, file);
  }

  /** True if the connection broke after a commit, so that the repeated UPDATE changed nothing. */
  private async isCompletedWith({ id }: JobClaim<Export>, file: FinishedFile): Promise<boolean> {
    const found = await query(
      this.dataSource,
      sql`SELECT id FROM exports WHERE id = ${id} AND state = 'COMPLETED' AND fileKey = ${file.fileKey}`,
    );
    return found.length === 1;
  }

  recordStart(manager: EntityManager, row: ExportIds): Promise<void> {
    return this.record(manager, AuditAction.EXPORT_STARTED, row);
  }

  protected async recordFailure(manager: EntityManager, row: ExportIds, code: string, message: string): Promise<void> {
    await this.record(manager, AuditAction.EXPORT_FAILED, row, details('FAILURE', { code }));
    const [found] = await query<Omit<NotifiableExport, 'selection'> & { selection: string }>(
      manager,
      sql`SELECT id, organizationId, requestedById, dataset, format, selection FROM exports WHERE id = ${row.id}`,
    );
    const selection = JSON.parse(found!.selection) as ExportSelection;
    await enqueueFailedNotice(manager, { ...found!, selection }, { code, message });
  }

  private record(
    manager: EntityManager,
    action: AuditAction,
    { id, organizationId }: ExportIds,
    said?: Sentence,
  ): Promise<void> {
    return this.auditLog.record(manager, { organizationId, action, exportId: id, details: said });
  }
}
