import type { Config } from '../config';
import { openAppDatabase } from '../database';
import { rollupSources } from '../features';
import { checkRollups } from '../features/rollups/check-rollups';
import { openSnapshot } from '../platform/database/snapshot';

/** Prints a line of JSON for each daily total that differs from the records, and a summary. Fails if any differs. */
export async function rollups(config: Config): Promise<void> {
  // Runs pending migrations.
  await (await openAppDatabase(config)).destroy();
  const snapshot = await openSnapshot(config);
  const { differences, ...found } = await checkRollups(snapshot, rollupSources).finally(() => snapshot.close());
  const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
  differences.forEach(print);
  print({ ...found, differences: differences.length });
  if (differences.length > 0) process.exitCode = 1;
}
