import type { DataSource, SelectQueryBuilder } from 'typeorm';
import { Condition } from '../database/condition';
import { dialectOf } from '../database/dialect';
import { query } from '../database/query';
import { join, raw, type Sql, sql } from '../database/sql';
import type { Connection, PageRequest } from '../graphql/connection';
import { dataScope } from '../graphql/data-scope';
import { assertFound } from '../graphql/ids';
import { page } from '../graphql/keyset';
import type { LiveRecord, RecordKind, RequesterScope } from './live-record';
import type { RecordFilter } from './record-filter';

/** The records of one kind, as queries and live watchers read them. In conditions, `r` is the record. */
export class RecordRepository<Row extends LiveRecord> {
  protected readonly table: Sql;
  private readonly active: Sql;

  constructor(
    protected readonly dataSource: DataSource,
    readonly kind: RecordKind<Row>,
  ) {
    this.table = raw(kind.table);
    this.active = sql`r.state IN (${join(kind.activeStates)})`;
  }

  find(scope: RequesterScope, id: number): Promise<Row | null> {
    return this.select(inScope(scope).add(sql`r.id = ${id}`)).getOne();
  }

  /** @throws NOT_FOUND if the scope has no such record, or no longer. */
  async get(scope: RequesterScope, id: number): Promise<Row> {
    const row = await this.find(scope, id);
    assertFound(row, this.kind.name, id);
    return row;
  }

  /** The records in the scope among these, by id. */
  async listByIds(scope: RequesterScope, ids: readonly number[]): Promise<Map<number, Row>> {
    const rows = await this.select(inScope(scope).in('r.id', ids)).getMany();
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Newest first. */
  list(
    scope: RequesterScope,
    { fixed, changing }: RecordFilter<Row>,
    pageRequest: PageRequest,
  ): Promise<Connection<Row>> {
    return page<Row>(
      this.select(inScope(scope).and(fixed.condition).and(changing.condition)),
      [{ name: 'ID', expression: 'r.id', value: (row) => row.id, descending: true }],
      pageRequest,
      dataScope(scope.onlyRequestedById),
    );
  }

  /**
   * Active records that match the filter, and those that changed since `sinceMs` by the clock of the database: of the
   * active and of the ended ones, at most as many as `max` says, which changed last. Changed records need not match what changes, because a watcher may know them
   * from when they did. In the order of their last change.
   */
  async listRecent(
    scope: RequesterScope,
    { fixed, changing }: RecordFilter<Row>,
    sinceMs: number,
    max: { readonly active: number; readonly ended: number },
  ): Promise<Row[]> {
    const changed = sql`r.updatedAt >= ${sinceMs}`;
    const active = inScope(scope).and(fixed.condition).add(this.active);
    if (!changing.condition.isEmpty) active.add(sql`(${changed} OR (${changing.condition.sql}))`);
    const rows = await this.listLastChanged(active, max.active);
    const recentlyEnded = inScope(scope)
      .and(fixed.condition)
      .add(sql`NOT (${this.active})`)
      .add(changed);
    const ended = await this.listLastChanged(recentlyEnded, max.ended);
    // A record that ended between the two reads is in both. The later read wins.
    const byId = new Map([...rows, ...ended].map((row) => [row.id, row]));
    return [...byId.values()].sort((a, b) => a.updatedAt.getTime() - b.updatedAt.getTime() || a.id - b.id);
  }

  async databaseNowMs(): Promise<number> {
    const [row] = await query(this.dataSource, sql`SELECT ${dialectOf(this.dataSource).nowMs} AS nowMs`);
    return Number(row.nowMs);
  }

  /** The ids that still exist. For watchers that have seen these records: the query has no scope. */
  async listIds(ids: readonly number[]): Promise<Set<number>> {
    const rows = await query<{ id: number }>(
      this.dataSource,
      sql`SELECT id FROM ${this.table} WHERE id IN (${join(ids)})`,
    );
    return new Set(rows.map(({ id }) => id));
  }

  /**
   * The versions of all records that changed in the last `ms` milliseconds by the clock of the database, in the order of
   * their last change. For the feed only: the query has no scope.
   */
  listVersionsChangedWithin(ms: number): Promise<{ id: number; version: number }[]> {
    const { nowMs } = dialectOf(this.dataSource);
    return query(
      this.dataSource,
      sql`SELECT id, version FROM ${this.table} WHERE updatedAt >= ${nowMs} - ${Math.ceil(ms)} ORDER BY updatedAt, id`,
    );
  }

  /** These records in the order of their last change. For the feed only: the query has no scope. */
  listForFeed(ids: readonly number[]): Promise<Row[]> {
    return this.select(new Condition().in('r.id', ids)).orderBy('r.updatedAt').addOrderBy('r.id').getMany();
  }

  private listLastChanged(condition: Condition, max: number): Promise<Row[]> {
    return this.select(condition).orderBy('r.updatedAt', 'DESC').addOrderBy('r.id', 'DESC').limit(max).getMany();
  }

  protected select(condition: Condition): SelectQueryBuilder<Row> {
    return condition.applyTo(this.dataSource.manager.createQueryBuilder(this.kind.entity, 'r'));
  }
}

const inScope = ({ organizationId, onlyRequestedById }: RequesterScope): Condition => {
  const condition = new Condition().add(sql`r.organizationId = ${organizationId}`);
  return onlyRequestedById === undefined ? condition : condition.add(sql`r.requestedById = ${onlyRequestedById}`);
};
