import { enqueueNotice, NoticeKind } from '../../../src/features/notices/notice';
import { transact } from '../../../src/platform/database/transaction';
import { createTestApp, useTestApp } from '../../support/apps/app';
import type { Data } from '../../support/clients/client';
import { eachEngine } from '../../support/databases/engines';
import { waitFor } from '../../support/wait-for';

const dayMs = 86_400_000;

eachEngine('deleteOldNotices', (engine) => {
  const app = useTestApp(engine, { worker: false });

  it('deletes any number of mails thirty days after their end, and none that wait', async () => {
    const { id: organizationId } = await app.organization();
    await transact(app.app.dataSource, async (manager) => {
      for (let exportId = 1; exportId <= 1105; exportId++)
        await enqueueNotice(manager, {
          organizationId,
          kind: NoticeKind.EXPORT_COMPLETED,
          to: 'OWNER',
          exportId,
          details: { what: 'users (CSV)' },
        });
    });
    const set = (
      state: string,
      { dueDaysAgo, endedDaysAgo = dueDaysAgo }: { dueDaysAgo: number; endedDaysAgo?: number | null },
      exportIds: string,
    ): Promise<unknown> =>
      app.app.dataSource.query(
        `UPDATE notices SET state = ?, dueAt = queuedAt - ?, endedAt = queuedAt - ? WHERE exportId ${exportIds}`,
        [state, dueDaysAgo * dayMs, endedDaysAgo === null ? null : endedDaysAgo * dayMs],
      );
    await set('SENT', { dueDaysAgo: 31 }, '<= 1100');
    await set('FAILED', { dueDaysAgo: 31 }, '= 1101');
    await set('WAITING', { dueDaysAgo: 31, endedDaysAgo: null }, '= 1102');
    await set('SENT', { dueDaysAgo: 29 }, '= 1103');
    await set('SENT', { dueDaysAgo: 31, endedDaysAgo: 29 }, '= 1104');

    const left = async (): Promise<number[]> =>
      (await app.app.dataSource.query('SELECT exportId FROM notices ORDER BY exportId')).map(
        ({ exportId }: Data) => exportId,
      );
    const another = await createTestApp(engine, { worker: false, beside: app });
    try {
      await waitFor('the old ones to be gone', async () => (await left()).length <= 4);
      expect(await left()).toEqual([1102, 1103, 1104, 1105]);
    } finally {
      await another.stop();
    }
  });
});
