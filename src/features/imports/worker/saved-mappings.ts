import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { headerKey, isReportHeader } from '../mapping/known-columns';
import type { Import } from '../record/import.entity';
import type { HeaderMapping } from '../record/import-contents';
import { ImportMapping } from '../record/import-mapping.entity';

/** Equal for files with the same headers, in any order. An error file is equal to its source. */
const hashOf = (headers: readonly string[]): string => {
  const keys = headers.filter((header) => !isReportHeader(header)).map(headerKey);
  return createHash('sha256').update(JSON.stringify(keys.sort())).digest('hex');
};

/** The columns that a file with these headers had when it was applied last, by the key of the header; null: ignored. */
export async function findLastMapping(
  manager: EntityManager,
  { organizationId, dataset }: Pick<Import, 'organizationId' | 'dataset'>,
  headers: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const saved = await manager.findOne(ImportMapping, {
    select: { id: true, mapping: true },
    where: { organizationId, dataset, headersHash: hashOf(headers) },
  });
  return new Map(saved?.mapping.map(({ header, column }) => [headerKey(header), column]));
}

/**
 * Keeps the mapping of an applied import for files with the same headers, and under its name unless that belongs to
 * another user.
 */
export async function saveMapping(manager: EntityManager, row: Import, savedAt: Date): Promise<void> {
  const { organizationId, dataset, mappingName, appliedById } = row;
  if (row.undoOfId !== null || !row.columns || !row.mapping) return;
  const decided = new Set(row.mapping.map(({ header }) => headerKey(header)));
  const mapping = row.columns
    .filter(({ header, column }) => !isReportHeader(header) && (column !== null || decided.has(headerKey(header))))
    .map(({ header, column }): HeaderMapping => ({ header, column }));
  const places = [
    { headersHash: hashOf(row.columns.map(({ header }) => header)) },
    ...(mappingName ? [{ name: mappingName }] : []),
  ];
  for (const place of places) {
    const where = { organizationId, dataset, ...place };
    const saved = await manager.findOneBy(ImportMapping, where);
    if (saved?.name && saved.savedById !== appliedById) continue;
    const values = { ...where, mapping, savedById: appliedById!, savedAt };
    // No other import of this dataset ends at the same time: an organization has one slot.
    if (saved) await manager.update(ImportMapping, { id: saved.id }, values);
    else await manager.insert(ImportMapping, values);
  }
}
