import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { knownIds } from '../../../platform/database/known-ids';
import { idOf } from '../../../platform/graphql/ids';
import { cached, type Operation } from '../../../platform/graphql/operation';
import { yieldToEventLoop } from '../../../platform/jobs/yield';
import { ExportDataset, type RowDataset, rowDatasets } from '../datasets';
import { organizationScope } from '../datasets/row-dataset';
import type { StartExportInput } from './start-export.inputs';

/**
 * Stored inputs of the viewer's organization, in a form that can be sent again. Excluded rows that were deleted in the
 * meantime are not in the file either way, but an id that no row has is refused. Reads the rows of all inputs together.
 */
export const storedInputLoader = (
  operation: Operation,
  dataSource: DataSource,
): DataLoader<StartExportInput, StartExportInput> =>
  cached(
    operation,
    storedInputLoader,
    () =>
      new DataLoader(async (inputs) => {
        const known = await knownExclusions(dataSource, operation.viewer.organizationId, inputs);
        return inputs.map((input) => withoutDeletedExclusions(input, known));
      }),
  );

type ExclusionsByDataset = ReadonlyMap<ExportDataset, ReadonlySet<number>>;

/** The excluded ids of all inputs that a row of their dataset has. */
async function knownExclusions(
  dataSource: DataSource,
  organizationId: number,
  inputs: readonly StartExportInput[],
): Promise<ExclusionsByDataset> {
  const excluded = new Map<RowDataset, Set<number>>();
  for (const { dataset, excludeIds } of inputs) {
    if (!excludeIds || dataset === ExportDataset.ORGANIZATION) continue;
    const ids = excluded.get(dataset) ?? new Set();
    for (const id of excludeIds) ids.add(idOf(id));
    excluded.set(dataset, ids);
    await yieldToEventLoop();
  }
  const known = new Map<ExportDataset, ReadonlySet<number>>();
  for (const [dataset, ids] of excluded) {
    const { table, condition } = rowDatasets[dataset];
    known.set(dataset, await knownIds(dataSource, table, condition(organizationScope(organizationId)), [...ids]));
  }
  return known;
}

function withoutDeletedExclusions(input: StartExportInput, known: ExclusionsByDataset): StartExportInput {
  const ofDataset = known.get(input.dataset);
  if (!ofDataset || !input.excludeIds) return input;
  const remaining = input.excludeIds.filter((id) => ofDataset.has(idOf(id)));
  return { ...input, excludeIds: remaining.length > 0 ? remaining : null };
}
