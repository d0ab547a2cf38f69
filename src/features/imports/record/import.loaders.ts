import DataLoader from 'dataloader';
import { cached, type Operation } from '../../../platform/graphql/operation';
import { parsedLoader } from '../../../platform/graphql/parsed.loaders';
import type { Import } from './import.entity';
import { importScope } from './import.policy';
import type { ImportRepository } from './import.repository';
import { noNewItems } from './import-contents';

/** The columns of imports that lists and live feeds do not read, as an import has them that was just deleted. */
const contentsOfDeleted = {
  columns: null,
  encodingPreviews: null,
  sheets: null,
  sample: null,
  warnings: [],
  ignoredColumns: [],
  newItems: noNewItems,
} satisfies Partial<Import>;

export type ImportContent = keyof typeof contentsOfDeleted;

/** Loads the ids of the imports that correct another one, newest first, by the id of the other. */
export const correctionsLoader = (operation: Operation, imports: ImportRepository): DataLoader<number, number[]> =>
  cached(
    operation,
    correctionsLoader,
    () =>
      new DataLoader(async (ids) => {
        const corrections = await imports.listCorrections(importScope(operation.viewer), ids);
        return ids.map((id) => corrections.get(id) ?? []);
      }),
  );

/** Loads the id of the import that undoes another one, by the id of the other. Null if the viewer sees none. */
export const undoLoader = (operation: Operation, imports: ImportRepository): DataLoader<number, number | null> =>
  cached(
    operation,
    undoLoader,
    () =>
      new DataLoader(async (ids) => {
        const undos = await imports.listUndos(importScope(operation.viewer), ids);
        return ids.map((id) => undos.get(id) ?? null);
      }),
  );

/** Loads one column by import id. Load only ids of imports that the operation has read within its scope. */
export const importContents = <Column extends ImportContent>(
  operation: Operation,
  imports: ImportRepository,
  column: Column,
): DataLoader<number, Import[Column]> =>
  parsedLoader<Import[Column]>(
    operation,
    `import ${column}`,
    (ids) => imports.listContents(column, ids),
    (text) => JSON.parse(text) as Import[Column],
    contentsOfDeleted[column] as Import[Column],
  );
