import DataLoader from 'dataloader';
import { type Operation, remembered } from '../../../platform/graphql/operation';
import type { ExportSelection } from '../datasets/export-selection';
import type { ExportRepository } from './export.repository';

/** What was asked for, by the id of an export that the operation has read within its scope. */
export const selectionLoader = (operation: Operation, exports: ExportRepository): DataLoader<number, ExportSelection> =>
  remembered(
    operation,
    selectionLoader,
    () =>
      new DataLoader(async (ids) => {
        const selections = await exports.listSelections(ids);
        return ids.map((id) => selections.get(id) ?? {});
      }),
  );

/** Read once for all exports of an operation: no place is known without the others. */
export const queuePositions = (operation: Operation, exports: ExportRepository): Promise<Map<number, number>> =>
  remembered(operation, queuePositions, () => exports.queuePositions());
