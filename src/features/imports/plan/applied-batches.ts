import type { DataSource } from 'typeorm';
import type { Import } from '../record/import.entity';
import { ImportBatch } from '../record/import-batch.entity';
import type { ChangedRow } from '../record/import-contents';

/** The batches of an import that were applied and have changes, with some of their columns, one at a time. */
export async function* eachAppliedBatch<Column extends keyof ImportBatch>(
  dataSource: DataSource,
  { id, appliedBatch }: Pick<Import, 'id' | 'appliedBatch'>,
  columns: readonly Column[],
): AsyncGenerator<Pick<ImportBatch, Column>> {
  for (let ordinal = 0; ;) {
    const batch = await dataSource.manager
      .createQueryBuilder(ImportBatch, 'b')
      .select(['importId', 'ordinal', ...columns].map((column) => `b.${column}`))
      .where('b.importId = :id AND b.ordinal > :ordinal AND b.ordinal <= :appliedBatch AND b.changeCount > 0', {
        id,
        ordinal,
        appliedBatch,
      })
      .orderBy('b.ordinal')
      .limit(1)
      .getOne();
    if (!batch) return;
    ordinal = batch.ordinal;
    yield batch;
  }
}

/** The changes of an applied batch, without the rows that conflicted. */
export function appliedChanges({ changes, outcome }: Pick<ImportBatch, 'changes' | 'outcome'>): ChangedRow[] {
  const conflicts = new Set(outcome?.conflicts.map(({ row }) => row));
  return changes.filter(({ row }) => !conflicts.has(row));
}
