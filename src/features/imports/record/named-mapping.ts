import { type EntityManager, IsNull, Not } from 'typeorm';
import { because } from '../../../error-reasons';
import { type AppError, conflict } from '../../../errors';
import { quoted } from '../../../platform/text/quoted';
import type { RowDataset } from '../../exports/datasets';
import { ImportMapping } from './import-mapping.entity';

/** The mapping of a dataset that was saved under this name, or null. */
export const findNamedMapping = (
  manager: EntityManager,
  organizationId: number,
  dataset: RowDataset,
  name: string,
): Promise<ImportMapping | null> => manager.findOneBy(ImportMapping, { organizationId, dataset, name });

/** The error if a user saves a mapping under the name of another user's mapping, or null. */
export const nameConflict = (saved: ImportMapping | null, userId: number, argument: string): AppError | null =>
  saved && saved.savedById !== userId
    ? conflict(
        argument,
        `The mapping ${quoted(saved.name!)} belongs to another user, who saved it. Choose another name.`,
        because('VALUE_TAKEN', { value: saved.name! }),
      )
    : null;

/** The names of the saved mappings of a dataset. */
export async function listMappingNames(
  manager: EntityManager,
  organizationId: number,
  dataset: RowDataset,
): Promise<string[]> {
  const where = { organizationId, dataset, name: Not(IsNull()) };
  const saved = await manager.find(ImportMapping, { select: { id: true, name: true }, where, order: { name: 'ASC' } });
  return saved.flatMap(({ name }) => name ?? []);
}
