import { createApp, createWorker } from '../app';
import type { Config } from '../config';
import { createLog, type Log } from '../platform/log';
import { endOnStrayErrors, logStrayRejections } from '../platform/stray-errors';
import { reportZoneData } from '../platform/time/zone-data-age';
import { untilStopped } from './until-stopped';

export async function serve(config: Config): Promise<void> {
  const log = startLog(config);
  const app = await createApp(config, { log });
  process.stdout.write(`Tallyport serves http://localhost:${app.port}/graphql\n`);
  await untilStopped(() => app.stop(), log);
}

export async function work(config: Config): Promise<void> {
  const log = startLog(config);
  const worker = await createWorker(config, { log });
  log.info('worker running');
  process.stdout.write('Tallyport worker is running\n');
  await untilStopped(() => worker.stop(), log);
}

function startLog(config: Config): Log {
  const log = createLog(config.logLevel);
  logStrayRejections(log);
  endOnStrayErrors(log);
  reportZoneData(log);
  return log;
}
