import { createHash } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import type { Config } from '../../../config';
import { because } from '../../../error-reasons';
import { AppError, conflict, unknownId } from '../../../errors';
import { dialectOf } from '../../../platform/database/dialect';
import { lockLimits } from '../../../platform/database/lock-limits';
import { execute, query } from '../../../platform/database/query';
import { poolQuery } from '../../../platform/database/query-rows';
import { sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import { idOf } from '../../../platform/graphql/ids';
import type { Operation } from '../../../platform/graphql/operation';
import type { Clock } from '../../../platform/time/clock';
import { timeZoneDataVersion } from '../../../platform/time/time-zone';
import type { Viewer } from '../../../viewer';
import { AuditAction } from '../../audit/audit-action';
import { details } from '../../audit/audit-details';
import { type AuditLog, doneBy } from '../../audit/audit-log';
import { confirmViewer } from '../../auth/lock-viewer';
import { ownerOnly } from '../../auth/required-permissions';
import { ExportDataset } from '../datasets';
import { Export } from '../record/export.entity';
import { exportScope, forbiddenError, isAllowed, isStateAllowed } from '../record/export.policy';
import { deserializeSelection, type ExportRepository } from '../record/export.repository';
import { enqueueRequestedNotice } from '../record/export-notices';
import { activeStates, ExportState } from '../record/export-state';
import { changeExport } from '../record/export-transitions';
import { checkQuota } from '../record/storage-quota';
import type { ExportSpec, ValidatedExport } from './export-spec';
import type { ExportValidator } from './export-validator';
import { checkRateLimit } from './rate-limit';
import type { StartExportInput, StartExportPayload } from './start-export.inputs';

/** Writes in the transaction that starts an export or finds the identical running one. */
type AlsoInTransaction = (manager: EntityManager, exportId: number) => Promise<void>;

/**
 * Deduplication key. Identical exports of one user share a running export. Exports of the organization are shared by its
 * owners, because a transfer of ownership hands them over, and a full export regardless of its options.
 */
function activeKeyOf({ organizationId, userId }: Viewer, request: ExportSpec): string {
  const { dataset, selection } = request;
  const requester = dataset === ExportDataset.ORGANIZATION ? [] : [userId];
  const isFullExport = dataset === ExportDataset.ORGANIZATION && selection.userId === undefined;
  return createHash('sha256')
    .update(JSON.stringify([organizationId, ...requester, isFullExport ? dataset : request]))
    .digest('hex');
}

/** What was denied, other than the export itself. */
type DeniedPurpose = 'EXPORT_PREVIEW' | 'EXPORT_CANCELING';

/** Starts, retries and cancels exports for clients. */
export class ExportService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly exports: ExportRepository,
    private readonly validator: ExportValidator,
    private readonly auditLog: AuditLog,
    private readonly limits: Pick<Config, 'exportsPerMinute' | 'exportQuotaBytes'>,
  ) {}

  async start(
    operation: Operation,
    input: StartExportInput,
    alsoInTransaction?: AlsoInTransaction,
  ): Promise<StartExportPayload> {
    return this.startOrJoin(operation, await this.validate(operation, input), alsoInTransaction);
  }

  /**
   * Starts the same export again as a new one, with the dates and columns that were resolved the first time.
   *
   * @throws CONFLICT if the export is not FAILED, CANCELLED or EXPIRED, or if its columns or rows no longer exist.
   */
  async retry(operation: Operation, idText: string): Promise<Export> {
    const { viewer } = operation;
    const row = await this.exports.find(exportScope(viewer), idOf(idText));
    if (!row) throw unknownId('export', idText);
    if (!isAllowed('retry', viewer, row))
      return this.denied(operation, row, forbiddenError(row.dataset, row.permissions), { exportId: row.id });
    if (!isStateAllowed('retry', row, this.clock.now()))
      throw conflict(
        'id',
        `This export is ${row.state}. Only an export that is FAILED, CANCELLED or EXPIRED can be started again.`,
        because('STATE', { state: row.state }),
      );
    const selection = deserializeSelection((await this.exports.listSelections([row.id])).get(row.id)!);
    return (
      await this.startOrJoin(operation, await this.validator.revalidate(operation, row, selection), undefined, row.id)
    ).export;
  }

  private async startOrJoin(
    operation: Operation,
    validated: ValidatedExport,
    alsoInTransaction?: AlsoInTransaction,
    retryOfId?: number,
  ): Promise<StartExportPayload> {
    const { viewer } = operation;
    const { request } = validated;
    const activeKey = activeKeyOf(viewer, request);
    // Of two identical requests at once, the unique key refuses one insert, which then finds the row of the other. If
    // that export has finished by then, the next attempt can insert.
    for (let attempt = 0; attempt < 5; attempt++) {
      const [running] = await query(this.dataSource, sql`SELECT id FROM exports WHERE activeKey = ${activeKey}`);
      const found = running ? await this.exports.find(exportScope(viewer), running.id) : null;
      if (found) {
        const event = {
          ...doneBy(operation, AuditAction.EXPORT_DEDUPLICATED),
          exportId: found.id,
          details: details('EXPORT', request),
        };
        const hasJoined = await transact(this.dataSource, async (manager) => {
          await confirmViewer(manager, operation);
          const { credential } = viewer;
          if (!(await changeExport(manager, 'join', found.id, { activeKey, credential }))) return false;
          await this.auditLog.record(manager, event);
          await alsoInTransaction?.(manager, found.id);
          return true;
        });
        if (!hasJoined) continue;
        return payload(await this.exports.get(exportScope(viewer), found.id), true);
      }
      const id = await this.insert(operation, validated, activeKey, alsoInTransaction, retryOfId);
      if (id instanceof AppError) return this.denied(operation, request, id, { exportId: retryOfId });
      if (id !== null) return payload(await this.exports.get(exportScope(viewer), id), false);
    }
    throw new AppError(
      'CONFLICT',
      'Identical exports are being started and stopped at the same time. Try again.',
      because('CHANGED_MEANWHILE'),
    );
  }

  /** Validates an input. Records FORBIDDEN in the audit log, with `purpose`. */
  async validate(operation: Operation, input: StartExportInput, purpose?: DeniedPurpose): Promise<ValidatedExport> {
    try {
      return await this.validator.validate(operation, input);
    } catch (error) {
      return error instanceof AppError && error.code === 'FORBIDDEN'
        ? this.denied(operation, input, error, { purpose })
        : Promise.reject(error);
    }
  }

  private async denied(
    operation: Pick<Operation, 'viewer' | 'address'>,
    { dataset, format }: Pick<StartExportInput, 'dataset' | 'format'>,
    refused: AppError,
    { purpose, exportId }: { purpose?: DeniedPurpose | undefined; exportId?: number | undefined },
  ): Promise<never> {
    await this.auditLog.recordAlone({
      ...doneBy(operation, AuditAction.EXPORT_DENIED),
      exportId,
      details: details(purpose ?? 'EXPORT', { dataset, format }),
    });
    throw refused;
  }

  /**
   * Cancels an export. Idempotent.
   *
   * @throws CONFLICT if the export has finished in another state.
   */
  async cancel(operation: Operation, idText: string): Promise<Export> {
    const { viewer } = operation;
    const scope = exportScope(viewer);
    const row = await this.exports.find(scope, idOf(idText));
    if (!row) throw unknownId('export', idText);
    if (!isAllowed('cancel', viewer, row))
      return this.denied(operation, row, ownerOnly('Only the owner may cancel an export of the whole organization.'), {
        exportId: row.id,
        purpose: 'EXPORT_CANCELING',
      });
    await transact(this.dataSource, async (manager) => {
      await confirmViewer(manager, operation);
      if (await changeExport(manager, 'cancel', row.id, { finishedAt: this.clock.now().getTime() }))
        await this.auditLog.record(manager, { ...doneBy(operation, AuditAction.EXPORT_CANCELLED), exportId: row.id });
    });
    const now = await this.exports.get(scope, row.id);
    if (!activeStates.includes(now.state) && now.state !== ExportState.CANCELLED)
      throw conflict(
        'id',
        `This export is ${now.state}: it can no longer be canceled.`,
        because('STATE', { state: now.state }),
      );
    return now;
  }

  private async insert(
    operation: Operation,
    { request, requested, permissions, warnings }: ValidatedExport,
    activeKey: string,
    alsoInTransaction?: AlsoInTransaction,
    retryOfId?: number,
  ): Promise<number | AppError | null> {
    const { organizationId, userId, credential } = operation.viewer;
    const dialect = dialectOf(this.dataSource);
    try {
      return await transact(this.dataSource, async (manager) => {
        await confirmViewer(manager, operation);
        // So that each start of a user sees the rows of those before.
        await lockLimits(manager, [['exports', organizationId, userId]]);
        const [same] = await query(manager, sql`SELECT id FROM exports WHERE activeKey = ${activeKey}`);
        if (same) return null;
        const refused =
          (await checkRateLimit(
            manager,
            'exports',
            operation.viewer,
            this.limits.exportsPerMinute,
            this.clock.now(),
          )) ?? (await checkQuota(poolQuery(manager), organizationId, this.limits.exportQuotaBytes));
        if (refused) return refused;
        await execute(
          manager,
          sql`INSERT INTO exports (organizationId, requestedById, credential, dataset, format, selection, requested, columnKeys, activeKey, retryOfId, state, version, updatedAt, requestedAt, asOf, timezoneDataVersion,
                                permissions, warnings, attempt, phase, rowsDone, bytesWritten)
           VALUES (${organizationId}, ${userId}, ${credential}, ${request.dataset}, ${request.format}, ${JSON.stringify(request.selection)}, ${requested && JSON.stringify(requested)}, ${JSON.stringify(request.columnKeys)}, ${activeKey}, ${retryOfId ?? null}, 'QUEUED', 1, ${dialect.nowMs}, ${this.clock.now().getTime()}, ${request.selection.asOf ?? null}, ${timeZoneDataVersion}, ${JSON.stringify(permissions)}, ${JSON.stringify(warnings)}, 0, 'COUNTING', 0, 0)`,
        );
        const [{ id }] = await query(manager, sql`SELECT id FROM exports WHERE activeKey = ${activeKey}`);
        if (retryOfId !== undefined)
          await this.auditLog.record(manager, {
            ...doneBy(operation, AuditAction.EXPORT_RETRIED),
            exportId: retryOfId,
            details: details('AS_EXPORT', { id }),
          });
        await this.auditLog.record(manager, {
          ...doneBy(operation, AuditAction.EXPORT_REQUESTED),
          exportId: id,
          details: details('EXPORT', request),
        });
        await enqueueRequestedNotice(manager, {
          id,
          organizationId,
          requestedById: userId,
          dataset: request.dataset,
          format: request.format,
          selection: request.selection,
        });
        await alsoInTransaction?.(manager, id);
        return id as number;
      });
    } catch (error) {
      if (dialect.isUniqueViolation(error)) return null;
      throw error;
    }
  }
}

const payload = (row: Export, deduplicated: boolean): StartExportPayload => ({
  export: Object.assign(row, { deduplicated }),
  deduplicated,
});
