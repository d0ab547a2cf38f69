import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { transact } from '../../../platform/database/transaction';
import { idle } from '../../../platform/live/idle';
import type { Log } from '../../../platform/log';
import type { Storage } from '../../../platform/storage/storage';
import { ImportRepository } from '../record/import.repository';
import { changeImport } from '../record/import-transitions';
import { writeAppliedFiles } from './applied-files';
import { fileValues } from './import-outcomes';

const checkEveryMs = 5000;
/** Longer than writing the files of the largest import takes. */
const leaseMs = 10 * 60_000;

/**
 * Writes the undo file and the error file of imports that have applied rows and ended without these files: all their
 * workers were lost, or the storage failed.
 */
export class LateFiles {
  private readonly stopping = new AbortController();
  private looping: Promise<void> = Promise.resolve();
  private readonly imports: ImportRepository;

  constructor(
    private readonly machinery: { readonly dataSource: DataSource; readonly storage: Storage },
    private readonly log: Log,
    private readonly pollScale = 1,
  ) {
    this.imports = new ImportRepository(machinery.dataSource);
  }

  start(): void {
    this.looping = this.loop();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.looping;
  }

  private async loop(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        while (await this.writeNext(signal));
      } catch (error) {
        if (!signal.aborted) this.log.error({ err: error }, 'could not write the files of an ended import');
      }
      await idle(checkEveryMs * this.pollScale, signal);
    }
  }

  /** Returns false if no import needs files, or another worker has claimed it. An import whose files fail is tried again when the lease is over. */
  private async writeNext(signal: AbortSignal): Promise<boolean> {
    const found = await this.imports.findWithoutFiles();
    if (!found || signal.aborted) return false;
    const { id, version } = found;
    const owner = randomUUID();
    const isClaimed = await this.change('claimFiles', id, { version, owner, leaseMs });
    if (!isClaimed) return false;
    const files = await writeAppliedFiles(this.machinery, id, signal);
    if (!(await this.change('recordLateFiles', id, { owner, ...fileValues(files) }))) await files.remove();
    return true;
  }

  private change(
    name: 'claimFiles' | 'recordLateFiles',
    id: number,
    values: Parameters<typeof changeImport>[3],
  ): Promise<boolean> {
    return transact(this.machinery.dataSource, (manager) => changeImport(manager, name, id, values));
  }
}
