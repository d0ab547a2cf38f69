import type DataLoader from 'dataloader';
import type { Operation } from '../../../platform/graphql/operation';
import { parsedLoader } from '../../../platform/graphql/parsed.loaders';
import type { ExportSelection } from '../datasets/export-selection';
import { deserializeSelection, type ExportRepository } from './export.repository';

/** Selections by export id. */
export const selectionLoader = (operation: Operation, exports: ExportRepository): DataLoader<number, ExportSelection> =>
  parsedLoader<ExportSelection>(
    operation,
    selectionLoader,
    (ids) => exports.listSelections(ids),
    deserializeSelection,
    {},
  );
