import type { DataSource } from 'typeorm';
import { query } from '../../../platform/database/query';
import { join, raw, sql } from '../../../platform/database/sql';
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

  /** One of the columns that lists do not read, as it is stored, by the ids of these requests. */
  async listTexts(column: 'input' | 'summary', ids: readonly number[]): Promise<Map<number, string>> {
    const rows = await query<{ id: number; text: string }>(
      this.dataSource,
      sql`SELECT id, ${raw(column)} AS text FROM export_requests WHERE id IN (${join(ids)})`,
    );
    return new Map(rows.map(({ id, text }) => [id, text]));
  }
}
