import type { EntityManager } from 'typeorm';
import { because } from '../../../error-reasons';
import { type AppError, badInput } from '../../../errors';
import { findWhole } from '../../../platform/database/find-whole';
import { idOf } from '../../../platform/graphql/ids';
import { quoted } from '../../../platform/text/quoted';
import type { Viewer } from '../../../viewer';
import { DateOrder } from '../../columns/date-order';
import { headerKey } from '../mapping/known-columns';
import { Import } from '../record/import.entity';
import { importScope } from '../record/import.policy';
import type { ImportRepository } from '../record/import.repository';
import type { HeaderMapping } from '../record/import-contents';
import { checkMappingName } from '../record/named-mapping';
import type { ImportRequest } from './insert-import';
import type { StartImportInput } from './start-import.inputs';

/**
 * Finds the import that a request corrects. Null if it corrects none.
 *
 * @throws BAD_USER_INPUT for an import that the viewer may not see, or of another dataset.
 */
export async function findCorrected(
  imports: ImportRepository,
  viewer: Viewer,
  { correctionOf, dataset }: StartImportInput,
): Promise<Import | null> {
  if (correctionOf === null || correctionOf === undefined) return null;
  const corrected = await imports.find(importScope(viewer), idOf(correctionOf));
  if (!corrected) throw unknownCorrected(correctionOf);
  if (corrected.dataset !== dataset)
    throw badInput(
      'input.correctionOf',
      `The import ${corrected.id} is of ${corrected.dataset}: \`input.dataset\` must be the same.`,
      because('OTHER_IMPORT_DATASET', { dataset: corrected.dataset }),
    );
  return corrected;
}

const unknownCorrected = (id: string): AppError =>
  badInput('input.correctionOf', `No such import: ${quoted(id)}.`, because('UNKNOWN_ID', { id }));

/**
 * Takes over from the corrected import what the request does not say itself: its mapping, and how its texts are read. Not
 * its delimiter, sheet and encoding, which a spreadsheet changes when it saves an error file, and not what empty cells
 * and unknown keys mean: the user may have decided otherwise now. Nothing with `applyWhenClean`: the decisions may be of
 * another user, and could write what only the requester may.
 */
export async function withEarlierDecisions(
  manager: EntityManager,
  viewer: Viewer,
  request: ImportRequest,
): Promise<ImportRequest> {
  if (request.correctionOfId === null || request.applyWhenClean) return request;
  const earlier = await findWhole(manager, Import, request.correctionOfId);
  if (!earlier) throw unknownCorrected(String(request.correctionOfId));
  const options = {
    dateOrder: request.dateOrder === DateOrder.YEAR_MONTH_DAY ? earlier.dateOrder : request.dateOrder,
    // Its default follows the delimiter.
    decimalSeparator: request.decimalSeparator ?? (request.delimiter ? null : earlier.decimalSeparator),
    formulaGuard: request.formulaGuard && earlier.formulaGuard,
  };
  if (request.mapping || request.mappingName || !earlier.mapping) return { ...request, ...options };
  return {
    ...request,
    ...options,
    mapping: decisionsAfter(earlier, earlier.mapping),
    mappingName: await savableName(manager, viewer, earlier),
  };
}

/** The decisions of an import. A custom property that it has created is a column now. */
function decisionsAfter({ columns, appliedBatch }: Import, mapping: readonly HeaderMapping[]): HeaderMapping[] {
  if (appliedBatch === 0) return [...mapping];
  const columnOf = new Map(columns?.map(({ header, column }) => [headerKey(header), column]));
  return mapping.flatMap((decision) => {
    const { header, newCustomProperty } = decision;
    if (!newCustomProperty) return decision;
    const column = columnOf.get(headerKey(header));
    return column ? { header, column } : [];
  });
}

/** The name under which the earlier import saves its mapping, if the viewer may save one under it. */
async function savableName(
  manager: EntityManager,
  viewer: Viewer,
  { dataset, mappingName }: Import,
): Promise<string | null> {
  if (mappingName === null) return null;
  return (await checkMappingName(manager, viewer, dataset, mappingName, 'input.mappingName')) ? null : mappingName;
}
