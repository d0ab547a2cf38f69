import { createApp, createWorker } from '../app';
import type { Config } from '../config';
import { untilStopped } from './until-stopped';

export async function serve(config: Config): Promise<void> {
  const app = await createApp(config);
  process.stdout.write(`Tallyport serves http://localhost:${app.port}/graphql\n`);
  await untilStopped(() => app.stop());
}

export async function work(config: Config): Promise<void> {
  const worker = await createWorker(config);
  process.stdout.write('Tallyport worker runs exports\n');
  await untilStopped(() => worker.stop());
}
