import { type DataSource, IsNull } from 'typeorm';
import type { CsvDelimiter } from '../../../platform/files/csv-dialect';
import { decimalSeparatorOf } from '../../../platform/graphql/decimal-separator';
import type { RowDataset } from '../../exports/datasets';
import { User } from '../../users/user.entity';
import type { KnownColumns } from '../mapping/known-columns';
import { mapHeaders } from '../mapping/map-headers';
import { importColumns } from '../plan/import-columns';
import { Import } from '../record/import.entity';
import type { RecognizedSource } from '../record/import-contents';
import { ImportState } from '../record/import-state';

const maxCompared = 100;

/** A warning if the same file was applied before with the same options, or null. */
export async function findEarlier(
  { manager }: DataSource,
  row: Import,
  source: RecognizedSource,
): Promise<string | null> {
  const { organizationId, dataset, fileSha256, createMissing, blankCells, formulaGuard } = row;
  const applied = await manager.find(Import, {
    select: { id: true, source: true, decimalSeparator: true, mapping: true, appliedAt: true, appliedById: true },
    where: {
      ...{ organizationId, dataset, fileSha256: fileSha256!, createMissing, blankCells, formulaGuard },
      state: ImportState.COMPLETED,
      undoOfId: IsNull(),
    },
    order: { id: 'DESC' },
    take: maxCompared,
  });
  const known = await importColumns(manager, organizationId, dataset);
  const reading = readingOf(row, source, known, dataset);
  const earlier = applied.find((other) => other.source && readingOf(other, other.source, known, dataset) === reading);
  if (!earlier) return null;
  const user = await manager.findOneBy(User, { organizationId, id: earlier.appliedById! });
  const by = user ? `by ${user.username} ` : '';
  return `The same file with the same options was applied before: ${by}at ${earlier.appliedAt!.toISOString()}, as import ${earlier.id}.`;
}

/** How a file is read, in a form that is equal for the same reading, requested or recognized. */
function readingOf(
  { decimalSeparator, mapping }: Pick<Import, 'decimalSeparator' | 'mapping'>,
  { kind, delimiter, encoding, sheet, headers }: RecognizedSource,
  known: KnownColumns,
  dataset: RowDataset,
): string {
  const mapped = mapHeaders(headers, known, dataset, mapping ?? []).headers;
  return JSON.stringify([
    ...[kind, encoding, sheet, delimiter],
    kind === 'CSV' && decimalSeparatorOf(delimiter as CsvDelimiter, decimalSeparator, 'decimalSeparator'),
    mapped.map(({ column, newCustomProperty }) => [column?.key, newCustomProperty]),
  ]);
}
