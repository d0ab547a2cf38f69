import type { DataSource, EntityManager } from 'typeorm';
import { query } from '../../../platform/database/query';
import { sql, type SqlValue } from '../../../platform/database/sql';
import { CommitUnknown, transact } from '../../../platform/database/transaction';
import type { Clock } from '../../../platform/time/clock';
import { AuditAction } from '../../audit/audit-event.entity';
import type { AuditLog } from '../../audit/audit-log';
import type { ExportSelection } from '../datasets/export-selection';
import { enqueueCompletedNotice, enqueueFailedNotice } from '../record/export-notices';
import type { Claimable } from '../record/export-queue';
import { changeExport, type ExportTransitionName } from '../record/export-transitions';
import type { Claim } from './claim';

export interface FinishedFile {
  readonly fileKey: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly rows: number;
  readonly sha256: string;
  readonly warnings: readonly string[];
}

/** How exports end: each outcome with its audit event and mail, in one transaction that the lease fences. */
export class ExportOutcomes {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly auditLog: AuditLog,
    private readonly keepMs: number,
  ) {}

  /** Returns false if the claim was lost or the export canceled. The caller then removes the file. */
  async complete(claim: Claim, file: FinishedFile): Promise<boolean> {
    const now = this.clock.now().getTime();
    const finish = (): Promise<boolean> =>
      this.finish(
        claim,
        'complete',
        AuditAction.EXPORT_COMPLETED,
        { ...file, warnings: JSON.stringify(file.warnings), finishedAt: now, expiresAt: now + this.keepMs },
        (manager) => enqueueCompletedNotice(manager, claim.row, this.keepMs),
      );
    const completed = await finish().catch((error) => {
      if (!(error instanceof CommitUnknown)) throw error;
      // Repeating the UPDATE, unlike a read, waits for a commit that is still in progress and holds the row.
      return finish();
    });
    return completed || this.isCompletedWith(claim, file);
  }

  /** True if the connection broke after a commit, so that the repeated UPDATE changed nothing. */
  private async isCompletedWith(claim: Claim, file: FinishedFile): Promise<boolean> {
    const found = await query(
      this.dataSource,
      sql`SELECT id FROM exports WHERE id = ${claim.exportId} AND state = 'COMPLETED' AND fileKey = ${file.fileKey}`,
    );
    return found.length === 1;
  }

  /** Returns false as `complete` does. */
  fail(claim: Claim, code: string, message: string): Promise<boolean> {
    return this.finish(
      claim,
      'fail',
      AuditAction.EXPORT_FAILED,
      { code, message: message.slice(0, 500), finishedAt: this.clock.now().getTime() },
      (manager) => enqueueFailedNotice(manager, claim.row, message),
      code,
    );
  }

  /** Ends a canceled export after its file was removed. Returns false if it was not canceled. */
  finishCancel(claim: Claim): Promise<boolean> {
    const values = { owner: claim.owner, finishedAt: this.clock.now().getTime() };
    return transact(this.dataSource, (manager) => changeExport(manager, 'finishCancel', claim.exportId, values));
  }

  /** Ends a canceled export whose worker has gone silent. */
  async finishCancelForLostWorker({ id, version }: Claimable): Promise<void> {
    const values = { version, finishedAt: this.clock.now().getTime() };
    await transact(this.dataSource, (manager) => changeExport(manager, 'finishCancelForLostWorker', id, values));
  }

  /** Fails an export that has lost its worker too many times. */
  async giveUp(found: Claimable): Promise<void> {
    const message = `The worker was lost ${found.attempt} times.`;
    await transact(this.dataSource, async (manager) => {
      const hasFailed = await changeExport(manager, 'giveUp', found.id, {
        version: found.version,
        code: 'WORKER_LOST',
        message,
        finishedAt: this.clock.now().getTime(),
      });
      if (!hasFailed) return;
      await this.recordEnd(manager, found, AuditAction.EXPORT_FAILED, 'WORKER_LOST');
      const [{ selection }] = await query(manager, sql`SELECT selection FROM exports WHERE id = ${found.id}`);
      await enqueueFailedNotice(manager, { ...found, selection: JSON.parse(selection) as ExportSelection }, message);
    });
  }

  private finish(
    claim: Claim,
    transition: ExportTransitionName,
    action: AuditAction,
    values: Readonly<Record<string, SqlValue>>,
    enqueueNotice: (manager: EntityManager) => Promise<void>,
    details?: string,
  ): Promise<boolean> {
    return transact(this.dataSource, async (manager) => {
      const hasFinished = await changeExport(manager, transition, claim.exportId, { ...values, owner: claim.owner });
      if (hasFinished) {
        await this.recordEnd(
          manager,
          { id: claim.exportId, organizationId: claim.row.organizationId },
          action,
          details,
        );
        await enqueueNotice(manager);
      }
      return hasFinished;
    });
  }

  private recordEnd(
    manager: EntityManager,
    { id, organizationId }: { id: number; organizationId: number },
    action: AuditAction,
    details?: string,
  ): Promise<void> {
    return this.auditLog.record(manager, { organizationId, action, exportId: id, details });
  }
}
