import type { ImportTitles } from '../label-tables';

export const importTitles: ImportTitles = {
  undo: (fileName) => `Rückgängig machen: ${fileName}`,
  redo: (fileName) => `Erneut übernehmen: ${fileName}`,
};
