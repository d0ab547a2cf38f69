import { createHash } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestApp } from './app';

/** Names of the stored export files. */
export const listExportFiles = (app: TestApp): Promise<string[]> => readdir(join(app.database.dataDir, 'exports'));

export async function fileOf(app: TestApp, exportId: string): Promise<string> {
  const name = (await listExportFiles(app)).find((each) => each.startsWith(`${exportId}-`));
  if (!name) throw new Error(`export ${exportId} has no file`);
  return join(app.database.dataDir, 'exports', name);
}

/**
 * Puts other bytes in the place of a file, as if they were what was exported: too many for the buffers of a connection,
 * for instance.
 */
export async function replaceFile(app: TestApp, exportId: string, bytes: Buffer): Promise<void> {
  await writeFile(await fileOf(app, exportId), bytes);
  await app.app.dataSource.query('UPDATE exports SET fileBytes = ?, fileSha256 = ? WHERE id = ?', [
    bytes.length,
    createHash('sha256').update(bytes).digest('hex'),
    exportId,
  ]);
}
