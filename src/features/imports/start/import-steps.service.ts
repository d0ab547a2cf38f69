import type { DataSource, EntityManager } from 'typeorm';
import { AppError, badInput, conflict, unknownId } from '../../../errors';
import type { SqlValue } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import { idOf } from '../../../platform/graphql/ids';
import type { Operation } from '../../../platform/graphql/operation';
import type { Clock } from '../../../platform/time/clock';
import { AuditAction } from '../../audit/audit-event.entity';
import { type AuditLog, doneBy } from '../../audit/audit-log';
import { findUserRights } from '../../auth/account-rights';
import { headerKey } from '../mapping/known-columns';
import { mapHeaders } from '../mapping/map-headers';
import { importColumns } from '../plan/import-columns';
import type { Import } from '../record/import.entity';
import { canImport, forbiddenError, importScope, isAllowed, isStateAllowed } from '../record/import.policy';
import type { ImportRepository } from '../record/import.repository';
import type { HeaderMapping } from '../record/import-contents';
import { ImportState } from '../record/import-state';
import { changeImport } from '../record/import-transitions';
import { decisionsOf } from './decisions';
import type { ColumnMappingInput } from './start-import.inputs';

/** The steps that a user takes after the upload: mapping the headers, and applying the plan. */
export class ImportSteps {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly imports: ImportRepository,
    private readonly auditLog: AuditLog,
  ) {}

  /**
   * Applies the plan. Idempotent.
   *
   * @throws CONFLICT unless the import is READY, EXPIRED if its time has passed.
   */
  async apply(operation: Operation, idText: string): Promise<Import> {
    const row = await this.get(operation, idText, 'apply');
    if (row.state === ImportState.APPLYING || row.state === ImportState.COMPLETED) return row;
    const appliedAt = this.clock.now().getTime();
    return this.take(operation, row, 'apply', AuditAction.IMPORT_APPLIED, {
      appliedAt,
      appliedById: operation.viewer.userId,
    });
  }

  /**
   * Maps headers to columns, and has the file checked again. Headers that are not named keep their earlier decision.
   *
   * @throws BAD_USER_INPUT for a decision that does not fit the file, CONFLICT unless the import awaits the mapping or is
   * READY.
   */
  async map(
    operation: Operation,
    idText: string,
    mapping: readonly ColumnMappingInput[],
    mappingName: string | null | undefined,
  ): Promise<Import> {
    const row = await this.get(operation, idText, 'map');
    const decisions = decisionsOf(mapping, 'mapping', row.dataset);
    const named = new Set(decisions.map(({ header }) => headerKey(header)));
    // The request, or a saved mapping, may name headers that this file does not have.
    const existing = new Set(row.source?.headers.map(headerKey));
    const kept = (row.mapping ?? []).filter(
      ({ header }) => !named.has(headerKey(header)) && existing.has(headerKey(header)),
    );
    await this.assertFits(row, decisions, kept);
    return this.take(operation, row, 'map', AuditAction.IMPORT_MAPPED, {
      mapping: JSON.stringify([...kept, ...decisions]),
      mappingName: mappingName ?? row.mappingName,
    });
  }

  private async assertFits(
    { organizationId, dataset, source, undoOfId }: Import,
    decisions: readonly HeaderMapping[],
    kept: readonly HeaderMapping[],
  ): Promise<void> {
    if (!source || undoOfId !== null) throw conflict('id', 'This import has no headers.');
    const known = await importColumns(this.dataSource, organizationId, dataset);
    const [problem] = mapHeaders(source.headers, known, dataset, [...decisions, ...kept]).problems;
    if (!problem) return;
    const index = decisions.findIndex(({ header }) => headerKey(header) === headerKey(problem.header));
    throw badInput(index < 0 ? 'mapping' : `mapping.${index}`, problem.message);
  }

  private async get(operation: Operation, idText: string, action: 'map' | 'apply'): Promise<Import> {
    const { viewer } = operation;
    const row = await this.imports.find(importScope(viewer), idOf(idText));
    if (!row) throw unknownId('import', idText);
    if (isAllowed(action, viewer, row)) return row;
    await this.auditLog.recordAlone({
      ...doneBy(operation, AuditAction.IMPORT_DENIED),
      importId: row.id,
      details: action === 'map' ? 'mapping its headers' : 'applying it',
    });
    throw forbiddenError(row.dataset);
  }

  private async take(
    operation: Operation,
    row: Import,
    action: 'map' | 'apply',
    audited: AuditAction,
    values: Readonly<Record<string, SqlValue>>,
  ): Promise<Import> {
    const { viewer } = operation;
    this.assertInTime(row, action);
    const refused = await transact(this.dataSource, (manager) =>
      this.change(manager, operation, row, action, audited, values),
    );
    if (refused) throw refused;
    return (await this.imports.find(importScope(viewer), row.id))!;
  }

  private async change(
    manager: EntityManager,
    operation: Operation,
    { id, organizationId, dataset }: Import,
    action: 'map' | 'apply',
    audited: AuditAction,
    values: Readonly<Record<string, SqlValue>>,
  ): Promise<AppError | null> {
    // The account may have been suspended, or a permission taken, since the request started.
    const rights = await findUserRights(manager, organizationId, operation.viewer.userId);
    if (!rights || !canImport(rights, dataset)) return forbiddenError(dataset);
    if (!(await changeImport(manager, action, id, values)))
      return conflict('id', 'This import has changed meanwhile. Read it again.');
    await this.auditLog.record(manager, { ...doneBy(operation, audited), importId: id });
    return null;
  }

  private assertInTime(row: Import, action: 'map' | 'apply'): void {
    const now = this.clock.now();
    if (isStateAllowed(action, row, now)) return;
    if (row.state === ImportState.EXPIRED || (row.expiresAt !== null && row.expiresAt <= now))
      throw new AppError('EXPIRED', 'The time for the next step of this import has passed. Import the file again.');
    const needed = action === 'map' ? 'AWAITING_MAPPING or READY' : 'READY';
    throw conflict('id', `This import is ${row.state}, and must be ${needed}.`);
  }
}
