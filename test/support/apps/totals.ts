import { loadConfig } from '../../../src/config';
import { rollupSources } from '../../../src/features';
import { checkRollups, type RollupCheck } from '../../../src/features/rollups/check-rollups';
import { zoneVersion } from '../../../src/features/rollups/daily-totals';
import { Rollups } from '../../../src/features/rollups/rollups';
import { openSnapshot } from '../../../src/platform/database/snapshot';
import { raw } from '../../../src/platform/database/sql';
import { createLog } from '../../../src/platform/log';
import { changeRows } from '../databases/rows';
import type { TestApp } from './app';

const configOf = ({ database }: Pick<TestApp, 'database'>) =>
  loadConfig({ DATA_DIR: database.dataDir, DATABASE_URL: database.databaseUrl });

/** Rebuilds the outdated daily totals of all organizations, like a worker. */
export async function makeTotals(app: TestApp): Promise<void> {
  await new Rollups(app.app.dataSource, configOf(app), rollupSources, createLog('silent')).rebuildOutdated();
}

/** Marks the daily totals as outdated, as a change of the venue time zone does. Statistics then read the records. */
export async function forgetTotals({ app }: TestApp, { id }: { id: number }): Promise<void> {
  await changeRows(app.dataSource, 'rollups', { organizationId: id }, { basedOn: null });
}

export async function hasTotals({ app }: TestApp, { id }: { id: number }): Promise<boolean> {
  const [row] = await app.dataSource.query(
    'SELECT o.timezone, r.basedOn FROM organizations o JOIN rollups r ON r.organizationId = o.id WHERE o.id = ?',
    [id],
  );
  return row !== undefined && row.basedOn === zoneVersion(row.timezone);
}

/** Adds 1000 to the total of one day, which it returns as it was. */
export async function falsifyTotal(
  { app: { dataSource } }: TestApp,
  { id: organizationId }: { id: number },
): Promise<{ day: number; records: number }> {
  const conditions = { organizationId, basis: 'BOOKED', status: 'CONFIRMED' };
  const [total] = await dataSource.query(
    'SELECT day, records FROM day_figures WHERE organizationId = ? AND basis = ? AND status = ? LIMIT 1',
    Object.values(conditions),
  );
  await changeRows(dataSource, 'day_figures', { ...conditions, day: total.day }, { records: raw('records + 1000') });
  return total;
}

/** The differences that `npm run check:rollups` finds. */
export async function totalsCheck(app: Pick<TestApp, 'database'>): Promise<RollupCheck> {
  const snapshot = await openSnapshot(configOf(app));
  return checkRollups(snapshot, rollupSources).finally(() => snapshot.close());
}
