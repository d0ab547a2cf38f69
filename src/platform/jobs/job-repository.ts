import type { DataSource, SelectQueryBuilder } from 'typeorm';
import { Condition } from '../database/condition';
import { dialectOf } from '../database/dialect';
import { query } from '../database/query';
import { join, raw, type Sql, sql } from '../database/sql';
import { transact } from '../database/transaction';
import type { Job, JobKind, RequesterScope } from './job';
import { JobQueue } from './job-queue';
import { changeJob } from './job-transitions';
import { statesBefore } from './transitions';

/** The jobs of one kind, as queries and live watchers read them. In conditions, `j` is the job. */
export class JobRepository<Row extends Job> {
  private readonly table: Sql;
  private readonly active: Sql;
  private readonly queue: JobQueue;

  constructor(
    protected readonly dataSource: DataSource,
    readonly kind: JobKind<Row>,
  ) {
    this.table = raw(kind.table);
    this.active = sql`j.state IN (${join(kind.activeStates)})`;
    this.queue = new JobQueue(dataSource, kind);
  }

  find(scope: RequesterScope, id: number): Promise<Row | null> {
    return this.select(inScope(scope).add(sql`j.id = ${id}`)).getOne();
  }

  /**
   * Active jobs, and the `max` ended jobs that changed last since `sinceMs` by the clock of the database. In the order of
   * their last change.
   */
  async listRecent(scope: RequesterScope, sinceMs: number, max: number): Promise<Row[]> {
    const rows = await this.select(inScope(scope).add(this.active)).getMany();
    const recentlyEnded = inScope(scope)
      .add(sql`NOT (${this.active})`)
      .add(sql`j.updatedAt >= ${sinceMs}`);
    const ended = await this.select(recentlyEnded)
      .orderBy('j.updatedAt', 'DESC')
      .addOrderBy('j.id', 'DESC')
      .limit(max)
      .getMany();
    // A job that ended between the two reads is in both. The later read wins.
    const byId = new Map([...rows, ...ended].map((row) => [row.id, row]));
    return [...byId.values()].sort((a, b) => a.updatedAt.getTime() - b.updatedAt.getTime() || a.id - b.id);
  }

  async databaseNowMs(): Promise<number> {
    const [row] = await query(this.dataSource, sql`SELECT ${dialectOf(this.dataSource).nowMs} AS nowMs`);
    return Number(row.nowMs);
  }

  /** The position of each waiting job by id. */
  queuePositions(): Promise<Map<number, number>> {
    return this.queue.positions();
  }

  /** The ids that still exist. For watchers that have seen these jobs: the query has no scope. */
  async listIds(ids: readonly number[]): Promise<Set<number>> {
    const rows = await query<{ id: number }>(
      this.dataSource,
      sql`SELECT id FROM ${this.table} WHERE id IN (${join(ids)})`,
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** The given jobs, as far as they wait for a worker. For the feed only: the query has no scope. */
  listWaiting(ids: readonly number[]): Promise<Row[]> {
    return this.select(new Condition().add(this.queue.isWaiting).in('j.id', ids)).getMany();
  }

  /**
   * All jobs that changed in the last `ms` milliseconds by the clock of the database. For the feed only: the query has no
   * scope.
   */
  listChangedWithin(ms: number): Promise<Row[]> {
    const { nowMs } = dialectOf(this.dataSource);
    return this.select(new Condition().add(sql`j.updatedAt >= ${nowMs} - ${Math.ceil(ms)}`))
      .orderBy('j.updatedAt')
      .getMany();
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
  protected select(condition: Condition): SelectQueryBuilder<Row> {
    const rate = `CASE WHEN j.leaseUntil >= ${dialectOf(this.dataSource).nowMs.text} THEN j.rowsPerSecond END`;
    const rows = this.dataSource.manager.createQueryBuilder(this.kind.entity, 'j');
    // The alias that TypeORM gives to this column, so that TypeORM reads the expression as the column.
    return condition.applyTo(rows.addSelect(rate, 'j_rowsPerSecond'));
  }
}

export const inScope = ({ organizationId, onlyRequestedById }: RequesterScope): Condition => {
  const condition = new Condition().add(sql`j.organizationId = ${organizationId}`);
  return onlyRequestedById === undefined ? condition : condition.add(sql`j.requestedById = ${onlyRequestedById}`);
};
