import DataLoader from 'dataloader';
import { cached, type Operation } from '../../../platform/graphql/operation';
import type { ExportSelection } from '../datasets/export-selection';
import type { ExportRepository } from './export.repository';

/** Selections by export id. Load only ids of exports that the operation has read within its scope. */
export const selectionLoader = (operation: Operation, exports: ExportRepository): DataLoader<number, ExportSelection> =>
  cached(
    operation,
    selectionLoader,
    () =>
      new DataLoader(async (ids) => {
        const selections = await exports.listSelections(ids);
        return ids.map((id) => selections.get(id) ?? {});
      }),
  );
