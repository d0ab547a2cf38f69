import type { DataSource, EntityManager } from 'typeorm';
import { because } from '../../../error-reasons';
import { AppError, badInput, conflict, unknownId } from '../../../errors';
import { findWhole } from '../../../platform/database/find-whole';
import type { SqlValue } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import type { CsvDelimiter } from '../../../platform/files/csv-dialect';
import { decimalSeparatorOf } from '../../../platform/graphql/decimal-separator';
import { idOf } from '../../../platform/graphql/ids';
import type { Operation } from '../../../platform/graphql/operation';
import type { Clock } from '../../../platform/time/clock';
import { AuditAction } from '../../audit/audit-action';
import { details } from '../../audit/audit-details';
import { type AuditLog, doneBy } from '../../audit/audit-log';
import { confirmViewer } from '../../auth/lock-viewer';
import type { RowDataset } from '../../exports/datasets';
import { CustomProperty } from '../../organizations/reference-data.entity';
import { headerKey } from '../mapping/known-columns';
import { mapHeaders } from '../mapping/map-headers';
import { importColumns } from '../plan/columns/import-columns';
import { hasKeyColumn, keyLabels } from '../plan/columns/key-columns';
import { planProperties } from '../plan/columns/new-properties';
import { Import } from '../record/import.entity';
import { forbiddenError, hasPlannedChanges, importScope, isAllowed, isStateAllowed } from '../record/import.policy';
import type { ImportRepository } from '../record/import.repository';
import { storedCredential } from '../record/import-actors';
import { narrowed } from '../record/import-actors';
import type { HeaderMapping } from '../record/import-contents';
import { ImportState } from '../record/import-state';
import { changeImport } from '../record/import-transitions';
import { checkMappingName } from '../record/named-mapping';
import { assertKeepable, decisionsOf, mappingNameOf } from './decisions';
import type { MapImportArgs } from './map-import.args';

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
    if (isApplied(row)) return row;
    const { userId, permissionLimit } = operation.viewer;
    const values = {
      appliedAt: this.clock.now().getTime(),
      appliedById: userId,
      applyLimit: permissionLimit && JSON.stringify(permissionLimit),
      applyCredential: storedCredential(operation.viewer),
    };
    try {
      return await this.take(operation, row, 'apply', AuditAction.IMPORT_APPLIED, values);
    } catch (error) {
      // Another request may have applied it at the same moment.
      const now = await this.get(operation, idText, 'apply');
      if (isApplied(now)) return now;
      throw error;
    }
  }

  /**
   * Maps headers to columns or changes an option, and has the file checked again. What is not named stays.
   *
   * @throws BAD_USER_INPUT for a decision that does not fit the file, CONFLICT unless the import awaits the mapping or is
   * READY.
   */
  async map(operation: Operation, args: MapImportArgs): Promise<Import> {
    const { id, mapping, mappingName: name, createMissing, blankCells, dateOrder, ...requested } = args;
    const row = (await findWhole(this.dataSource.manager, Import, (await this.get(operation, id, 'map')).id))!;
    const decisions = decisionsOf(mapping, 'mapping', row.dataset);
    const mappingName = mappingNameOf('mappingName', name);
    const named = new Set(decisions.map(({ header }) => headerKey(header)));
    // The request, or a saved mapping, may name headers that this file does not have.
    const existing = new Set(row.columns?.map(({ header }) => headerKey(header)));
    const isReadOtherwise = Object.values(requested).some((option) => option !== null && option !== undefined);
    const kept = (row.mapping ?? []).filter(
      ({ header }) => !named.has(headerKey(header)) && (isReadOtherwise || existing.has(headerKey(header))),
    );
    assertKeepable([...kept, ...decisions], 'mapping');
    // Read otherwise, the file has headers that only the worker will know.
    if (isReadOtherwise) assertReadable(row, requested);
    else await this.assertFits(row, decisions, kept);
    await this.assertSavable(operation, row, mappingName);
    const isMapped = row.mapping !== null || decisions.length > 0;
    return this.take(operation, row, 'map', AuditAction.IMPORT_MAPPED, {
      mapping: isMapped ? JSON.stringify([...kept, ...decisions]) : null,
      mappingName: mappingName ?? row.mappingName,
      ...narrowed(row, operation.viewer),
      delimiter: requested.delimiter ?? row.delimiter,
      decimalSeparator: requested.decimalSeparator ?? row.decimalSeparator,
      encoding: requested.encoding ?? row.encoding,
      sheet: requested.sheet ?? row.sheet,
      formulaGuard: Number(requested.formulaGuard ?? row.formulaGuard),
      mappedById: operation.viewer.userId,
      createMissing: Number(createMissing ?? row.createMissing),
      blankCells: blankCells ?? row.blankCells,
      dateOrder: dateOrder ?? row.dateOrder,
    });
  }

  private async assertSavable({ viewer }: Operation, { dataset }: Import, mappingName: string | null): Promise<void> {
    if (mappingName === null) return;
    const refused = await checkMappingName(this.dataSource.manager, viewer, dataset, mappingName, 'mappingName');
    if (refused) throw refused;
  }

  private async assertFits(
    { organizationId, dataset, columns, undoOfId }: Import,
    decisions: readonly HeaderMapping[],
    kept: readonly HeaderMapping[],
  ): Promise<void> {
    if (undoOfId !== null) throw conflict('id', 'This import has no headers.', because('UNDO_WITHOUT_FILE'));
    if (!columns)
      throw conflict(
        'id',
        'The headers of this file are not read yet. Choose how to read it, as `warnings` says.',
        because('HEADERS_NOT_READ'),
      );
    const { manager } = this.dataSource;
    const known = await importColumns(manager, organizationId, dataset);
    const existing = columns.map(({ header }) => header);
    const { headers, problems } = mapHeaders(existing, known, dataset, [...decisions, ...kept]);
    const properties = await manager.findBy(CustomProperty, { organizationId });
    const [problem] = [...problems, ...planProperties(headers, properties, known).problems];
    if (!problem) return assertIdentified(dataset, headers);
    const index = decisions.findIndex(({ header }) => headerKey(header) === headerKey(problem.header));
    throw badInput(index < 0 ? 'mapping' : `mapping.${index}`, problem.message, problem.reason);
  }

  private async get(operation: Operation, idText: string, action: 'map' | 'apply'): Promise<Import> {
    const { viewer } = operation;
    const row = await this.imports.find(importScope(viewer), idOf(idText));
    if (!row) throw unknownId('import', idText);
    if (isAllowed(action, viewer, row)) return row;
    await this.auditLog.recordAlone({
      ...doneBy(operation, AuditAction.IMPORT_DENIED),
      importId: row.id,
      details: action === 'map' ? details('IMPORT_MAPPING', {}) : details('IMPORT_APPLYING', {}),
    });
    throw forbiddenError(row);
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
    return this.imports.get(importScope(viewer), row.id);
  }

  private async change(
    manager: EntityManager,
    operation: Operation,
    row: Import,
    action: 'map' | 'apply',
    audited: AuditAction,
    values: Readonly<Record<string, SqlValue>>,
  ): Promise<AppError | null> {
    await confirmViewer(manager, operation);
    if (!(await changeImport(manager, action, row.id, values)))
      return conflict('id', 'This import has changed meanwhile. Read it again.', because('CHANGED_MEANWHILE'));
    await this.auditLog.record(manager, { ...doneBy(operation, audited), importId: row.id });
    return null;
  }

  private assertInTime(row: Import, action: 'map' | 'apply'): void {
    const now = this.clock.now();
    if (isStateAllowed(action, row, now)) return;
    if (row.state === ImportState.EXPIRED || (row.expiresAt !== null && row.expiresAt <= now))
      throw new AppError(
        'EXPIRED',
        'The time for the next step of this import has passed. Import the file again.',
        because('STEP_EXPIRED'),
      );
    if (row.state === ImportState.READY && !hasPlannedChanges(row))
      throw conflict(
        'id',
        `The plan of this import changes nothing. ${
          row.failed > 0
            ? 'It has rows with errors: download the error file, correct them, and import it.'
            : 'Cancel it, and import a file with changes.'
        }`,
        because('NOTHING_TO_APPLY', { failed: row.failed }),
      );
    const needed = action === 'map' ? 'AWAITING_MAPPING or READY' : 'READY';
    throw conflict('id', `This import is ${row.state}, and must be ${needed}.`, because('STATE', { state: row.state }));
  }
}

const isApplied = ({ state }: Import): boolean => state === ImportState.APPLYING || state === ImportState.COMPLETED;

/** Otherwise the import would fail, and its file would have to be sent again. */
function assertIdentified(dataset: RowDataset, headers: ReturnType<typeof mapHeaders>['headers']): void {
  const isDecided = headers.every(({ isUndecided }) => !isUndecided);
  if (
    !isDecided ||
    hasKeyColumn(
      dataset,
      headers.map(({ column }) => column),
    )
  )
    return;
  const columns = keyLabels(dataset);
  throw badInput(
    'mapping',
    `No column would identify the records. Map a header to ${columns.join(' or ')}: the one whose values differ for each record.`,
    because('NO_KEY_COLUMN', { dataset, columns }),
  );
}

type RequestedReading = Pick<MapImportArgs, 'delimiter' | 'decimalSeparator' | 'encoding' | 'sheet' | 'formulaGuard'>;

function assertReadable({ source, delimiter, undoOfId }: Import, requested: RequestedReading): void {
  if (undoOfId !== null)
    throw conflict('id', 'An undo has no file that could be read otherwise.', because('UNDO_WITHOUT_FILE'));
  const known = (requested.delimiter ?? delimiter ?? source?.delimiter) as CsvDelimiter | undefined;
  if (known) decimalSeparatorOf(known, requested.decimalSeparator, 'decimalSeparator');
}
