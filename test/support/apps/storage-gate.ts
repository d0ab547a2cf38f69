import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Holds export files at their first byte, so that an export stays running as long as a test needs. A
 * small CSV is held with no row done; XLSX and ZIP, which gather bytes first, with all rows done (FINALIZING). Only
 * files that are started while the gate is closed are held. The gate is a folder that processes of the built program
 * read too.
 */
export class StorageGate {
  readonly folder = mkdtempSync(join(tmpdir(), 'tallyport-gate-'));

  /**
   * Closes the gate: for all files, for those of one export by its id, or for those of imports (`import`). In processes
   * of the built program `IMPORT_ROWS_APPLIED-2` holds the transaction that records the second such event of a process.
   */
  hold(what = 'all'): void {
    writeFileSync(join(this.folder, what), '');
  }

  release(what = 'all'): void {
    rmSync(join(this.folder, what), { force: true });
  }

  /** Whether a transaction of a process of the built program is held there. */
  isReached(what: string): boolean {
    return readFileSync(join(this.folder, what), 'utf8') !== '';
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
