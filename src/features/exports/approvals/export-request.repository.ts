import type { DataSource } from 'typeorm';
import { query } from '../../../platform/database/query';
import { sql } from '../../../platform/database/sql';
import type { Connection } from '../../../platform/graphql/connection';
import { dataScope } from '../../../platform/graphql/data-scope';
import { page } from '../../../platform/graphql/keyset';
import type { RequesterScope } from '../../../platform/jobs/job';
import type { Viewer } from '../../../viewer';
import { Role } from '../../auth/permissions';
import { ExportRequest } from './export-request.entity';
import type { ExportRequestsArgs } from './export-request.inputs';

/** The current owner sees all requests, other users their own. */
export const requestScope = ({ organizationId, userId, role }: Viewer): RequesterScope =>
  role === Role.OWNER ? { organizationId } : { organizationId, onlyRequestedById: userId };

export class ExportRequestRepository {
  constructor(private readonly dataSource: DataSource) {}

  find(scope: RequesterScope, id: number): Promise<ExportRequest | null> {
    return this.query(scope).andWhere('r.id = :id', { id }).getOne();
  }

  /** Returns the serialized input of a request that was read within the viewer's scope. */
  async inputOf({ id }: ExportRequest): Promise<string> {
    const [row] = await query(this.dataSource, sql`SELECT input FROM export_requests WHERE id = ${id}`);
    return row.input;
  }

  /** Lists requests, newest first. */
  list(scope: RequesterScope, { states, ...pageArgs }: ExportRequestsArgs): Promise<Connection<ExportRequest>> {
    const query = this.query(scope);
    if (states) query.andWhere(states.length > 0 ? 'r.state IN (:...states)' : '1 = 0', { states });
    return page(
      query,
      [{ name: 'ID', expression: 'r.id', value: (row) => row.id, descending: true }],
      pageArgs,
      dataScope(scope.onlyRequestedById),
    );
  }

  private query({ organizationId, onlyRequestedById }: RequesterScope) {
    const query = this.dataSource.manager
      .createQueryBuilder(ExportRequest, 'r')
      .where('r.organizationId = :organizationId', { organizationId });
    return onlyRequestedById === undefined
      ? query
      : query.andWhere('r.requestedById = :onlyRequestedById', { onlyRequestedById });
  }
}
