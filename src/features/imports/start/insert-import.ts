import type { EntityManager } from 'typeorm';
import { dialectOf } from '../../../platform/database/dialect';
import { execute, query } from '../../../platform/database/query';
import { sql } from '../../../platform/database/sql';
import { timeZoneDataVersion } from '../../../platform/time/time-zone';
import type { Actor } from '../../auth/account-rights';
import type { RowDataset } from '../../exports/datasets';
import { storedCredential } from '../record/import-actors';
import { type HeaderMapping, noNewItems } from '../record/import-contents';
import { ImportState } from '../record/import-state';
import type { StartImportInput } from './start-import.inputs';

/** A validated request. */
export interface ImportRequest extends Omit<StartImportInput, 'dataset' | 'mapping' | 'correctionOf'> {
  readonly dataset: RowDataset;
  readonly mapping: readonly HeaderMapping[] | null;
  readonly correctionOfId: number | null;
}

interface NewImport extends Actor {
  /** An undo needs no file. */
  readonly state: ImportState.AWAITING_FILE | ImportState.CHECKING;
  readonly undoOfId: number | null;
  readonly undoLevel: number;
  readonly requestedAtMs: number;
  readonly keepMs: number;
}

/** Stores an import and returns its id. The caller holds the lock of the user. */
export async function insertImport(
  manager: EntityManager,
  request: ImportRequest,
  { state, undoOfId, undoLevel, requestedAtMs, keepMs, ...by }: NewImport,
): Promise<number> {
  const { dataset, fileName, mapping } = request;
  const { organizationId, userId, permissionLimit } = by;
  const { nowMs } = dialectOf(manager.connection);
  const expiresAt = state === ImportState.AWAITING_FILE ? requestedAtMs + keepMs : null;
  await execute(
    manager,
    sql`INSERT INTO imports (organizationId, requestedById, requestLimit, requestCredential, dataset, fileName, createMissing, blankCells, dateOrder, applyWhenClean, formulaGuard, delimiter, decimalSeparator, encoding, sheet, mapping, mappingName, undoOfId, undoLevel, correctionOfId,
                          state, version, updatedAt, requestedAt, expiresAt, keepMs, timezoneDataVersion, attempt, phase, rowsDone, percent,
                          created, changed, removed, unchanged, failed, warnings, ignoredColumns, newItems, appliedBatch, appliedCreated, appliedChanged, appliedRemoved, conflicts)
     VALUES (${organizationId}, ${userId}, ${permissionLimit && JSON.stringify(permissionLimit)}, ${storedCredential(by)}, ${dataset}, ${fileName}, ${Number(request.createMissing)}, ${request.blankCells}, ${request.dateOrder}, ${Number(request.applyWhenClean)}, ${Number(request.formulaGuard)}, ${request.delimiter ?? null}, ${request.decimalSeparator ?? null}, ${request.encoding ?? null}, ${request.sheet ?? null}, ${mapping && JSON.stringify(mapping)}, ${request.mappingName ?? null}, ${undoOfId}, ${undoLevel}, ${request.correctionOfId},
             ${state}, 1, ${nowMs}, ${requestedAtMs}, ${expiresAt}, ${keepMs}, ${timeZoneDataVersion}, 0, 'READING', 0, 0,
             0, 0, 0, 0, 0, '[]', '[]', ${JSON.stringify(noNewItems)}, 0, 0, 0, 0, 0)`,
  );
  const [{ id }] = await query(
    manager,
    sql`SELECT MAX(id) AS id FROM imports WHERE organizationId = ${organizationId} AND requestedById = ${userId}`,
  );
  return id as number;
}
