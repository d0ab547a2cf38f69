import type { DataSource } from 'typeorm';
import { query } from '../../../platform/database/query';
import { sql } from '../../../platform/database/sql';
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

  /** Returns the serialized input of a request that was read within the viewer's scope. */
  async inputOf({ id }: ExportRequest): Promise<string> {
    const [row] = await query(this.dataSource, sql`SELECT input FROM export_requests WHERE id = ${id}`);
    return row.input;
  }
}
