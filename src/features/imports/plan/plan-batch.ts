import type { DataSource, EntityManager } from 'typeorm';
import { dialectOf } from '../../../platform/database/dialect';
import { execute, query } from '../../../platform/database/query';
import { sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import type { Lease } from '../../../platform/jobs/lease';
import type { ChangedRow, FailedRow } from '../record/import-contents';
import { ErrorCounts } from './error-counts';
import { LeaseLost } from './import-refused';

/** A row of a MEDIUMTEXT column stays far below the limits of the databases. */
const maxBatchLength = 500_000;
/** Applying a batch is one transaction, and other writers wait for it: on SQLite all of them. */
const maxBatchRows = 4_000;

/**
 * Locks the import.
 *
 * @throws LeaseLost if another worker has the import, or no worker.
 */
async function fence(manager: EntityManager, { id, owner }: Lease): Promise<void> {
  const { forUpdate } = dialectOf(manager.connection);
  const [row] = await query(
    manager,
    sql`SELECT id FROM imports WHERE id = ${id} AND leaseOwner = ${owner}${forUpdate}`,
  );
  if (!row) throw new LeaseLost();
}

/**
 * Stores a plan in batches, in the order of the rows. Every write is fenced by the lease. The rows of a batch wait as JSON,
 * which costs the garbage collector less than their objects would, and keeps no chunk of the file in memory.
 */
export class PlanWriter {
  private ordinal = 0;
  private batch = new PendingBatch();
  private saving: Promise<void> = Promise.resolve();
  /** The errors of all batches. */
  readonly errors = new ErrorCounts();

  private constructor(
    private readonly dataSource: DataSource,
    private readonly lease: Lease,
  ) {}

  /** Deletes what an earlier attempt has stored. */
  static async open(dataSource: DataSource, lease: Lease): Promise<PlanWriter> {
    const writer = new PlanWriter(dataSource, lease);
    await writer.discard();
    return writer;
  }

  /** Deletes what is stored. */
  async discard(): Promise<void> {
    await this.saving;
    await transact(this.dataSource, async (manager) => {
      await fence(manager, this.lease);
      await execute(manager, sql`DELETE FROM import_batches WHERE importId = ${this.lease.id}`);
      await execute(manager, sql`DELETE FROM import_error_groups WHERE importId = ${this.lease.id}`);
    });
  }

  /** Adds the plan of a row. The batch is full when `isFull`. */
  add(row: number, change: ChangedRow | null, errors: readonly FailedRow[] = []): void {
    this.batch.add(row, change, errors);
    for (const error of errors) this.errors.add(error);
  }

  get isFull(): boolean {
    const { length, changes, errors } = this.batch;
    return length >= maxBatchLength || changes.length + errors.length >= maxBatchRows;
  }

  /** Starts to store the batch, unless it is empty, once the batch before is stored. */
  async save(): Promise<void> {
    const { batch } = this;
    if (batch.length === 0) return;
    this.batch = new PendingBatch();
    await this.saving;
    this.saving = this.store(batch);
    // Reported by the next call: the rows of the next batch are compared meanwhile.
    this.saving.catch(() => undefined);
  }

  /** Stores the rest of the plan, and the errors by code and column. Resolves when all is stored. */
  async close(): Promise<void> {
    await this.save();
    await this.saving;
    await transact(this.dataSource, async (manager) => {
      await fence(manager, this.lease);
      await this.errors.addToGroups(manager, this.lease.id);
    });
  }

  private async store(batch: PendingBatch): Promise<void> {
    const { firstRow, lastRow, changes, changeCount, createdCount, removedCount, errors, errorCounts } = batch;
    const { warnedCount, warnedCreatedCount } = batch;
    const ordinal = ++this.ordinal;
    await transact(this.dataSource, async (manager) => {
      await fence(manager, this.lease);
      await dialectOf(manager.connection).executePrepared(
        manager,
        sql`INSERT INTO import_batches (importId, ordinal, firstRow, lastRow, changeCount, createdCount, removedCount, warnedCount, warnedCreatedCount, errorCount, changes, errors)
          VALUES (${this.lease.id}, ${ordinal}, ${firstRow}, ${lastRow}, ${changeCount}, ${createdCount}, ${removedCount}, ${warnedCount}, ${warnedCreatedCount}, ${errors.length}, ${`[${changes.join(',')}]`}, ${`[${errors.join(',')}]`})`,
      );
      await errorCounts.saveOfBatch(manager, this.lease.id, ordinal);
    });
  }
}

/** A row may have many errors, so its key is stored with the first one. */
const withoutKey = ({ key: _key, ...error }: FailedRow): FailedRow => error;

/** Rows of a plan that are stored together. */
class PendingBatch {
  firstRow = 0;
  lastRow = 0;
  /** JSON of each changed row. */
  readonly changes: string[] = [];
  /** Number of changed cells. */
  changeCount = 0;
  /** Number of them in records that are created. */
  createdCount = 0;
  /** Number of them in records that are deleted. */
  removedCount = 0;
  /** Number of changed cells with a warning, and of those in records that are created. */
  warnedCount = 0;
  warnedCreatedCount = 0;
  /** JSON of each error. */
  readonly errors: string[] = [];
  readonly errorCounts = new ErrorCounts();
  length = 0;

  add(row: number, change: ChangedRow | null, errors: readonly FailedRow[]): void {
    if (this.firstRow === 0) this.firstRow = row;
    this.lastRow = row;
    if (change) {
      this.changeCount += change.cells.length;
      if (change.isRemoved) this.removedCount += change.cells.length;
      else if (change.id === null) this.createdCount += change.cells.length;
      const warned = change.cells.filter(([, , , warning]) => warning !== undefined).length;
      this.warnedCount += warned;
      if (change.id === null) this.warnedCreatedCount += warned;
      this.addTo(this.changes, change);
    }
    for (const [place, error] of errors.entries()) {
      this.errorCounts.add(error);
      this.addTo(this.errors, place === 0 ? error : withoutKey(error));
    }
  }

  private addTo(list: string[], value: object): void {
    const text = JSON.stringify(value);
    list.push(text);
    this.length += text.length;
  }
}
