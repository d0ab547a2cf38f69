import { join } from 'node:path';
import { loadConfig } from '../../../src/config';
import { userFigures } from '../../../src/features';
import { AuditLog } from '../../../src/features/audit/audit-log';
import { ExportOutcomes } from '../../../src/features/exports/worker/export-outcomes';
import { ExportWork } from '../../../src/features/exports/worker/export-work';
import { JobLeases } from '../../../src/platform/jobs/job-leases';
import { JobWorker } from '../../../src/platform/jobs/job-worker';
import { createLog } from '../../../src/platform/log';
import { diskStorage } from '../../../src/platform/storage/disk-storage';
import { timeZoneDataVersion } from '../../../src/platform/time/time-zone';
import { countRows } from '../databases/rows';
import { waitFor } from '../wait-for';
import type { TestApp } from './app';

/**
 * A worker in this process that runs one export at a time and, while it holds, stops each before its file is
 * created: the export stays RUNNING.
 */
export interface HeldWorker {
  /**
   * Resolves once the queue is empty, because an older export would be held instead of the next one.
   */
  hold(): Promise<void>;
  release(): void;
  stop(): Promise<void>;
}

export async function startHeldWorker(app: TestApp): Promise<HeldWorker> {
  const { dataSource } = app.app;
  const config = loadConfig({ DATA_DIR: app.database.dataDir, DATABASE_URL: app.database.databaseUrl });
  const log = createLog('silent');
  const disk = await diskStorage(join(app.database.dataDir, 'exports'));
  let gate: Promise<void> = Promise.resolve();
  let open = (): void => undefined;
  const storage: typeof disk = {
    create: async (name) => gate.then(() => disk.create(name)),
    open: (name) => disk.open(name),
    remove: (name) => disk.remove(name),
    list: () => disk.list(),
    resume: (...input) => disk.resume(...input),
    pendingBytes: (name) => disk.pendingBytes(name),
  };
  const outcomes = new ExportOutcomes(dataSource, app.clock, new AuditLog(dataSource, app.clock), 86_400_000);
  const leases = new JobLeases(dataSource, outcomes, app.clock, log, {
    leaseMs: 60_000,
    slotsPerOrganization: 1,
    zoneData: timeZoneDataVersion,
  });
  const dependencies = { dataSource, database: config, storage, leases, log, figures: userFigures, quotaBytes: 0 };
  const worker = new JobWorker(dataSource, leases, new ExportWork(dependencies, outcomes), log, 1);
  worker.start();
  return {
    async hold() {
      await waitFor(
        'the worker to be idle',
        async () => (await countRows(dataSource, 'exports', { state: ['QUEUED', 'RUNNING', 'CANCELLING'] })) === 0,
        60_000,
      );
      gate = new Promise((resolve) => (open = resolve));
    },
    release: () => open(),
    async stop() {
      open();
      await worker.stop();
    },
  };
}
