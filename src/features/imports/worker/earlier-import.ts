import type { Sentence } from '../../../sentences';
import { createHash } from 'node:crypto';
import { type DataSource, IsNull } from 'typeorm';
import type { ColumnDescription } from '../../columns/column';
import { User } from '../../users/user.entity';
import { Import } from '../record/import.entity';
import type { RecognizedSource } from '../record/import-contents';
import { ImportState } from '../record/import-state';
import { importWarning } from '../record/import-warnings';

const maxCompared = 100;

/** A warning if the same file was applied before with the same options, or null. */
export async function findEarlier(
  { manager }: DataSource,
  row: Import,
  { reading }: RecognizedSource,
): Promise<Sentence | null> {
  const { organizationId, dataset, fileSha256, createMissing, blankCells, formulaGuard } = row;
  const applied = await manager.find(Import, {
    select: { id: true, source: true, appliedAt: true, appliedById: true },
    where: {
      ...{ organizationId, dataset, fileSha256: fileSha256!, createMissing, blankCells, formulaGuard },
      state: ImportState.COMPLETED,
      undoOfId: IsNull(),
    },
    order: { id: 'DESC' },
    take: maxCompared,
  });
  const earlier = applied.find(({ source }) => source?.reading === reading);
  if (!earlier) return null;
  const user = await manager.findOneBy(User, { organizationId, id: earlier.appliedById! });
  const by = user ? `by ${user.username} ` : '';
  const appliedAt = earlier.appliedAt!.toISOString();
  return importWarning(
    'APPLIED_BEFORE',
    { importId: earlier.id, appliedAt, username: user?.username ?? '' },
    `The same file with the same options was applied before: ${by}at ${appliedAt}, as import ${earlier.id}.`,
  );
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
