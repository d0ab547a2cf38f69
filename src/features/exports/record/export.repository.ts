import type { DataSource } from 'typeorm';
import { query } from '../../../platform/database/query';
import { join, sql } from '../../../platform/database/sql';
import { JobRepository } from '../../../platform/jobs/job-repository';
import { type ExportSelection, parseSelection } from '../datasets/export-selection';
import { Export } from './export.entity';
import { exportJob } from './export-transitions';

/** Reads a selection that `listSelections` returned. */
export const deserializeSelection = (text: string): ExportSelection =>
  parseSelection(JSON.parse(text) as ExportSelection);

export class ExportRepository extends JobRepository<Export> {
  constructor(dataSource: DataSource) {
    super(dataSource, exportJob);
  }

  /** The stored selections by export id. They may be long, so no other query reads them. */
  async listSelections(ids: readonly number[]): Promise<Map<number, string>> {
    const rows: { id: number; selection: string }[] = await query(
      this.dataSource,
      sql`SELECT id, selection FROM exports WHERE id IN (${join(ids)})`,
    );
    return new Map(rows.map(({ id, selection }) => [id, selection]));
  }

  /** Completed exports of all organizations whose file is due for deletion. For the sweeper. */
  listExpiring(nowMs: number): Promise<Export[]> {
    return this.dataSource.manager
      .createQueryBuilder(Export, 'r')
      .where("r.state = 'COMPLETED' AND r.expiresAt <= :nowMs", { nowMs })
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
}
