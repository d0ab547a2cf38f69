import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Returns the contents of the file. If it is missing, creates it, readable for its owner alone. If several processes do
 * so at once, one creates it and all return its contents.
 */
export function readOrMakeFile(file: string, makeContents: () => string): string {
  if (!existsSync(file)) {
    // Linked into place as a whole: no process can read a part of it, and the second link fails. The name is random
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
