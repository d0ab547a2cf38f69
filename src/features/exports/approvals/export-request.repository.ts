import type { DataSource } from 'typeorm';
import { query } from '../../../platform/database/query';
import { join, sql } from '../../../platform/database/sql';
import type { RequesterScope } from '../../../platform/live/live-record';
import { RecordRepository } from '../../../platform/live/record-repository';
import type { Viewer } from '../../../viewer';
import { Role } from '../../auth/permissions';
import { type ExportRequest, exportRequestRecord } from './export-request.entity';

/** The current owner sees all requests, other users their own. */
export const requestScope = ({ organizationId, userId, role }: Viewer): RequesterScope =>
  role === Role.OWNER ? { organizationId } : { organizationId, onlyRequestedById: userId };

export class ExportRequestRepository extends RecordRepository<ExportRequest> {
  constructor(dataSource: DataSource) {
    super(dataSource, exportRequestRecord);
  }

  /** The requested inputs by request id, as `serializeInput` wrote them. They may be long, so no other query reads them. */
  async listInputs(ids: readonly number[]): Promise<Map<number, string>> {
    const rows = await query<{ id: number; input: string }>(
      this.dataSource,
      sql`SELECT id, input FROM export_requests WHERE id IN (${join(ids)})`,
    );
    return new Map(rows.map(({ id, input }) => [id, input]));
  }
}
