import type { DataSource } from 'typeorm';
import { findWhole } from '../../../platform/database/find-whole';
import type { Storage } from '../../../platform/storage/storage';
import { writeErrorsFile } from '../files/errors-file';
import { writeUndoFile } from '../files/undo-file';
import { Import } from '../record/import.entity';
import type { StoredFile } from '../record/import-contents';
import { openImportFile } from './open-import-file';

interface FileMachinery {
  readonly dataSource: DataSource;
  readonly storage: Storage;
}

/** The files about what an import has applied. */
interface AppliedFiles {
  readonly errorsFile: StoredFile | null;
  readonly undoFile: StoredFile | null;
  /** Removes what was written, because the import does not name it. */
  remove(): Promise<void>;
}

/** Writes the undo file, and the error file if there are conflicts. */
export async function writeAppliedFiles(
  machinery: FileMachinery,
  importId: number,
  signal: AbortSignal,
): Promise<AppliedFiles> {
  const { dataSource, storage } = machinery;
  // How far it was applied, and what conflicted.
  const row = (await findWhole(dataSource.manager, Import, importId))!;
  const undoFile = await writeUndoFile(machinery, row, signal);
  const errorsFile = row.conflicts > 0 ? await writeErrors(machinery, row, signal) : row.errorsFile;
  return {
    errorsFile,
    undoFile,
    async remove() {
      for (const file of [undoFile, row.conflicts > 0 ? errorsFile : null]) if (file) await storage.remove(file.key);
    },
  };
}

/** The earlier file of errors, without the conflicts, goes with the next sweep. An undo has no file with its rows. */
async function writeErrors(machinery: FileMachinery, row: Import, signal: AbortSignal): Promise<StoredFile | null> {
  if (row.undoOfId !== null) return null;
  const source = await openImportFile(machinery.storage, row);
  try {
    return await writeErrorsFile(machinery, row, source, signal);
  } finally {
    await source.close();
  }
}
