import { openAppDatabase } from '../app';
import type { Config } from '../config';
import { loadOrganization, type NewOrganization } from '../features/load/load-organization';
import { systemClock } from '../platform/time/clock';

export async function load(config: Config, { organization: slug, from, ...rest }: { organization: string; from: string } & Omit<NewOrganization, 'slug'>): Promise<void> {
  const dataSource = await openAppDatabase(config);
  try {
    const loaded = await loadOrganization(dataSource, systemClock, { slug, ...rest }, from, showProgress);
    process.stdout.write(`Loaded ${loaded.users} users, ${loaded.bookings} bookings and ${loaded.invoices} invoices into "${slug}"; its owner is ${rest.owner}\n`);
  } finally {
    await dataSource.destroy();
  }
}

/** One line that is written over in a terminal; elsewhere a line for each finished step. */
function showProgress(what: string, rows: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what}: ${rows}${what.startsWith('loading') ? '' : '\n'}`);
  else if (!what.startsWith('loading')) process.stderr.write(`${what}: ${rows}\n`);
}
