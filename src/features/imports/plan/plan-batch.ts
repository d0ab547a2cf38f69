import type { DataSource, EntityManager } from 'typeorm';
import { dialectOf } from '../../../platform/database/dialect';
import { insertRows } from '../../../platform/database/insert-rows';
import { execute, query } from '../../../platform/database/query';
import { sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import type { Lease } from '../../../platform/jobs/lease';
import type { ChangedRow, FailedRow } from '../record/import-contents';
import { LeaseLost } from './import-refused';

/** A row of a MEDIUMTEXT column, and what one transaction applies, stay far below the limits of the databases. */
const maxBatchLength = 500_000;

/** How many batches of the file one batch of the plan may span: its texts may keep all of them in memory. */
const maxSpanned = 4;

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

/** Stores a plan in batches, in the order of the rows. Every write is fenced by the lease. */
export class PlanWriter {
  private ordinal = 0;
  private firstRow = 0;
  private lastRow = 0;
  private length = 0;
  private spanned = 0;
  private changes: ChangedRow[] = [];
  private errors: FailedRow[] = [];
  private saving: Promise<void> = Promise.resolve();

  private constructor(
    private readonly dataSource: DataSource,
    private readonly lease: Lease,
  ) {}

  /** Deletes what an earlier attempt has stored. */
  static async open(dataSource: DataSource, lease: Lease): Promise<PlanWriter> {
    await transact(dataSource, async (manager) => {
      await fence(manager, lease);
      await execute(manager, sql`DELETE FROM import_batches WHERE importId = ${lease.id}`);
    });
    return new PlanWriter(dataSource, lease);
  }

  /** Adds the plan of a row. The batch is full when `isFull`. */
  add(row: number, change: ChangedRow | null, errors: readonly FailedRow[] = []): void {
    if (this.firstRow === 0) this.firstRow = row;
    this.lastRow = row;
    if (change) {
      this.changes.push(change);
      this.length += 64;
      for (const [, oldText, newText] of change.cells)
        this.length += 16 + (oldText?.length ?? 0) + (newText?.length ?? 0);
    }
    for (const error of errors) {
      this.errors.push(error);
      this.length += 64 + error.message.length;
    }
  }

  get isFull(): boolean {
    return this.length >= maxBatchLength;
  }

  /** Ends the rows of one batch of the file. Starts to store the batch if it spans enough of them. */
  async endRecords(): Promise<void> {
    if (++this.spanned === maxSpanned) await this.save();
  }

  /** Starts to store the batch, unless it is empty, once the batch before is stored. */
  async save(): Promise<void> {
    const { changes, errors, firstRow, lastRow } = this;
    [this.changes, this.errors, this.firstRow, this.length, this.spanned] = [[], [], 0, 0, 0];
    if (changes.length + errors.length === 0) return;
    await this.saving;
    this.saving = this.store(changes, errors, firstRow, lastRow);
    // Reported by the next call: the rows of the next batch are compared meanwhile.
    this.saving.catch(() => undefined);
  }

  /** Resolves when all batches are stored. */
  async close(): Promise<void> {
    await this.save();
    await this.saving;
  }

  private async store(
    changes: readonly ChangedRow[],
    errors: readonly FailedRow[],
    firstRow: number,
    lastRow: number,
  ): Promise<void> {
    const ordinal = ++this.ordinal;
    const cells = changes.reduce((count, change) => count + change.cells.length, 0);
    await transact(this.dataSource, async (manager) => {
      await fence(manager, this.lease);
      await insertRows(
        manager,
        'import_batches',
        ['importId', 'ordinal', 'firstRow', 'lastRow', 'changeCount', 'errorCount', 'changes', 'errors'],
        [
          [
            this.lease.id,
            ordinal,
            firstRow,
            lastRow,
            cells,
            errors.length,
            JSON.stringify(changes),
            JSON.stringify(errors),
          ],
        ],
      );
    });
  }
}
