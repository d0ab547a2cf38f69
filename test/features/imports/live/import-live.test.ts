import { changeImport } from '../../../../src/features/imports/record/import-transitions';
import { transact } from '../../../../src/platform/database/transaction';
import { useOrganizationPerTest, useTestApp } from '../../../support/apps/app';
import { cancelImport, startImport, upload, uploadUrl } from '../../../support/clients/imports';
import { eachEngine } from '../../../support/databases/engines';
import { changeRows, readNowMs } from '../../../support/databases/rows';

const fields = 'id state version progress { queuePosition percent created changed removed unchanged failed }';
const progress = `subscription ($id: ID!) { importProgress(id: $id) { ${fields} } }`;
const activity = `subscription ($since: DateTime) { importActivity(since: $since) { ${fields} } }`;

eachEngine('live imports', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app);
  const uploaded = async (dataset = 'USERS'): Promise<string> => {
    const { id } = await startImport(organization.admin, { dataset });
    await upload(await uploadUrl(organization.admin, id), 'Username\nana\n');
    return id;
  };
  /** What a worker does to an import. */
  const work = (
    name: 'claim' | 'saveProgress' | 'fail',
    id: string,
    values: Record<string, string | number | null>,
  ): Promise<boolean> =>
    transact(app.app.dataSource, (manager) => changeImport(manager, name, Number(id), { owner: 'worker', ...values }));

  it('send the current state at once, then each change, and end with the final state', async () => {
    const { admin } = organization;
    const { id } = await startImport(admin);
    const watching = admin.subscribe(progress, { id });
    await watching.untilEvent('the current state', ({ importProgress }) => importProgress.state === 'AWAITING_FILE');
    await upload(await uploadUrl(admin, id), 'Username\nana\n');
    const waiting = await watching.untilEvent('the upload', ({ importProgress: row }) => row.state === 'CHECKING');
    expect(waiting.importProgress.progress.queuePosition).toBe(1);
    await work('claim', id, { version: 2, leaseMs: 60_000, slot: 1, startedAt: 1 });
    await watching.untilEvent(
      'the claim',
      ({ importProgress: row }) => row.progress.queuePosition === null && row.version === 3,
    );
    const counts = { created: 1, changed: 2, removed: 3, unchanged: 4, failed: 5 };
    const saved = {
      leaseMs: 60_000,
      phase: 'COMPARING',
      rowsDone: 15,
      rowsTotal: null,
      percent: 40,
      rowsPerSecond: null,
    };
    await work('saveProgress', id, { ...saved, ...counts });
    const { importProgress: counted } = await watching.untilEvent(
      'counts',
      ({ importProgress: row }) => row.version === 4,
    );
    expect(counted.progress).toMatchObject({ percent: 40, ...counts });
    // A worker that starts again counts from 0, but watchers see no number decrease.
    await work('saveProgress', id, { ...saved, ...counts, rowsDone: 1, changed: 0, failed: 6 });
    await work('fail', id, { code: 'ENCODING', message: 'Not UTF-8.', reason: null, parameters: null, finishedAt: 1 });
    const events = await watching.untilCompleted();
    expect(events.at(-1)!.importProgress).toMatchObject({
      state: 'FAILED',
      version: 6,
      progress: { ...counts, failed: 6 },
    });
    const versions = events.map(({ importProgress }) => importProgress.version);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(watching.errors).toEqual([]);
  });

  it('send the final state to a watcher that comes after the end', async () => {
    const { id } = await startImport(organization.admin);
    await organization.admin.data(cancelImport, { id });
    const events = await organization.owner.subscribe(progress, { id }).untilCompleted();
    expect(events.map(({ importProgress }) => importProgress.state)).toEqual(['CANCELLED']);
  });

  it('are hidden from users who may not see the import', async () => {
    const { id } = await startImport(organization.admin);
    const { owner: foreigner } = await app.organization();
    for (const client of [organization.member, foreigner]) {
      const watching = client.subscribe(progress, { id });
      expect(await watching.untilCompleted()).toEqual([]);
      expect(watching.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    }
  });

  it('of the past arrive by `since`', async () => {
    const { dataSource } = app.app;
    const { owner } = organization;
    const [hourMs, nowMs] = [3_600_000, await readNowMs(dataSource)];
    const { id: past } = await startImport(owner);
    await owner.data(cancelImport, { id: past });
    await changeRows(dataSource, 'imports', { id: past }, { updatedAt: nowMs - 2 * hourMs });
    const startedAfter = async (hours: number | null): Promise<Set<string>> => {
      const since = hours === null ? null : new Date(nowMs - hours * hourMs).toISOString();
      const watching = owner.subscribe(activity, { since });
      const { id: present } = await startImport(owner);
      await owner.data(cancelImport, { id: present });
      // The past ones come first.
      await watching.untilEvent('the end of another import', ({ importActivity: row }) => row.id === present);
      watching.unsubscribe();
      expect(watching.errors).toEqual([]);
      return new Set(watching.events.map(({ importActivity }) => importActivity.id as string));
    };
    expect((await startedAfter(3)).has(past)).toBe(true);
    expect((await startedAfter(1)).has(past)).toBe(false);
    expect((await startedAfter(null)).has(past)).toBe(false);
    const future = owner.subscribe(activity, { since: new Date(nowMs + hourMs).toISOString() });
    expect(await future.untilCompleted()).toEqual([]);
    expect(future.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'since' } }]);
  });

  it('of one organization arrive together, each with its position in the queue', async () => {
    const first = await uploaded();
    const watching = organization.owner.subscribe(activity);
    const second = await uploaded();
    await watching.untilEvent(
      'the second import',
      ({ importActivity: row }) => row.id === second && row.progress.queuePosition > 1,
    );
    await work('claim', first, { version: 2, leaseMs: 60_000, slot: 1, startedAt: 1 });
    await watching.untilEvent('the claim', ({ importActivity: row }) => row.id === first && row.version === 3);
    watching.unsubscribe();
    expect(watching.errors).toEqual([]);
  });
});
