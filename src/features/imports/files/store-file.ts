import { randomUUID } from 'node:crypto';
import type { Writable } from 'node:stream';
import type { Storage } from '../../../platform/storage/storage';
import type { Import } from '../record/import.entity';
import type { StoredFile } from '../record/import-contents';

/** Writes a file of an import. `write` returns the number of rows. Leaves nothing if it fails. */
export async function storeFile(
  storage: Storage,
  { id, dataset }: Pick<Import, 'id' | 'dataset'>,
  kind: 'errors' | 'undo',
  write: (sink: Writable) => Promise<number>,
): Promise<StoredFile> {
  const key = `import-${id}-${kind}-${randomUUID()}`;
  const file = await storage.create(key);
  try {
    const rows = await write(file.stream);
    return { key, name: `${dataset.toLowerCase()}-import-${id}-${kind}.csv`, rows, ...(await file.publish()) };
  } catch (error) {
    await file.discard();
    throw error;
  }
}
