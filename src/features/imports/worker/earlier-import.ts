import { createHash } from 'node:crypto';
import { type DataSource, IsNull } from 'typeorm';
import type { Sentence } from '../../../sentences';
import type { ColumnDescription } from '../../columns/column';
import { appliedBefore } from '../record/applied-before';
import { Import } from '../record/import.entity';
import type { RecognizedSource } from '../record/import-contents';
import { ImportState } from '../record/import-state';

const maxCompared = 100;

/** A warning if the same file was applied before with the same options, or null. */
export async function findEarlier(
  { manager }: DataSource,
  row: Import,
  { reading }: RecognizedSource,
): Promise<Sentence | null> {
  const { organizationId, dataset, fileSha256, createMissing, blankCells, dateOrder, formulaGuard } = row;
  const applied = await manager.find(Import, {
    select: { id: true, source: true, appliedAt: true, appliedById: true },
    where: {
      ...{ organizationId, dataset, fileSha256: fileSha256!, createMissing, blankCells, dateOrder, formulaGuard },
      state: ImportState.COMPLETED,
      undoOfId: IsNull(),
    },
    order: { id: 'DESC' },
    take: maxCompared,
  });
  const earlier = applied.find(({ source }) => source?.reading === reading);
  return earlier ? appliedBefore(earlier) : null;
}

/** Hashes how a file is read, so that imports keep no headers for ever. */
export function readingOf(
  traits: readonly unknown[],
  columns: readonly Readonly<{ column: ColumnDescription | null; newCustomProperty: string | null }>[],
): string {
  const mapped = columns.map(({ column, newCustomProperty }) => [column?.key, newCustomProperty]);
  return createHash('sha256')
    .update(JSON.stringify([traits, mapped]))
    .digest('hex');
}
