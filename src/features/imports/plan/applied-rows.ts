import type { DataSource } from 'typeorm';
import type { Import } from '../record/import.entity';
import { ImportBatch } from '../record/import-batch.entity';
import type { ChangedRow } from '../record/import-contents';

/** The changes of each applied batch, without the rows that conflicted. */
export async function* eachAppliedBatch(
  dataSource: DataSource,
  { id, appliedBatch }: Pick<Import, 'id' | 'appliedBatch'>,
): AsyncGenerator<ChangedRow[]> {
  for (let ordinal = 0; ;) {
    const batch = await dataSource.manager
      .createQueryBuilder(ImportBatch, 'b')
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
    const conflicts = new Set(batch.outcome?.conflicts.map(({ row }) => row));
    const applied = batch.changes.filter(({ row }) => !conflicts.has(row));
    if (applied.length > 0) yield applied;
  }
}
