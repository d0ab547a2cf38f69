import type { Storage } from '../../../platform/storage/storage';
import { ImportRefused } from '../plan/import-refused';
import { openSource } from '../reading/open-source';
import type { Source } from '../reading/source';
import type { Import } from '../record/import.entity';

/**
 * Opens the uploaded file, to be read as the import says.
 *
 * @throws ImportRefused if the file is not what was uploaded.
 */
export async function openImportFile(
  storage: Storage,
  { fileKey, fileSha256, delimiter, encoding, sheet }: Import,
): Promise<Source> {
  const file = fileKey === null ? null : await storage.open(fileKey);
  if (!file) throw new ImportRefused('FILE_LOST', 'The uploaded file was lost. Import it again.');
  if ((await file.sha256()) !== fileSha256) {
    await file.close();
    throw new ImportRefused('FILE_ALTERED', 'The uploaded file was changed after it arrived. Import it again.');
  }
  return openSource(file, {
    ...(delimiter && { delimiter }),
    ...(encoding && { encoding }),
    ...(sheet && { sheet }),
  });
}
