import { createHash } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { because, causeOf } from '../../../error-reasons';
import { AppError, conflict, forbidden, unknownId } from '../../../errors';
import { dialectOf } from '../../../platform/database/dialect';
import { findWhole } from '../../../platform/database/find-whole';
import { lockLimits } from '../../../platform/database/lock-limits';
import { execute, query } from '../../../platform/database/query';
import { type Sql, sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import { idOf } from '../../../platform/graphql/ids';
import { withArguments } from '../../../platform/graphql/input-errors';
import { optionalText } from '../../../platform/graphql/input-text';
import type { Operation } from '../../../platform/graphql/operation';
import type { Clock } from '../../../platform/time/clock';
import type { Viewer } from '../../../viewer';
import { AuditAction } from '../../audit/audit-action';
import { type AuditLog, doneBy } from '../../audit/audit-log';
import { activeAccountSql } from '../../auth/account-rights';
import { assertAllowed } from '../../auth/denials';
import { confirmViewer } from '../../auth/lock-viewer';
import { effectivePermissions, Role } from '../../auth/permissions';
import { enqueueNotice, NoticeKind } from '../../notices/notice';
import type { ResolvedPeriod } from '../datasets/export-selection';
import type { ExportService } from '../start/export.service';
import type { ExportValidator } from '../start/export-validator';
import { checkRateLimit } from '../start/rate-limit';
import type { StartExportInput, StartExportPayload } from '../start/start-export.inputs';
import { storedInputLoader } from '../start/stored-input.loaders';
import { ExportRequest, ExportRequestState, type RequestSummary } from './export-request.entity';
import { maxOpenRequests, maxReasonLength, type RequestExportInput } from './export-request.inputs';
import { checkDecideRequests, checkRequestExport } from './export-request.policy';
import { type ExportRequestRepository, requestScope } from './export-request.repository';
import { deserializeInput, serializeInput } from './serialize-input';
import { describeContent, describeRequest, summarizeRequest } from './summarize-request';

/** Export requests. The owner is determined at each step, so a new owner takes over the OPEN requests. */
export class ExportRequestService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly requests: ExportRequestRepository,
    private readonly exports: ExportService,
    private readonly validator: ExportValidator,
    private readonly auditLog: AuditLog,
    private readonly maxPerMinute: number,
  ) {}

  /** Creates a request, or returns an identical OPEN one with its original reason, which the owner has received. */
  async open(operation: Operation, input: RequestExportInput): Promise<ExportRequest> {
    const { viewer } = operation;
    assertAllowed(checkRequestExport(viewer));
    const reason = optionalText('input.reason', input.reason, maxReasonLength);
    const { requested, period } = await this.validate(operation, input.export);
    const text = serializeInput(requested);
    const openKey = createHash('sha256')
      .update(JSON.stringify([viewer.organizationId, viewer.userId, text]))
      .digest('hex');
    for (let attempt = 0; attempt < 5; attempt++) {
      const [existing] = await query(this.dataSource, sql`SELECT id FROM export_requests WHERE openKey = ${openKey}`);
      const found = existing ? await this.requests.find(requestScope(viewer), existing.id) : null;
      if (found) return Object.assign(found, { deduplicated: true });
      const id = await this.insert(operation, { text, summary: summarizeRequest(requested, period), openKey, reason });
      if (id instanceof AppError) throw id;
      if (id !== null) return Object.assign(await this.requests.get(requestScope(viewer), id), { deduplicated: false });
    }
    throw new AppError(
      'CONFLICT',
      'Identical requests are being made and decided at the same time. Try again.',
      because('CHANGED_MEANWHILE'),
    );
  }

  /** Starts the export as an export of the owner, with the owner's permissions, in the transaction of the decision. */
  async approve(operation: Operation, idText: string): Promise<StartExportPayload> {
    const row = await this.getForDecision(operation, idText);
    const input = await storedInputLoader(operation, this.dataSource).load(deserializeInput(row.input));
    try {
      return await this.exports.start(operation, input, (manager, exportId) =>
        this.decide(manager, operation, row, { state: ExportRequestState.APPROVED, exportId }),
      );
    } catch (error) {
      if (error instanceof AppError && error.code === 'BAD_USER_INPUT') throw notRepeatable(error);
      throw error;
    }
  }

  async decline(operation: Operation, idText: string, reason: string | null | undefined): Promise<ExportRequest> {
    const declineReason = optionalText('reason', reason, maxReasonLength);
    const row = await this.getForDecision(operation, idText);
    await transact(this.dataSource, async (manager) => {
      await confirmViewer(manager, operation);
      await this.decide(manager, operation, row, { state: ExportRequestState.DECLINED, declineReason });
    });
    return this.get(operation.viewer, idText);
  }

  /**
   * Idempotent.
   *
   * @throws CONFLICT if the request was approved or declined.
   */
  async cancel(operation: Operation, idText: string): Promise<ExportRequest> {
    const row = await this.get(operation.viewer, idText);
    if (row.requestedById !== operation.viewer.userId)
      throw forbidden('Only the requester may cancel a request. Decline it instead.', because('REQUESTER_ONLY'));
    await transact(this.dataSource, async (manager) => {
      await confirmViewer(manager, operation);
      const changed = await execute(
        manager,
        sql`UPDATE export_requests SET state = 'CANCELLED', openKey = NULL, ${announced(manager)} WHERE id = ${row.id} AND state = 'OPEN'`,
      );
      if (changed === 1)
        await this.auditLog.record(manager, {
          ...doneBy(operation, AuditAction.EXPORT_REQUEST_CANCELLED),
          details: describeRequest(row),
        });
    });
    const current = await this.get(operation.viewer, idText);
    if (current.state !== ExportRequestState.CANCELLED) throw alreadyDecidedError(current);
    return current;
  }

  private async get(viewer: Viewer, idText: string): Promise<ExportRequest> {
    const row = await this.requests.find(requestScope(viewer), idOf(idText));
    const whole = row && (await findWhole(this.dataSource.manager, ExportRequest, row.id));
    if (!whole) throw unknownId('export request', idText);
    return whole;
  }

  private async getForDecision(operation: Operation, idText: string): Promise<ExportRequest> {
    const row = await this.get(operation.viewer, idText);
    const refusal = checkDecideRequests(operation.viewer);
    if (refusal) {
      await this.auditLog.recordAlone({
        ...doneBy(operation, AuditAction.EXPORT_DENIED),
        details: describeRequest(row),
      });
      throw refusal;
    }
    if (row.state !== ExportRequestState.OPEN) throw alreadyDecidedError(row);
    return row;
  }

  /**
   * Validates the input with the permissions of the owner, but with ids limited to the requester's scopes. Returns it with
   * the parsed ids, and with the dates of a preset, so that a later approval exports the days that the requester meant.
   */
  private async validate(
    operation: Operation,
    input: StartExportInput,
  ): Promise<{ requested: StartExportInput; period: ResolvedPeriod | null }> {
    try {
      const rights = { role: Role.OWNER, permissions: effectivePermissions(Role.OWNER, []) };
      const { request } = await this.validator.validate(operation, input, rights, operation.viewer);
      const { ids, excludeIds, period } = request.selection;
      const requested = {
        ...input,
        ids: ids?.map(String) ?? null,
        excludeIds: excludeIds?.map(String) ?? null,
        ...(period && { period: { start: period.startOn, end: period.endOn, by: period.by } }),
      };
      return { requested, period: period ?? null };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      throw withArguments(error, (argument) => argument.replace(/^input\b/, 'input.export'));
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
        await confirmViewer(manager, operation);
        // So that the rate limit and the check for duplicates see the earlier requests of the user.
        await lockLimits(manager, [['export_requests', organizationId, userId]]);
        const limitError = await checkRateLimit(
          manager,
          'export_requests',
          operation.viewer,
          this.maxPerMinute,
          this.clock.now(),
        );
        if (limitError) return limitError;
        const openError = await this.checkOpen(manager, operation.viewer);
        if (openError) return openError;
        await execute(
          manager,
          sql`INSERT INTO export_requests (organizationId, requestedById, requestedAt, input, summary, openKey, reason, state, version, updatedAt)
           VALUES (${organizationId}, ${userId}, ${this.clock.now().getTime()}, ${text}, ${JSON.stringify(summary)}, ${openKey}, ${reason}, 'OPEN', 1, ${dialectOf(this.dataSource).nowMs})`,
        );
        const [{ id }] = await query(manager, sql`SELECT id FROM export_requests WHERE openKey = ${openKey}`);
        await this.auditLog.record(manager, {
          ...doneBy(operation, AuditAction.EXPORT_REQUEST_OPENED),
          details: describeRequest({ id, summary }),
        });
        await enqueueNotice(manager, {
          organizationId,
          kind: NoticeKind.REQUEST_OPENED,
          to: 'OWNER',
          requestId: id,
          byUserId: userId,
          details: { what: describeContent(summary), reason },
        });
        return id as number;
      });
    } catch (error) {
      if (dialectOf(this.dataSource).isUniqueViolation(error)) return null;
      throw error;
    }
  }

  private async checkOpen(manager: EntityManager, { organizationId, userId }: Viewer): Promise<AppError | null> {
    const [{ open }] = await query(
      manager,
      sql`SELECT COUNT(*) AS open FROM export_requests WHERE organizationId = ${organizationId} AND requestedById = ${userId} AND state = 'OPEN'`,
    );
    if (Number(open) < maxOpenRequests) return null;
    return new AppError(
      'LIMIT_REACHED',
      `You have ${maxOpenRequests} open export requests. Cancel some of them with \`cancelExportRequest\`, or wait until the owner decides on them.`,
      because('COUNT_LIMIT', { max: maxOpenRequests }),
    );
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
    const changed = await execute(
      manager,
      sql`UPDATE export_requests SET state = ${state}, openKey = NULL, decidedById = ${userId}, decidedAt = ${this.clock.now().getTime()}, declineReason = ${declineReason}, exportId = ${exportId ?? null}, ${announced(manager)}
        WHERE id = ${row.id} AND state = 'OPEN'`,
    );
    if (changed !== 1) {
      const [current] = await query(manager, sql`SELECT state FROM export_requests WHERE id = ${row.id}`);
      throw current ? alreadyDecidedError(current) : unknownId('export request', String(row.id));
    }
    const isApproved = state === ExportRequestState.APPROVED;
    if (isApproved) await assertRequesterIsActive(manager, row);
    await this.auditLog.record(manager, {
      ...doneBy(operation, isApproved ? AuditAction.EXPORT_REQUEST_APPROVED : AuditAction.EXPORT_REQUEST_DECLINED),
      exportId,
      details: describeRequest(row),
    });
    await enqueueNotice(manager, {
      organizationId,
      kind: isApproved ? NoticeKind.REQUEST_APPROVED : NoticeKind.REQUEST_DECLINED,
      to: row.requestedById,
      requestId: row.id,
      byUserId: userId,
      details: { what: describeContent(row.summary), reason: declineReason },
    });
  }
}

/** Lets watchers see the change: the feed polls by `updatedAt`, and clients compare versions. */
const announced = (manager: EntityManager): Sql =>
  sql`version = version + 1, updatedAt = ${dialectOf(manager.connection).nowMs}`;

async function assertRequesterIsActive(
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
      because('ACCOUNT_NOT_ACTIVE'),
    );
}

const notRepeatable = ({ message, details }: AppError): AppError =>
  conflict('id', `The requested export is no longer possible. ${message}`, because('NOT_REPEATABLE', causeOf(details)));

const alreadyDecidedError = ({ state }: { state: ExportRequestState }): AppError =>
  conflict('id', `This request is already ${state}.`, because('STATE', { state }));
