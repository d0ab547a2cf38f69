import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Returns the contents of the file. If it is missing, creates it, readable only by its owner. If several processes do so
 * at once, one creates it and all return its contents.
 */
export function readOrMakeFile(file: string, makeContents: () => string): string {
  if (!existsSync(file)) {
    // Linked as a whole: no process can read a partial file, and a second link fails. The temporary name is random
    // because processes in containers share ids.
    const draft = `${file}.${randomUUID()}`;
    try {
      writeFileSync(draft, makeContents(), { mode: 0o600, flag: 'wx', flush: true });
      linkSync(draft, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }
  return readFileSync(file, 'utf8');
}
