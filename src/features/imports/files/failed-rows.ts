import type { DataSource } from 'typeorm';
import { query } from '../../../platform/database/query';
import { raw, sql } from '../../../platform/database/sql';
import type { ImportBatch } from '../record/import-batch.entity';
import type { FailedRow } from '../record/import-contents';

/** A row of the file with everything that is wrong with it. */
export interface FailedRowErrors {
  readonly row: number;
  readonly errors: readonly FailedRow[];
}

const batchesAtOnce = 20;

/** The rows of a plan that failed when the file was checked, or conflicted when the plan was applied; in their order. */
export async function* eachFailedRow(dataSource: DataSource, importId: number): AsyncGenerator<FailedRowErrors> {
  for (let ordinal = 0; ;) {
    const batches = await query<{ ordinal: number; errors: string; outcome: string | null }>(
      dataSource,
      sql`SELECT ordinal, errors, outcome FROM import_batches WHERE importId = ${importId} AND ordinal > ${ordinal} AND errorCount > 0 ORDER BY ordinal LIMIT ${raw(batchesAtOnce)}`,
    );
    for (const { errors, outcome } of batches) {
      const conflicts = outcome === null ? [] : (JSON.parse(outcome) as NonNullable<ImportBatch['outcome']>).conflicts;
      yield* rowsOf([...(JSON.parse(errors) as FailedRow[]), ...conflicts]);
    }
    if (batches.length < batchesAtOnce) return;
    ordinal = batches.at(-1)!.ordinal;
  }
}

function rowsOf(errors: readonly FailedRow[]): FailedRowErrors[] {
  const byRow = new Map<number, FailedRow[]>();
  for (const error of errors) byRow.set(error.row, [...(byRow.get(error.row) ?? []), error]);
  return [...byRow].map(([row, ofRow]) => ({ row, errors: ofRow })).sort((a, b) => a.row - b.row);
}
