import { type EntityManager, IsNull, Not } from 'typeorm';
import { because } from '../../../error-reasons';
import { AppError, conflict } from '../../../errors';
import { findWhole } from '../../../platform/database/find-whole';
import { quoted, quotedList } from '../../../platform/text/quoted';
import type { Viewer } from '../../../viewer';
import { Role } from '../../auth/permissions';
import { ownerOnly } from '../../auth/required-permissions';
import type { RowDataset } from '../../exports/datasets';
import { canImport, forbiddenError } from './import.policy';
import { ImportMapping } from './import-mapping.entity';

/** Of one dataset. Imports that are applied at the same time may exceed it by a few. */
const maxNamedMappings = 200;

/** The mapping of a dataset that was saved under this name, with its decisions, or null. */
export async function findNamedMapping(
  manager: EntityManager,
  organizationId: number,
  dataset: RowDataset,
  name: string,
): Promise<ImportMapping | null> {
  const saved = await manager.findOneBy(ImportMapping, { organizationId, dataset, name });
  return saved && findWhole(manager, ImportMapping, saved.id);
}

/** The error if a user may not save a mapping under this name, or null. */
export async function checkMappingName(
  manager: EntityManager,
  { organizationId, userId }: Pick<Viewer, 'organizationId' | 'userId'>,
  dataset: RowDataset,
  name: string,
  argument: string,
): Promise<AppError | null> {
  const saved = await manager.findOneBy(ImportMapping, { organizationId, dataset, name });
  if (saved)
    return saved.savedById === userId
      ? null
      : conflict(
          argument,
          `The mapping ${quoted(name)} belongs to another user, who saved it. Choose another name.`,
          because('VALUE_TAKEN', { value: name }),
        );
  const count = await manager.countBy(ImportMapping, { organizationId, dataset, name: Not(IsNull()) });
  if (count < maxNamedMappings) return null;
  return new AppError(
    'LIMIT_REACHED',
    `\`${argument}\`: a dataset can have at most ${maxNamedMappings} saved mappings. Delete one first, with \`deleteImportMapping\`.`,
    { argument, ...because('COUNT_LIMIT', { max: maxNamedMappings }) },
  );
}

/** FORBIDDEN unless the viewer may import the dataset, and saved the mapping or is the owner. */
export function checkMappingDeletion(viewer: Viewer, { dataset, savedById }: ImportMapping): AppError | null {
  if (!canImport(viewer, { dataset })) return forbiddenError({ dataset });
  const isAllowed = savedById === viewer.userId || viewer.role === Role.OWNER;
  return isAllowed ? null : ownerOnly('Only the owner may delete the mapping of another user.');
}

/** The error of a name under which nothing is saved. It names what is. */
export async function unknownMapping(
  manager: EntityManager,
  organizationId: number,
  dataset: RowDataset,
  name: string,
): Promise<AppError> {
  const where = { organizationId, dataset, name: Not(IsNull()) };
  const saved = await manager.find(ImportMapping, { select: { id: true, name: true }, where, order: { name: 'ASC' } });
  const names = saved.flatMap((each) => each.name ?? []);
  return new AppError(
    'NOT_FOUND',
    `No saved mapping of this dataset has the name ${quoted(name)}. ${names.length > 0 ? `Saved are ${quotedList(names)}.` : 'Give `mapping` to save one.'}`,
    { argument: 'input.mappingName', ...because('UNKNOWN_MAPPING', { name }) },
  );
}
