import { enqueueNotice, NoticeKind } from '../../../src/features/notices/notice';
import { raw } from '../../../src/platform/database/sql';
import { transact } from '../../../src/platform/database/transaction';
import { createTestApp, useTestApp } from '../../support/apps/app';
import { eachEngine } from '../../support/databases/engines';
import { changeRows, readColumn } from '../../support/databases/rows';
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
      exportId: readonly number[],
    ): Promise<unknown> =>
      changeRows(
        app.app.dataSource,
        'notices',
        { exportId },
        {
          state,
          dueAt: raw(`queuedAt - ${dueDaysAgo * dayMs}`),
          endedAt: endedDaysAgo === null ? null : raw(`queuedAt - ${endedDaysAgo * dayMs}`),
        },
      );
    await set(
      'SENT',
      { dueDaysAgo: 31 },
      Array.from({ length: 1100 }, (_unused, index) => index + 1),
    );
    await set('FAILED', { dueDaysAgo: 31 }, [1101]);
    await set('WAITING', { dueDaysAgo: 31, endedDaysAgo: null }, [1102]);
    await set('SENT', { dueDaysAgo: 29 }, [1103]);
    await set('SENT', { dueDaysAgo: 31, endedDaysAgo: 29 }, [1104]);

    const left = async (): Promise<number[]> =>
      (await readColumn(app.app.dataSource, 'notices', 'exportId')).sort((a, b) => a - b);
    const another = await createTestApp(engine, { worker: false, beside: app });
    try {
      await waitFor('the old ones to be gone', async () => (await left()).length <= 4);
      expect(await left()).toEqual([1102, 1103, 1104, 1105]);
    } finally {
      await another.stop();
    }
  });
});
