import type { DataSource, EntityManager } from 'typeorm';
import type { Config } from '../../../config';
import { because } from '../../../error-reasons';
import { AppError, badInput, conflict, unknownId } from '../../../errors';
import { lockLimits } from '../../../platform/database/lock-limits';
import { lockRows } from '../../../platform/database/lock-rows';
import { query } from '../../../platform/database/query';
import { poolQuery } from '../../../platform/database/query-rows';
import { join, sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import { CsvDelimiter } from '../../../platform/files/csv-dialect';
import { decimalSeparatorOf } from '../../../platform/graphql/decimal-separator';
import { idOf } from '../../../platform/graphql/ids';
import { checkAll } from '../../../platform/graphql/input-errors';
import { visibleText } from '../../../platform/graphql/input-text';
import type { Operation } from '../../../platform/graphql/operation';
import type { Clock } from '../../../platform/time/clock';
import type { Sentence } from '../../../sentences';
import { AuditAction } from '../../audit/audit-action';
import { details } from '../../audit/audit-details';
import { type AuditLog, doneBy } from '../../audit/audit-log';
import { confirmViewer } from '../../auth/lock-viewer';
import { DateOrder } from '../../columns/date-order';
import { ExportDataset, type RowDataset } from '../../exports/datasets';
import { checkQuota } from '../../exports/record/storage-quota';
import { checkRateLimit } from '../../exports/start/rate-limit';
import type { Import } from '../record/import.entity';
import {
  checkImport,
  forbiddenError,
  hasChangedRecords,
  importScope,
  isAllowed,
  isStateAllowed,
  notImportable,
} from '../record/import.policy';
import type { ImportRepository } from '../record/import.repository';
import type { HeaderMapping } from '../record/import-contents';
import { activeStates, BlankCells, ImportState } from '../record/import-state';
import { changeImport } from '../record/import-transitions';
import { checkMappingName, findNamedMapping, unknownMapping } from '../record/named-mapping';
import { findCorrected, withEarlierDecisions } from './correction';
import { decisionsOf, mappingNameOf } from './decisions';
import { type ImportRequest, insertImport } from './insert-import';
import { maxFileNameLength, type StartImportInput } from './start-import.inputs';

/** Starts, undoes and cancels imports for clients. */
export class ImportService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly imports: ImportRepository,
    private readonly auditLog: AuditLog,
    private readonly limits: Pick<
      Config,
      'importsPerMinute' | 'openImportsPerOrganization' | 'exportQuotaBytes' | 'importKeepMs'
    >,
  ) {}

  /** Stores the request. The file follows by PUT. */
  async start(operation: Operation, input: StartImportInput): Promise<Import> {
    const { viewer } = operation;
    const { dataset } = input;
    if (dataset === ExportDataset.ORGANIZATION) throw notImportable();
    const refusal = checkImport(viewer, dataset);
    if (refusal) return this.denied(operation, refusal, details('IMPORT_DATASET', { dataset }));
    const corrected = await findCorrected(this.imports, viewer, input);
    const request = { ...validated(input, dataset), correctionOfId: corrected?.id ?? null };
    const stored = await transact(this.dataSource, async (manager) => this.insert(manager, operation, request));
    if (stored instanceof AppError) throw stored;
    return this.imports.get(importScope(viewer), stored);
  }

  /**
   * Starts an import that undoes another one. While one is unfinished, returns it.
   *
   * @throws CONFLICT if nothing was applied or another user is undoing it, EXPIRED once the changes are no longer kept.
   */
  async undo(operation: Operation, idText: string): Promise<Import> {
    const { viewer } = operation;
    const other = await this.imports.find(importScope(viewer), idOf(idText));
    if (!other) throw unknownId('import', idText);
    const { dataset } = other;
    if (!isAllowed('undo', viewer, other))
      return this.denied(operation, forbiddenError(other), details('IMPORT_UNDOING', {}), other.id);
    if (!isStateAllowed('undo', other, this.clock.now())) throw notUndoable(other);
    const stored = await transact(this.dataSource, async (manager) => {
      await confirmViewer(manager, operation);
      // Two users who undo the same import wait for each other, so that the second one finds the undo of the first.
      await lockRows(manager, 'imports', other.organizationId, [other.id]);
      const refused = await this.checkLimits(manager, operation);
      const [unfinished] = await query<{ id: number }>(
        manager,
        sql`SELECT id FROM imports WHERE undoOfId = ${other.id} AND state IN (${join(activeStates)})`,
      );
      if (unfinished) return unfinished.id;
      if (refused) return refused;
      const request = { ...undoRequest, dataset, fileName: other.fileName };
      const id = await this.store(manager, operation, request, ImportState.CHECKING, other);
      await this.auditLog.record(manager, {
        ...doneBy(operation, AuditAction.IMPORT_UNDONE),
        importId: other.id,
        details: details('AS_IMPORT', { id }),
      });
      return id;
    });
    if (stored instanceof AppError) throw stored;
    const undo = await this.imports.find(importScope(viewer), stored);
    if (!undo) throw conflict('id', 'Another user is undoing this import.', because('UNDO_OF_OTHER'));
    return undo;
  }

  /**
   * Cancels an import. Idempotent.
   *
   * @throws CONFLICT if the import has ended otherwise.
   */
  async cancel(operation: Operation, idText: string): Promise<Import> {
    const { viewer } = operation;
    const scope = importScope(viewer);
    const row = await this.imports.find(scope, idOf(idText));
    if (!row) throw unknownId('import', idText);
    if (!isAllowed('cancel', viewer, row))
      return this.denied(operation, forbiddenError(row), details('IMPORT_CANCELING', {}), row.id);
    await transact(this.dataSource, async (manager) => {
      await confirmViewer(manager, operation);
      if (await changeImport(manager, 'cancel', row.id, { finishedAt: this.clock.now().getTime() }))
        await this.auditLog.record(manager, { ...doneBy(operation, AuditAction.IMPORT_CANCELLED), importId: row.id });
    });
    const now = await this.imports.get(scope, row.id);
    if (!activeStates.includes(now.state) && now.state !== ImportState.CANCELLED)
      throw conflict(
        'id',
        `This import is ${now.state}: it can no longer be canceled.`,
        because('STATE', { state: now.state }),
      );
    return now;
  }

  private async denied(operation: Operation, refused: AppError, said: Sentence, importId?: number): Promise<never> {
    await this.auditLog.recordAlone({ ...doneBy(operation, AuditAction.IMPORT_DENIED), importId, details: said });
    throw refused;
  }

  private async insert(
    manager: EntityManager,
    operation: Operation,
    requested: ImportRequest,
  ): Promise<number | AppError> {
    await confirmViewer(manager, operation);
    const refused =
      (await this.checkLimits(manager, operation)) ??
      (await checkQuota(poolQuery(manager), operation.viewer.organizationId, this.limits.exportQuotaBytes));
    if (refused) return refused;
    const request = await withEarlierDecisions(manager, operation.viewer, requested);
    const mapping = await this.mappingOf(manager, operation, request);
    if (mapping instanceof AppError) return mapping;
    // A saved mapping that is used stays as it is.
    const mappingName = request.mapping ? request.mappingName : null;
    return this.store(manager, operation, { ...request, mapping, mappingName }, ImportState.AWAITING_FILE);
  }

  private async store(
    manager: EntityManager,
    operation: Operation,
    request: ImportRequest,
    state: ImportState.AWAITING_FILE | ImportState.CHECKING,
    undone: Import | null = null,
  ): Promise<number> {
    const { organizationId, userId, permissionLimit, credential, isFromProvider } = operation.viewer;
    const undoLevel = undone ? undone.undoLevel + 1 : 0;
    const id = await insertImport(manager, request, {
      organizationId,
      userId,
      permissionLimit,
      credential,
      isFromProvider,
      state,
      undoOfId: undone?.id ?? null,
      undoLevel,
      requestedAtMs: this.clock.now().getTime(),
      keepMs: this.limits.importKeepMs,
    });
    await this.auditLog.record(manager, {
      ...doneBy(operation, AuditAction.IMPORT_REQUESTED),
      importId: id,
      details: undone ? details('IMPORT_UNDO', { ...request, level: undoLevel }) : details('IMPORT', request),
    });
    return id;
  }

  /**
   * The decisions of the request, or the mapping that was saved under its name. The mapping of another user is never
   * applied without `applyImport`, because it could write what only this user may.
   */
  private async mappingOf(
    manager: EntityManager,
    { viewer }: Operation,
    { dataset, mapping, mappingName, applyWhenClean }: ImportRequest,
  ): Promise<readonly HeaderMapping[] | null | AppError> {
    if (!mappingName) return mapping;
    const { organizationId, userId } = viewer;
    if (mapping) return (await checkMappingName(manager, viewer, dataset, mappingName, 'input.mappingName')) ?? mapping;
    const saved = await findNamedMapping(manager, organizationId, dataset, mappingName);
    if (!saved) return unknownMapping(manager, organizationId, dataset, mappingName);
    if (!applyWhenClean || saved.savedById === userId) return saved.mapping;
    return badInput(
      'input.applyWhenClean',
      `The mapping ${JSON.stringify(mappingName)} belongs to another user, so its plan needs \`applyImport\`: \`applyWhenClean\` must be false.`,
      because('MAPPING_OF_OTHER', { name: mappingName }),
    );
  }

  /** The error that prevents a new import, or null. An undo needs no upload, so a full storage does not prevent it. */
  private async checkLimits(manager: EntityManager, { viewer }: Operation): Promise<AppError | null> {
    const { importsPerMinute, openImportsPerOrganization: max } = this.limits;
    // So that each start sees the rows of those before, of the user and of the organization.
    await lockLimits(manager, [['imports', viewer.organizationId]]);
    const tooFast = await checkRateLimit(manager, 'imports', viewer, importsPerMinute, this.clock.now());
    if (tooFast) return tooFast;
    const [{ open }] = await query(
      manager,
      sql`SELECT COUNT(*) AS open FROM imports WHERE organizationId = ${viewer.organizationId} AND state IN (${join(activeStates)})`,
    );
    if (Number(open) >= max)
      return new AppError(
        'LIMIT_REACHED',
        `${max} imports of this organization have not ended. Apply or cancel some of them with \`applyImport\` or \`cancelImport\`.`,
        because('COUNT_LIMIT', { max }),
      );
    return null;
  }
}

const undoRequest = {
  createMissing: false,
  blankCells: BlankCells.CLEAR,
  dateOrder: DateOrder.YEAR_MONTH_DAY,
  applyWhenClean: false,
  formulaGuard: true,
  mapping: null,
  correctionOfId: null,
} as const;

function notUndoable(row: Import): AppError {
  const { state, expiresAt } = row;
  if (hasChangedRecords(row) && (expiresAt === null || !activeStates.includes(state)))
    return new AppError(
      'EXPIRED',
      'The changes of this import are no longer kept, so it cannot be undone.',
      because('UNDO_EXPIRED'),
    );
  return conflict(
    'id',
    `This import is ${state}: it has changed nothing that could be undone.`,
    because('STATE', { state }),
  );
}

function validated(input: StartImportInput, dataset: RowDataset): Omit<ImportRequest, 'correctionOfId'> {
  const { decimalSeparator, delimiter } = input;
  const { fileName, mapping, mappingName } = checkAll({
    fileName: () => visibleText('input.fileName', input.fileName, maxFileNameLength),
    decimalSeparator: () =>
      decimalSeparator &&
      decimalSeparatorOf(delimiter ?? CsvDelimiter.SEMICOLON, decimalSeparator, 'input.decimalSeparator'),
    mapping: () => (input.mapping ? decisionsOf(input.mapping, 'input.mapping', dataset) : null),
    mappingName: () => mappingNameOf('input.mappingName', input.mappingName),
  });
  return { ...input, dataset, fileName, mapping, mappingName };
}
