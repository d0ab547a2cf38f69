import { openAppDatabase } from '../../src/database';
import { rollupSources } from '../../src/features';
import { checkRollups } from '../../src/features/rollups/check-rollups';
import { openSnapshot } from '../../src/platform/database/snapshot';
import { type BenchData, sizeOf } from '../data';
import { tookMs } from '../pairs';
import { type Report, seconds } from '../report';
import { rollupsOf } from '../rollups';

/**
 * Measures how long it takes to rebuild the daily totals of all records after the venue changes its time zone to one
 * with summer time and back, and to verify them.
 */
export async function rollups(data: BenchData, report: Report): Promise<void> {
  const dataSource = await openAppDatabase(data);
  const info = (what: string, ms: number): void =>
    report({
      part: 'rollups',
      what: `${what}, ${sizeOf(data)}`,
      measured: seconds(ms),
      target: 'for information',
      met: null,
    });
  const [{ timezone }] = await dataSource.query('SELECT timezone FROM organizations WHERE id = 1');
  const moveTo = (zone: string) => dataSource.query('UPDATE organizations SET timezone = ? WHERE id = 1', [zone]);
  const rebuild = () => rollupsOf(dataSource, data).rebuildOutdated();
  try {
    await moveTo('Europe/Lisbon');
    info('rebuild of all totals, zone with summer time', await tookMs(rebuild));
    await moveTo(timezone);
    info('rebuild of all totals, zone without summer time', await tookMs(rebuild));
    const snapshot = await openSnapshot(data);
    info(
      'check:rollups',
      await tookMs(async () => {
        const { differences, outdated } = await checkRollups(snapshot, rollupSources).finally(() => snapshot.close());
        if (differences.length > 0 || outdated.length > 0) throw new Error('the totals differ from the records');
      }),
    );
  } finally {
    await moveTo(timezone);
    await dataSource.destroy();
  }
}
