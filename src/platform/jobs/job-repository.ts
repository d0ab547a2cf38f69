import type { DataSource, SelectQueryBuilder } from 'typeorm';
import { Condition } from '../database/condition';
import { dialectOf } from '../database/dialect';
import { query } from '../database/query';
import { join, sql } from '../database/sql';
import { transact } from '../database/transaction';
import { RecordRepository } from '../live/record-repository';
import type { Job, JobKind } from './job';
import { JobQueue } from './job-queue';
import { changeJob } from './job-transitions';
import { statesBefore } from './transitions';

/** The jobs of one kind, as queries and live watchers read them. */
export class JobRepository<Row extends Job> extends RecordRepository<Row> {
  private readonly queue: JobQueue;

  constructor(
    dataSource: DataSource,
    override readonly kind: JobKind<Row>,
  ) {
    super(dataSource, kind);
    this.queue = new JobQueue(dataSource, kind);
  }

  /** The position of each waiting job by id. */
  queuePositions(): Promise<Map<number, number>> {
    return this.queue.positions();
  }

  /** The given jobs, as far as they wait for a worker. For the feed only: the query has no scope. */
  listWaiting(ids: readonly number[]): Promise<Row[]> {
    return this.select(new Condition().add(this.queue.isWaiting).in('r.id', ids)).getMany();
  }

  /**
   * Clears the rates of jobs whose worker has gone silent. Queries show no such rate anyway; the change of the row makes
   * the feed deliver it to watchers.
   */
  async clearStaleRates(): Promise<void> {
    const { clearRate } = this.kind.transitions;
    const { nowMs } = dialectOf(this.dataSource);
    const found = await query<{ id: number }>(
      this.dataSource,
      sql`SELECT id FROM ${this.table} WHERE state IN (${join(statesBefore(clearRate))}) AND leaseUntil < ${nowMs} AND rowsPerSecond IS NOT NULL`,
    );
    if (found.length === 0) return;
    // In one order in every server, so that no two wait for each other.
    const ids = found.map(({ id }) => id).sort((a, b) => a - b);
    await transact(this.dataSource, async (manager) => {
      for (const id of ids) await changeJob(manager, this.kind.table, clearRate, id);
    });
  }

  /** Without a rate of rows per second if the lease is over: the rate is then no longer true. */
  protected override select(condition: Condition): SelectQueryBuilder<Row> {
    const rate = `CASE WHEN r.leaseUntil >= ${dialectOf(this.dataSource).nowMs.text} THEN r.rowsPerSecond END`;
    // The alias that TypeORM gives to this column, so that TypeORM reads the expression as the column.
    return super.select(condition).addSelect(rate, 'r_rowsPerSecond');
  }
}
