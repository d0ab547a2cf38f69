import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

  /** Closes the gate, for one export or for all. */
  hold(exportId = 'all'): void {
    writeFileSync(join(this.folder, exportId), '');
  }

  release(exportId = 'all'): void {
    rmSync(join(this.folder, exportId), { force: true });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
