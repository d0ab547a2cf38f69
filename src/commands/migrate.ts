import type { Config } from '../config';
import { openAppDatabase } from '../database';

export async function migrate(config: Config): Promise<void> {
  const dataSource = await openAppDatabase(config);
  await dataSource.destroy();
  process.stdout.write('The database schema is up to date\n');
}
