import type { DataSource } from 'typeorm';
import { dialectOf } from '../../platform/database/dialect';
import { page } from '../../platform/database/keyset';
import type { Connection } from '../../platform/graphql/connection';
import { Export, type ExportSelection } from './export.entity';
import type { ExportsArgs } from './export.inputs';
import type { ExportScope } from './export.policy';

export class ExportRepository {
  constructor(private readonly dataSource: DataSource) {}

  find(scope: ExportScope, id: number): Promise<Export | null> {
    return this.query(scope).andWhere('e.id = :id', { id }).getOne();
  }

  /** What was asked for, by export; that may be long, so no other query reads it. */
  async listSelections(ids: readonly number[]): Promise<Map<number, ExportSelection>> {
    const rows: { id: number; selection: string }[] = await this.dataSource.query(`SELECT id, selection FROM exports WHERE id IN (${ids.map(() => '?').join(', ')})`, [...ids]);
    return new Map(rows.map(({ id, selection }) => [id, JSON.parse(selection) as ExportSelection]));
  }

  /** Newest first. */
  list(scope: ExportScope, { states, ...pageArgs }: ExportsArgs): Promise<Connection<Export>> {
    const query = this.query(scope);
    if (states) query.andWhere(states.length > 0 ? 'e.state IN (:...states)' : '1 = 0', { states });
    return page(query, [{ name: 'ID', expression: 'e.id', value: (row) => row.id, descending: true }], pageArgs);
  }

  /** Those that are not at their end, oldest first. */
  listActive(scope: ExportScope): Promise<Export[]> {
    return this.query(scope).andWhere("e.state IN ('QUEUED', 'RUNNING', 'CANCELLING')").orderBy('e.id').getMany();
  }

  /** 1 is next. Counted over all organizations: the workers are shared. */
  async queuePosition(row: Export): Promise<number> {
    const [{ ahead }] = await this.dataSource.query("SELECT COUNT(*) AS ahead FROM exports WHERE state = 'QUEUED' AND id < ?", [row.id]);
    return Number(ahead) + 1;
  }

  /** Every export of the server that changed in the last so many milliseconds, by the database's clock. For the feed only: it has no scope. */
  listChangedWithin(ms: number): Promise<Export[]> {
    const since = `${dialectOf(this.dataSource).nowMs} - :ms`;
    return this.dataSource.manager.createQueryBuilder(Export, 'e').where(`e.updatedAt >= ${since}`, { ms: Math.ceil(ms) }).orderBy('e.updatedAt').getMany();
  }

  /** Completed exports whose file is due for deletion, of every organization: for the sweeper. */
  listExpiring(nowMs: number): Promise<Export[]> {
    return this.dataSource.manager.createQueryBuilder(Export, 'e').where("e.state = 'COMPLETED' AND e.expiresAt <= :nowMs", { nowMs }).getMany();
  }

  /** Whether a file of that name belongs to no export any more, nor to one that a worker may be making. */
  async isOrphan(id: number, fileKey: string): Promise<boolean> {
    const [row] = await this.dataSource.query("SELECT state, fileKey FROM exports WHERE id = ? AND (state IN ('QUEUED', 'RUNNING', 'CANCELLING') OR fileKey = ?)", [id, fileKey]);
    return row === undefined;
  }

  private query({ organizationId, onlyRequestedById }: ExportScope) {
    const query = this.dataSource.manager.createQueryBuilder(Export, 'e').where('e.organizationId = :organizationId', { organizationId });
    return onlyRequestedById === undefined ? query : query.andWhere('e.requestedById = :onlyRequestedById', { onlyRequestedById });
  }
}
