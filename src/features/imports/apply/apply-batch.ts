import type { EntityManager } from 'typeorm';
import { because, causeOf } from '../../../error-reasons';
import type { AppError } from '../../../errors';
import { dialectOf } from '../../../platform/database/dialect';
import { execute, query } from '../../../platform/database/query';
import { sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import type { Lease } from '../../../platform/jobs/lease';
import { yieldToEventLoop } from '../../../platform/jobs/yield';
import { AuditAction } from '../../audit/audit-action';
import { lockSignInAddresses } from '../../auth/sign-in/sign-in-addresses';
import { importColumns, newPropertiesOf } from '../plan/columns/import-columns';
import { ErrorCounts } from '../plan/error-counts';
import { LeaseLost } from '../plan/import-refused';
import { credentialsAfterBatch, lockImportRights } from '../plan/import-rights';
import { type ImportContext, openSession, type Session, signInFieldsOf } from '../plan/session';
import type { ImportColumn } from '../plan/targets/target';
import type { Import } from '../record/import.entity';
import { applierOf, isAllByLink } from '../record/import-actors';
import type { BatchOutcome, ImportBatch } from '../record/import-batch.entity';
import type { ChangedRow, NewItems, RecognizedColumn } from '../record/import-contents';
import { ImportState } from '../record/import-state';
import { changeImport } from '../record/import-transitions';
import { BatchWriter, type RefusedColumn } from './batch-writer';
import { createItems, createProperties } from './create-items';
import { PlannedBatches } from './planned-batches';
import { describeChanges } from './row-events';

interface ApplyInput {
  readonly row: Import;
  readonly lease: Lease;
  /** The same for each batch, so that they are read ahead. */
  readonly batches?: PlannedBatches;
}

/** `rowsDone`: the rows of the file up to the last one of the batch. */
type AppliedBatch = { readonly isDone: true } | { readonly isDone: false; readonly rowsDone: number };

const attempts = 3;

/** The import was changed while the batch was written: it was cancelled, or the same batch was applied meanwhile. */
class Overtaken extends LeaseLost {}

/**
 * Applies the next batch of a plan that has changes: the records, their totals, the outcome of the batch and the cursor of
 * the import, all in one transaction. After a crash or an unknown commit the next call continues at the cursor, so each
 * row is applied exactly once.
 *
 * @throws LeaseLost if another worker has the import, or if it was cancelled. ImportRefused if the person lost
 * the rights, or what the person signed in with was revoked.
 */
export async function applyNextBatch(context: ImportContext, input: ApplyInput): Promise<AppliedBatch> {
  for (let attempt = 1; ; attempt++) {
    try {
      const batch = await transact(context.dataSource, (manager) => applyNext(context, input, manager));
      await yieldToEventLoop();
      return batch;
    } catch (error) {
      // A record with the same key was created, or one that is named was deleted, at the same moment: the next attempt
      // sees it as a conflict.
      const { isUniqueViolation, isReferenceViolation } = dialectOf(context.dataSource);
      const isConflict = isUniqueViolation(error) || isReferenceViolation(error);
      if (attempt === attempts || !(isConflict || error instanceof Overtaken)) throw error;
    }
  }
}

async function applyNext(
  context: ImportContext,
  { row, lease, batches = new PlannedBatches(context.dataSource, row.id) }: ApplyInput,
  manager: EntityManager,
): Promise<AppliedBatch> {
  const before = await findCursor(manager, lease);
  const batch = await batches.after(before);
  if (!batch) return { isDone: true };

  // An undo finds the properties of the other import, renamed ones included.
  const newProperties = row.undoOfId === null ? newPropertiesOf(row.columns ?? []) : new Map<string, string>();
  if (signInFieldsOf(row.dataset, (await findColumns(manager, row, batch)).used).length > 0)
    await lockSignInAddresses(manager, row.organizationId);
  const changedIds = batch.changes.flatMap(({ id }) => id ?? []);
  // For each batch: rights may be lost, and addresses be set by a token, while the import is applied.
  await lockImportRights(manager, row, changedIds);
  // After the users, because that locks the organization: see `lockViewer`.
  const refused = await createProperties(manager, context, row, newProperties);
  const { columns, used } = await findColumns(manager, row, batch);
  const open = (): Promise<Session> => openSession(manager, context, row, applierOf(row), used, { changedIds });
  const { userId } = applierOf(row);
  const by = { organizationId: row.organizationId, userId, importId: row.id };
  // An undo brings addresses back that a token may have set.
  const isUnconfirmed = row.undoOfId !== null || !isAllByLink(row);
  const changer = { by, revocations: context.revocations, isUnconfirmed };
  let writer = new BatchWriter(manager, await open(), columns, used, changer);
  if (hasNames(row.newItems) && (await createItems(manager, context, row, writer.findNewItems(batch.changes))))
    writer = new BatchWriter(manager, await open(), columns, used, changer);
  // Parsing it takes a while, in which the database writes this one.
  batches.readAhead(batch.ordinal);
  const refusedAt = refusedPlaces(row.columns ?? [], refused);
  const { applied, created, conflicts } = await writer.write(batch.changes, refusedAt);

  const existing = applied.filter(({ id }) => id !== null);
  const outcome: BatchOutcome = {
    rows: applied.length,
    columns: [...placesOf(existing)],
    created,
    conflicts,
  };
  await execute(
    manager,
    sql`UPDATE import_batches SET outcome = ${JSON.stringify(outcome)}, errorCount = errorCount + ${conflicts.length} WHERE importId = ${row.id} AND ordinal = ${batch.ordinal}`,
  );
  const errorCounts = new ErrorCounts();
  for (const conflict of conflicts) errorCounts.add(conflict);
  await errorCounts.saveOfBatch(manager, row.id, batch.ordinal);
  await errorCounts.addToGroups(manager, row.id);
  await context.auditLog.recordEach(
    manager,
    { ...by, action: AuditAction.IMPORT_ROWS_APPLIED },
    describeChanges(applied, (index) => columns[index]?.label ?? row.columns![index]!.header),
  );
  const { otherCredentials, ...credentials } = await credentialsAfterBatch(manager, row);
  const isCurrent = await changeImport(manager, 'applyBatch', row.id, {
    ...credentials,
    otherCredentials: otherCredentials && JSON.stringify(otherCredentials),
    owner: lease.owner,
    before,
    batch: batch.ordinal,
    created: created.length,
    removed: applied.filter(({ isRemoved }) => isRemoved).length,
    changed: existing.filter(({ isRemoved }) => !isRemoved).length,
    conflicts: conflicts.length,
    rowsDone: batch.lastRow,
  });
  if (!isCurrent) throw new Overtaken();
  return { isDone: false, rowsDone: batch.lastRow };
}

/**
 * Returns the ordinal of the batch that was applied last. Locks nothing: the batch may wait for a record that another
 * transaction holds, and neither `cancelImport` nor the renewal of the lease may wait with it. The UPDATE at the end of
 * the transaction is the fence.
 */
async function findCursor(manager: EntityManager, { id, owner }: Lease): Promise<number> {
  const [row] = await query<{ appliedBatch: number }>(
    manager,
    sql`SELECT appliedBatch FROM imports WHERE id = ${id} AND leaseOwner = ${owner} AND state = ${ImportState.APPLYING}`,
  );
  if (!row) throw new LeaseLost();
  return row.appliedBatch;
}

/** The columns by place in the file, and those that the batch needs. */
async function findColumns(
  manager: EntityManager,
  { organizationId, dataset, columns: recognized }: Import,
  batch: Pick<ImportBatch, 'changes'>,
): Promise<{ columns: (ImportColumn | null)[]; used: ImportColumn[] }> {
  const known = await importColumns(manager, organizationId, dataset);
  const columns = (recognized ?? []).map(({ column }) => known.get(column ?? '') ?? null);
  const removes = batch.changes.some(({ isRemoved }) => isRemoved);
  return { columns, used: usedColumns(batch, columns, removes ? known.columns : []) };
}

/** By place in the file: why its custom property cannot be created. */
const refusedPlaces = (
  columns: readonly RecognizedColumn[],
  refused: ReadonlyMap<string, AppError>,
): ReadonlyMap<number, RefusedColumn> =>
  new Map(
    columns.flatMap(({ header, column, newCustomProperty: name }, place) => {
      const refusal = refused.get(column?.slice('custom.'.length) ?? '');
      if (name === null || !refusal) return [];
      const message = `The custom property cannot be created any longer. ${refusal.message}`;
      const reason = because('HEADER_NO_PROPERTY', { ...causeOf(refusal.details), header, name });
      return [[place, { message, reason }] as const];
    }),
  );

const hasNames = ({ locations, teams, plans }: NewItems): boolean => locations.length + teams.length + plans.length > 0;

/** The columns that the batch needs: reference data of others is not read. `all` are needed to delete records. */
function usedColumns(
  { changes }: Pick<ImportBatch, 'changes'>,
  columns: readonly (ImportColumn | null)[],
  all: readonly ImportColumn[],
): ImportColumn[] {
  return [
    ...new Set([
      ...[...placesOf(changes)].flatMap((index) => columns[index] ?? []),
      ...all.filter(({ importable }) => importable),
    ]),
  ];
}

/** The places of the changed cells in the file. */
function placesOf(changes: readonly ChangedRow[]): Set<number> {
  const places = new Set<number>();
  for (const { cells } of changes) for (const [place] of cells) places.add(place);
  return places;
}
