import { createHash } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { AppError, conflict, forbidden, notFound, unauthenticated } from '../../../errors';
import { dialectOf } from '../../../platform/database/dialect';
import { insertRows } from '../../../platform/database/insert-rows';
import { lockRows } from '../../../platform/database/lock-rows';
import { execute, query } from '../../../platform/database/query';
import { sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import { idOf } from '../../../platform/graphql/ids';
import { optionalText } from '../../../platform/graphql/input-text';
import type { Operation } from '../../../platform/graphql/operation';
import type { Clock } from '../../../platform/time/clock';
import type { Viewer } from '../../../viewer';
import { AuditAction } from '../../audit/audit-event.entity';
import { type AuditLog, doneBy } from '../../audit/audit-log';
import { activeAccountSql, findUserRights, ownerAccountSql } from '../../auth/account-rights';
import { effectivePermissions, Role } from '../../auth/permissions';
import { enqueueNotice, NoticeKind } from '../../notices/notice';
import { serializeFilter } from '../../users/filter-json';
import type { ResolvedPeriod } from '../datasets/export-selection';
import { describeExport } from '../record/export-notices';
import type { PeriodBasis } from '../record/export-period';
import type { ExportService } from '../start/export.service';
import type { ExportValidator } from '../start/export-validator';
import { checkRateLimit } from '../start/rate-limit';
import type { StartExportInput, StartExportPayload } from '../start/start-export.inputs';
import { type ExportRequest, ExportRequestState, type RequestSummary } from './export-request.entity';
import { maxReasonLength, type RequestExportInput } from './export-request.inputs';
import { type ExportRequestRepository, requestScope } from './export-request.repository';
import { readStoredInput, storedInput } from './serialize-input';

/** Asking the owner. Who that is, is asked anew at each step: a new owner takes over what is open. */
export class ExportRequestService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly requests: ExportRequestRepository,
    private readonly exports: ExportService,
    private readonly checks: ExportValidator,
    private readonly auditLog: AuditLog,
    private readonly maxPerMinute: number,
  ) {}

  /** The same again while it is open is that one, with the reason that it had: the owner has been told that one. */
  async open(operation: Operation, input: RequestExportInput): Promise<ExportRequest> {
    const { viewer } = operation;
    if (viewer.role === Role.OWNER) throw forbidden('The owner need not ask: use startExport.');
    const reason = optionalText('input.reason', input.reason, maxReasonLength);
    const { wanted, period } = await this.checked(viewer, input.export);
    const text = storedInput(wanted);
    const openKey = createHash('sha256')
      .update(JSON.stringify([viewer.organizationId, viewer.userId, text]))
      .digest('hex');
    for (let attempt = 0; attempt < 5; attempt++) {
      const [open] = await query(this.dataSource, sql`SELECT id FROM export_requests WHERE openKey = ${openKey}`);
      const found = open ? await this.requests.find(requestScope(viewer), open.id) : null;
      if (found) return Object.assign(found, { deduplicated: true });
      const id = await this.insert(operation, { text, summary: summaryOf(wanted, period), openKey, reason });
      if (id instanceof AppError) throw id;
      if (id !== null)
        return Object.assign((await this.requests.find(requestScope(viewer), id))!, { deduplicated: false });
    }
    throw new AppError('CONFLICT', 'The same request is being made and decided over and over. Try again.');
  }

  /**
   * Starts the export as the owner's own: it may do what the owner may. The decision and the export are there together,
   * or neither is.
   */
  async approve(operation: Operation, idText: string): Promise<StartExportPayload> {
    const row = await this.forOwner(operation, idText);
    const input = readStoredInput(await this.requests.inputOf(row));
    try {
      return await this.exports.start(operation, input, (manager, exportId) =>
        this.decide(manager, operation, row, { state: ExportRequestState.APPROVED, exportId }),
      );
    } catch (error) {
      if (error instanceof AppError && error.code === 'BAD_USER_INPUT')
        throw conflict('id', `What was asked for can no longer be exported. ${error.message}`);
      throw error;
    }
  }

  async decline(operation: Operation, idText: string, reason: string | null | undefined): Promise<ExportRequest> {
    const declineReason = optionalText('reason', reason, maxReasonLength);
    const row = await this.forOwner(operation, idText);
    await transact(this.dataSource, (manager) =>
      this.decide(manager, operation, row, { state: ExportRequestState.DECLINED, declineReason }),
    );
    return this.get(operation.viewer, idText);
  }

  /** Idempotent; CONFLICT for a request that was decided. */
  async cancel(operation: Operation, idText: string): Promise<ExportRequest> {
    const row = await this.get(operation.viewer, idText);
    if (row.requestedById !== operation.viewer.userId)
      throw forbidden('Only who asked may take a request back; decline it instead.');
    await transact(this.dataSource, async (manager) => {
      const changed = await execute(
        manager,
        sql`UPDATE export_requests SET state = 'CANCELLED', openKey = NULL WHERE id = ${row.id} AND state = 'OPEN'`,
      );
      if (changed === 1)
        await this.auditLog.record(manager, {
          ...doneBy(operation, AuditAction.EXPORT_REQUEST_CANCELLED),
          details: nameOf(row),
        });
    });
    const now = await this.get(operation.viewer, idText);
    if (now.state !== ExportRequestState.CANCELLED) throw conflict('id', `This request is ${now.state} already.`);
    return now;
  }

  private async get(viewer: Viewer, idText: string): Promise<ExportRequest> {
    const row = await this.requests.find(requestScope(viewer), idOf(idText));
    if (!row) throw notFound('export request');
    return row;
  }

  private async forOwner(operation: Operation, idText: string): Promise<ExportRequest> {
    const row = await this.get(operation.viewer, idText);
    if (operation.viewer.role !== Role.OWNER) {
      await this.auditLog.recordAlone({ ...doneBy(operation, AuditAction.EXPORT_DENIED), details: nameOf(row) });
      throw forbidden('Only the owner decides on requests for exports.');
    }
    if (row.state !== ExportRequestState.OPEN) throw decided(row);
    return row;
  }

  /**
   * What is stored, checked as if the owner had asked: a request names rows that who asks may see, and is about the
   * days that they meant.
   */
  private async checked(
    viewer: Viewer,
    input: StartExportInput,
  ): Promise<{ wanted: StartExportInput; period: ResolvedPeriod | null }> {
    try {
      const { period } = (
        await this.checks.validate(
          {
            organizationId: viewer.organizationId,
            role: Role.OWNER,
            permissions: effectivePermissions(Role.OWNER, []),
          },
          input,
          viewer,
        )
      ).request.selection;
      return period
        ? {
            wanted: { ...input, period: { start: period.startOn, end: period.endOn, by: period.by as PeriodBasis } },
            period,
          }
        : { wanted: input, period: null };
    } catch (error) {
      const argument = error instanceof AppError ? error.details.argument : undefined;
      if (typeof argument !== 'string') throw error;
      const { code, message, details } = error as AppError;
      throw new AppError(code, message, { ...details, argument: argument.replace(/^input\b/, 'input.export') });
    }
  }

  private async insert(
    operation: Operation,
    {
      text,
      summary,
      openKey,
      reason,
    }: { text: string; summary: RequestSummary; openKey: string; reason: string | null },
  ): Promise<number | AppError | null> {
    const { organizationId, userId } = operation.viewer;
    try {
      return await transact(this.dataSource, async (manager) => {
        // The same person's other requests wait here until this one's row is there to be seen.
        await lockRows(manager, 'users', organizationId, [userId]);
        if (!(await findUserRights(manager, organizationId, userId))) return unauthenticated();
        const tooMany = await checkRateLimit(
          manager,
          'export_requests',
          operation.viewer,
          this.maxPerMinute,
          this.clock.now(),
        );
        if (tooMany) return tooMany;
        await insertRows(
          manager,
          'export_requests',
          ['organizationId', 'requestedById', 'requestedAt', 'input', 'summary', 'openKey', 'reason', 'state'],
          [
            [
              organizationId,
              userId,
              this.clock.now().getTime(),
              text,
              JSON.stringify(summary),
              openKey,
              reason,
              ExportRequestState.OPEN,
            ],
          ],
        );
        const [{ id }] = await query(manager, sql`SELECT id FROM export_requests WHERE openKey = ${openKey}`);
        await this.auditLog.record(manager, {
          ...doneBy(operation, AuditAction.EXPORT_REQUEST_OPENED),
          details: nameOf({ id, summary }),
        });
        await enqueueNotice(manager, {
          organizationId,
          kind: NoticeKind.REQUEST_OPENED,
          to: 'OWNER',
          requestId: id,
          byUserId: userId,
          details: { what: contentOf(summary), reason },
        });
        return id as number;
      });
    } catch (error) {
      if (dialectOf(this.dataSource).isUniqueViolation(error)) return null;
      throw error;
    }
  }

  private async decide(
    manager: EntityManager,
    operation: Operation,
    row: ExportRequest,
    {
      state,
      exportId,
      declineReason = null,
    }: {
      state: ExportRequestState.APPROVED | ExportRequestState.DECLINED;
      exportId?: number;
      declineReason?: string | null;
    },
  ): Promise<void> {
    const { organizationId, userId } = operation.viewer;
    // The role is asked for here once more: the owner may have become another since the operation began.
    const changed = await execute(
      manager,
      sql`UPDATE export_requests SET state = ${state}, openKey = NULL, decidedById = ${userId}, decidedAt = ${this.clock.now().getTime()}, declineReason = ${declineReason}, exportId = ${exportId ?? null}
        WHERE id = ${row.id} AND state = 'OPEN' AND EXISTS (SELECT 1 FROM users u WHERE u.organizationId = ${organizationId} AND u.id = ${userId} AND ${ownerAccountSql})`,
    );
    if (changed !== 1) {
      const [now] = await query(manager, sql`SELECT state FROM export_requests WHERE id = ${row.id}`);
      throw now && now.state !== ExportRequestState.OPEN
        ? decided(now)
        : forbidden('Only the owner decides on requests for exports.');
    }
    const approved = state === ExportRequestState.APPROVED;
    if (approved) await refuseSuspendedRequester(manager, row);
    await this.auditLog.record(manager, {
      ...doneBy(operation, approved ? AuditAction.EXPORT_REQUEST_APPROVED : AuditAction.EXPORT_REQUEST_DECLINED),
      exportId,
      details: nameOf(row),
    });
    await enqueueNotice(manager, {
      organizationId,
      kind: approved ? NoticeKind.REQUEST_APPROVED : NoticeKind.REQUEST_DECLINED,
      to: row.requestedById,
      requestId: row.id,
      byUserId: userId,
      details: { what: contentOf(row.summary), reason: declineReason },
    });
  }
}

async function refuseSuspendedRequester(
  manager: EntityManager,
  { organizationId, requestedById }: ExportRequest,
): Promise<void> {
  const [active] = await query(
    manager,
    sql`SELECT 1 FROM users u WHERE u.organizationId = ${organizationId} AND u.id = ${requestedById} AND ${activeAccountSql}${dialectOf(manager.connection).forShare}`,
  );
  if (!active)
    throw conflict(
      'id',
      "The requester's account is not ACTIVE. Decline the request, or make the account ACTIVE first.",
    );
}

const decided = ({ state }: { state: ExportRequestState }): AppError =>
  conflict('id', `This request is ${state} already.`);

const contentOf = ({ dataset, format, userId }: RequestSummary): string =>
  describeExport(dataset, format, userId !== null);

/** In the audit log. */
const nameOf = ({ id, summary }: Pick<ExportRequest, 'id' | 'summary'>): string =>
  `request ${id}: ${summary.dataset} ${summary.format}`;

/** As of the export that may come of it. */
function summaryOf(
  { dataset, format, template, columns, ids, filter, userId }: StartExportInput,
  period: ResolvedPeriod | null,
): RequestSummary {
  const ofDataset = Object.values(filter ?? {}).find((value) => value);
  return {
    dataset,
    format,
    template: template ?? null,
    columns: columns ?? null,
    idCount: ids?.length ?? null,
    userId: userId ?? null,
    filter: ofDataset ? JSON.stringify(serializeFilter(ofDataset)) : null,
    period,
  };
}
