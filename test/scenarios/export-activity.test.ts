import { useOrganizationPerTest, useTestAppPerTest } from '../support/apps/app';
import type { Data, Subscription, Transport } from '../support/clients/client';
import { exportFile, startExport, untilEnded } from '../support/clients/exports';
import { busiestSecond, Watching } from '../support/clients/watching';
import { setPermissions, setRole } from '../support/data/account-changes';
import { changeExport, stages } from '../support/data/export-changes';
import { eachEngine } from '../support/databases/engines';
import { changeRows } from '../support/databases/rows';

eachEngine('exportActivity', ['sqlite', 'mariadb'], (engine) => {
  const app = useTestAppPerTest(engine, { worker: false });
  const organization = useOrganizationPerTest(app);

  it('sends the active exports at once, then each change until the client unsubscribes', async () => {
    const ids: string[] = [];
    for (const columns of [['email'], ['phone']])
      ids.push((await startExport(organization.owner, { format: 'XLSX', columns })).export.id);
    await changeRows(app.app.dataSource, 'exports', {}, { updatedAt: 0 });
    const watching = Watching.all(organization.admin);
    await watching.until('both', () => watching.events.length === 2, 2000);
    expect(watching.events.map(({ id, state }) => [id, state])).toEqual(ids.map((id) => [id, 'QUEUED']));

    await app.startWorker();
    const {
      export: { id: third },
    } = await startExport(organization.owner, { format: 'XLSX' });
    for (const id of [...ids, third])
      await watching.until(`the end of ${id}`, (row) => row.id === id && row.state === 'COMPLETED');
    expect(watching.completed).toBe(false);
    for (const id of [...ids, third]) {
      const versions = watching.events.filter((row) => row.id === id).map((row) => row.version);
      // One version comes twice where only the place in the queue has changed.
      expect(versions).toEqual([...versions].sort((a, b) => a - b));
      expect(
        busiestSecond(watching.arrivedAtMs.filter((_at, index) => watching.events[index]!.id === id)),
      ).toBeLessThanOrEqual(4);
    }
    watching.stop();
  });

  it('sends nothing to other organizations, and nothing about exports of others to a member', async () => {
    await app.startWorker();
    const other = await app.organization();
    const watchers = {
      stranger: Watching.all(other.owner),
      strangerOne: Watching.one(other.owner, '1'),
      member: Watching.all(organization.member),
      own: Watching.all(organization.owner),
    };
    const { row } = await exportFile(organization.owner);
    await watchers.own.until('the end', ({ id, state }) => id === row.id && state === 'COMPLETED');
    // By now a leak would have come: the same look at the database serves all of them. Their own export shows that they
    // listen.
    const { export: theirs } = await startExport(other.owner);
    await untilEnded(other.owner, theirs.id);
    await watchers.stranger.until('their own', ({ id, state }) => id === theirs.id && state === 'COMPLETED');

    expect(new Set(watchers.stranger.events.map(({ id }) => id))).toEqual(new Set([theirs.id]));
    expect(watchers.member.events).toEqual([]);
    expect(new Set(watchers.own.events.map(({ id }) => id))).toEqual(new Set([row.id]));
    expect(watchers.strangerOne.events).toEqual([]);
    expect(watchers.strangerOne.errors).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'NOT_FOUND' }) }),
    ]);

    const foreign = Watching.one(other.owner, row.id);
    await foreign.untilEnd();
    expect(foreign.events).toEqual([]);
    expect(foreign.errors).toMatchObject([
      { message: (watchers.strangerOne.errors[0] as Error).message, extensions: { code: 'NOT_FOUND' } },
    ]);
  });

  it('sends what matches the filter, what leaves it once, and to a returning client what left it', async () => {
    const watch = (filter: string): Subscription =>
      organization.owner.subscribe(`subscription { exportActivity(${filter}) { id state version } }`);
    const until = (watching: Subscription, id: string, version: number): Promise<Data> =>
      watching.untilEvent(
        `version ${version} of ${id}`,
        ({ exportActivity: row }) => row.id === id && row.version === version,
      );
    /** Without the moves in the queue, which have no version. */
    const statesOf = ({ events }: Subscription): string[] => [
      ...new Set(events.map(({ exportActivity: row }) => `${row.id} ${row.state} ${row.version}`)),
    ];
    const change = (id: string, changes: Parameters<typeof changeExport>[2]): Promise<unknown> =>
      changeExport(app.app.dataSource, id, changes);
    const start = async (format: string): Promise<string> =>
      (await startExport(organization.owner, { format, columns: ['email'] })).export.id;

    const [csv, xlsx] = [await start('CSV'), await start('XLSX')];
    const waiting = watch('states: [QUEUED]');
    const byAdmin = watch(`requestedBy: ["${organization.adminId}"]`);
    const csvOnly = watch('formats: [CSV], datasets: [USERS]');
    await until(waiting, xlsx, 1);
    await until(csvOnly, csv, 1);
    await change(csv, stages.running(1));
    for (const watching of [waiting, csvOnly]) await until(watching, csv, 2);
    // `waiting` knows that it has left. The next change of another export shows that this one was not sent.
    await change(csv, stages.running(2));
    await until(csvOnly, csv, 3);
    await change(xlsx, stages.running(1));
    await until(waiting, xlsx, 2);
    // Back in the queue, as after a restart of its worker.
    await change(csv, { state: 'QUEUED' });
    await until(waiting, csv, 4);
    expect(statesOf(waiting)).toEqual([
      `${csv} QUEUED 1`,
      `${xlsx} QUEUED 1`,
      `${csv} RUNNING 2`,
      `${xlsx} RUNNING 2`,
      `${csv} QUEUED 4`,
    ]);
    // At first all that has changed lately, because a transfer of ownership may have changed its requester.
    expect(statesOf(byAdmin)).toEqual([`${csv} QUEUED 1`, `${xlsx} QUEUED 1`]);
    expect(statesOf(csvOnly).filter((state) => !state.startsWith(`${csv} `))).toEqual([]);

    // Both may be known to a client that returns, or to none.
    const again = watch('states: [QUEUED]');
    await until(again, xlsx, 2);
    await change(xlsx, stages.failed);
    await change(csv, stages.failed);
    await until(again, csv, 5);
    expect(statesOf(again)).toEqual([`${xlsx} RUNNING 2`, `${csv} QUEUED 4`, `${csv} FAILED 5`]);
    for (const watching of [waiting, byAdmin, csvOnly, again]) watching.unsubscribe();
  });

  it.each<Transport>(['WebSocket', 'event stream'])(
    'sends an old export that leaves the filter once, though no event has shown it before: by %s',
    async (transport) => {
      const { dataSource } = app.app;
      const ended = async (format: string): Promise<string> => {
        const { export: row } = await startExport(organization.owner, { format });
        await changeExport(dataSource, row.id, stages.completed(Date.now() + 3_600_000));
        return row.id;
      };
      const [old, recent] = [await ended('CSV'), await ended('XLSX')];
      await changeRows(dataSource, 'exports', { id: old }, { updatedAt: 0 });
      const watching = organization.owner
        .over(transport)
        .subscribe('subscription { exportActivity(states: [COMPLETED]) { id state version } }');
      const until = (id: string, version: number): Promise<Data> =>
        watching.untilEvent(
          `version ${version}`,
          ({ exportActivity: row }) => row.id === id && row.version === version,
        );
      await until(recent, 2);
      await changeExport(dataSource, old, { state: 'EXPIRED' });
      await until(old, 3);
      // The client knows that it has left, so the next event is about the other export.
      await changeExport(dataSource, old);
      await changeExport(dataSource, recent, { state: 'EXPIRED' });
      await until(recent, 3);
      expect(watching.events.map(({ exportActivity: row }) => [row.id, row.state, row.version])).toEqual([
        [recent, 'COMPLETED', 2],
        [old, 'EXPIRED', 3],
        [recent, 'EXPIRED', 3],
      ]);
      watching.unsubscribe();
    },
  );

  it('sends nothing after the viewer lost the permission', async () => {
    const {
      export: { id },
    } = await startExport(organization.owner);
    const [all, one] = [Watching.all(organization.admin), Watching.one(organization.admin, id)];
    await all.untilState('QUEUED');
    await one.untilState('QUEUED');
    const witness = Watching.one(organization.owner, id);
    await witness.untilState('QUEUED');

    await setPermissions(app.app.dataSource, organization.adminId, []);
    await app.startWorker();
    await witness.untilEnd();
    for (const watching of [all, one]) {
      await watching.untilEnd(2000);
      expect(watching.events).toHaveLength(1);
      expect(watching.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', reason: 'NO_LONGER_VISIBLE' } }]);
    }
    expect(await organization.admin.data('query ($id: ID!) { export(id: $id) { id } }', { id })).toEqual({
      export: null,
    });
  });

  it('sends nothing after the viewer became a member or the token was revoked', async () => {
    const {
      export: { id },
    } = await startExport(organization.owner);
    const second = await app.signIn({ id: organization.ownerId, organizationId: organization.id });
    const [demoted, revoked] = [Watching.one(organization.admin, id), Watching.one(second, id)];
    await demoted.untilState('QUEUED');
    await revoked.untilState('QUEUED');

    await app.revoke(second);
    await setRole(app.app.dataSource, organization.adminId, 'MEMBER');
    await app.startWorker();
    await untilEnded(organization.owner, id);
    for (const watching of [demoted, revoked]) {
      await watching.untilEnd(5000);
      expect(watching.events).toHaveLength(1);
      expect(watching.errors).toHaveLength(1);
    }
  });

  it('ends an idle subscription within seconds after the viewer lost access', async () => {
    const {
      export: { id },
    } = await startExport(organization.owner);
    const second = await app.signIn({ id: organization.adminId, organizationId: organization.id });
    const demoted = [Watching.all(organization.admin), Watching.one(organization.admin, id), Watching.one(second, id)];
    const stays = [Watching.all(organization.owner), Watching.one(organization.owner, id)];
    for (const watching of [...demoted, ...stays]) await watching.untilState('QUEUED');
    // Nothing happens to the export from here on.
    await setPermissions(app.app.dataSource, organization.adminId, []);
    for (const watching of demoted) {
      await watching.untilEnd(5000);
      expect(watching.events).toHaveLength(1);
      expect(watching.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', reason: 'NO_LONGER_VISIBLE' } }]);
    }
    expect(stays.map(({ completed }) => completed)).toEqual([false, false]);
    const {
      export: { id: next },
    } = await startExport(organization.owner, { format: 'XLSX' });
    await stays[0]!.until('the next one', (row) => row.id === next, 2000);
    for (const watching of stays) watching.stop();
  });
});
