import { AuditLog } from '../../../src/features/audit/audit-log';
import { enqueueNotice, NoticeKind } from '../../../src/features/notices/notice';
import { NoticeClaims } from '../../../src/features/notices/notice-claims';
import { transact } from '../../../src/platform/database/transaction';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { expireLeases } from '../../support/data/export-changes';
import { eachEngine } from '../../support/databases/engines';
import { changeRows, deleteRows, readColumn } from '../../support/databases/rows';

eachEngine('NoticeClaims', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const here = useOrganization(app);
  let claims: NoticeClaims;

  beforeAll(async () => {
    claims = new NoticeClaims(app.app.dataSource, new AuditLog(app.app.dataSource, app.clock));
  });
  beforeEach(async () => {
    await deleteRows(app.app.dataSource, 'notices');
    await transact(app.app.dataSource, (manager) =>
      enqueueNotice(manager, {
        organizationId: here.id,
        kind: NoticeKind.EXPORT_FAILED,
        to: 'OWNER',
        exportId: 1,
        details: { what: 'users (CSV)' },
      }),
    );
  });

  it('gives a mail to one of several concurrent senders', async () => {
    for (let round = 1; round <= 10; round++) {
      const claimed = (await Promise.all(Array.from({ length: 8 }, () => claims.claim()))).filter(
        (one) => one !== null,
      );
      expect(claimed).toHaveLength(1);
      expect(claimed[0]).toMatchObject({
        attempt: round,
        recipient: { username: 'owner' },
        details: { what: 'users (CSV)' },
      });
      expect(await claims.claim()).toBeNull();
      await expireLeases(app.app.dataSource, 'notices');
    }
  });

  it('ignores writes of a sender that lost its lease', async () => {
    const earlier = (await claims.claim())!;
    await expireLeases(app.app.dataSource, 'notices');
    const later = (await claims.claim())!;
    expect(later.messageKey).toBe(earlier.messageKey);
    expect([
      await claims.sent(earlier),
      await claims.postpone(earlier, 'x', 0),
      await claims.giveUp(earlier, 'x', true),
      await claims.release(earlier),
    ]).toEqual([false, false, false, false]);
    expect([await claims.sent(later), await claims.sent(later)]).toEqual([true, false]);
    expect(await claims.claim()).toBeNull();
  });

  it('claims no mail of a transaction that was rolled back', async () => {
    const undone = transact(app.app.dataSource, async (manager) => {
      await enqueueNotice(manager, {
        organizationId: here.id,
        kind: NoticeKind.EXPORT_COMPLETED,
        to: 'OWNER',
        exportId: 2,
        details: { what: 'users (CSV)' },
      });
      throw new Error('no');
    });
    await expect(undone).rejects.toThrow('no');
    expect(await readColumn(app.app.dataSource, 'notices', 'exportId')).toEqual([1]);
  });

  it('claims a postponed mail only when it is due', async () => {
    await claims.postpone((await claims.claim())!, 'later', 3_600_000);
    expect(await claims.claim()).toBeNull();
    await changeRows(app.app.dataSource, 'notices', {}, { dueAt: 0 });
    expect(await claims.claim()).toMatchObject({ attempt: 2 });
  });

  it('addresses the owner at the time of sending', async () => {
    const [owner, member] = await Promise.all(
      [here.ownerId, here.memberId].map((id) => app.startSession({ id, organizationId: here.id })),
    );
    await owner!.data('mutation ($id: ID!) { transferOwnership(userId: $id) { id } }', {
      id: String(here.memberId),
    });
    expect((await claims.claim())!.recipient!.username).toBe('member');
    await app.signInAgain(member!, { id: here.memberId, organizationId: here.id });
    await member!.data('mutation ($id: ID!) { transferOwnership(userId: $id) { id } }', {
      id: String(here.ownerId),
    });
  });
});
