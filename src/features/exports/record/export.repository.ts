import type { DataSource, SelectQueryBuilder } from 'typeorm';
import { Condition } from '../../../platform/database/condition';
import { dialectOf } from '../../../platform/database/dialect';
import { query } from '../../../platform/database/query';
import { join, sql } from '../../../platform/database/sql';
import type { Connection } from '../../../platform/graphql/connection';
import { dataScope } from '../../../platform/graphql/data-scope';
import { idsOf } from '../../../platform/graphql/ids';
import { page } from '../../../platform/graphql/keyset';
import { findRights, type Rights } from '../../auth/account-rights';
import { type ExportSelection, parseSelection } from '../datasets/export-selection';
import { Export } from './export.entity';
import type { ExportScope } from './export.policy';
import type { ExportsArgs } from './export-list.inputs';
import { ExportQueue } from './export-queue';

export class ExportRepository {
  private readonly queue: ExportQueue;

  constructor(private readonly dataSource: DataSource) {
    this.queue = new ExportQueue(dataSource);
  }

  find(scope: ExportScope, id: number): Promise<Export | null> {
    return this.query(scope).andWhere('e.id = :id', { id }).getOne();
  }

  /** The selections by export id. They may be long, so no other query reads them. */
  async listSelections(ids: readonly number[]): Promise<Map<number, ExportSelection>> {
    const rows: { id: number; selection: string }[] = await query(
      this.dataSource,
      sql`SELECT id, selection FROM exports WHERE id IN (${join(ids)})`,
    );
    return new Map(rows.map(({ id, selection }) => [id, parseSelection(JSON.parse(selection) as ExportSelection)]));
  }

  /** Newest first. */
  list(
    scope: ExportScope,
    { states, datasets, formats, requestedBy, requestedAt, ...pageArgs }: ExportsArgs,
  ): Promise<Connection<Export>> {
    const condition = conditionOf(scope).in('e.state', states).in('e.dataset', datasets).in('e.format', formats);
    condition.in('e.requestedById', requestedBy && idsOf(requestedBy)).between('e.requestedAt', requestedAt);
    return page(
      condition.applyTo(this.rows()),
      [{ name: 'ID', expression: 'e.id', value: (row) => row.id, descending: true }],
      pageArgs,
      dataScope(scope.onlyRequestedById),
    );
  }

  /**
   * Active exports, and the `max` ended exports that changed last since `sinceMs` by the clock of the database. In the
   * order of their last change.
   */
  async listRecent(scope: ExportScope, sinceMs: number, max: number): Promise<Export[]> {
    const active = "e.state IN ('QUEUED', 'RUNNING', 'CANCELLING')";
    const rows = await this.query(scope).andWhere(active).getMany();
    const ended = await this.query(scope)
      .andWhere(`NOT (${active})`)
      .andWhere('e.updatedAt >= :sinceMs', { sinceMs })
      .orderBy('e.updatedAt', 'DESC')
      .addOrderBy('e.id', 'DESC')
      .limit(max)
      .getMany();
    // An export that ended between the two reads is in both. The later read wins.
    const byId = new Map([...rows, ...ended].map((row) => [row.id, row]));
    return [...byId.values()].sort((a, b) => a.updatedAt.getTime() - b.updatedAt.getTime() || a.id - b.id);
  }

  async databaseNowMs(): Promise<number> {
    const [row] = await query(this.dataSource, sql`SELECT ${dialectOf(this.dataSource).nowMs} AS nowMs`);
    return Number(row.nowMs);
  }

  /** The position of each queued export by id. */
  queuePositions(): Promise<Map<number, number>> {
    return this.queue.positions();
  }

  /** The ids that still exist. For watchers that have seen these exports: the query has no scope. */
  async listIds(ids: readonly number[]): Promise<Set<number>> {
    const rows: { id: number }[] = await query(this.dataSource, sql`SELECT id FROM exports WHERE id IN (${join(ids)})`);
    return new Set(rows.map(({ id }) => id));
  }

  /** For the feed only: the query has no scope. */
  listWaiting(ids: readonly number[]): Promise<Export[]> {
    return this.rows().where("e.state = 'QUEUED' AND e.id IN (:...ids)", { ids }).getMany();
  }

  /**
   * All exports that changed in the last `ms` milliseconds by the clock of the database. For the feed only: the query
   * has no scope.
   */
  listChangedWithin(ms: number): Promise<Export[]> {
    return this.rows()
      .where(`e.updatedAt >= ${dialectOf(this.dataSource).nowMs.text} - :ms`, { ms: Math.ceil(ms) })
      .orderBy('e.updatedAt')
      .getMany();
  }

  /**
   * The current rights of the user who requested an export, or null. Read together with the requester, because a
   * transfer of ownership may hand a running export over.
   */
  findRequesterRights(id: number): Promise<Rights | null> {
    return findRights(
      this.dataSource,
      sql`exports e JOIN users u ON u.organizationId = e.organizationId AND u.id = e.requestedById WHERE e.id = ${id}`,
    );
  }

  /** Running exports that still have a rate although their worker has gone silent. Without a scope, for the feed. */
  async listStaleRates(): Promise<number[]> {
    const { nowMs } = dialectOf(this.dataSource);
    const rows: { id: number }[] = await query(
      this.dataSource,
      sql`SELECT id FROM exports WHERE state = 'RUNNING' AND leaseUntil < ${nowMs} AND rowsPerSecond IS NOT NULL`,
    );
    return rows.map(({ id }) => id).sort((a, b) => a - b);
  }

  /** Completed exports of all organizations whose file is due for deletion. For the sweeper. */
  listExpiring(nowMs: number): Promise<Export[]> {
    return this.dataSource.manager
      .createQueryBuilder(Export, 'e')
      .where("e.state = 'COMPLETED' AND e.expiresAt <= :nowMs", { nowMs })
      .getMany();
  }

  /**
   * The file key of each of these exports that has a file, and null for an export whose file a worker may be writing.
   * Files of exports that are absent from the result are orphans.
   */
  async listFileKeys(ids: readonly number[]): Promise<Map<number, string | null>> {
    const rows: { id: number; fileKey: string | null }[] = await query(
      this.dataSource,
      sql`SELECT id, CASE WHEN state IN ('QUEUED', 'RUNNING', 'CANCELLING') THEN NULL ELSE fileKey END AS fileKey FROM exports
        WHERE id IN (${join(ids)}) AND (state IN ('QUEUED', 'RUNNING', 'CANCELLING') OR fileKey IS NOT NULL)`,
    );
    return new Map(rows.map(({ id, fileKey }) => [id, fileKey]));
  }

  private query(scope: ExportScope): SelectQueryBuilder<Export> {
    return conditionOf(scope).applyTo(this.rows());
  }

  private rows(): SelectQueryBuilder<Export> {
    const speed = `CASE WHEN e.leaseUntil >= ${dialectOf(this.dataSource).nowMs.text} THEN e.rowsPerSecond END`;
    // The alias that TypeORM gives to this column, so that TypeORM reads the expression as the column.
    return this.dataSource.manager.createQueryBuilder(Export, 'e').addSelect(speed, 'e_rowsPerSecond');
  }
}

function conditionOf({ organizationId, onlyRequestedById }: ExportScope): Condition {
  const condition = new Condition().add(sql`e.organizationId = ${organizationId}`);
  return onlyRequestedById === undefined ? condition : condition.add(sql`e.requestedById = ${onlyRequestedById}`);
}
