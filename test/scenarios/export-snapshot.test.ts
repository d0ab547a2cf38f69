import { useOrganizationPerTest, useTestAppPerTest } from '../support/apps/app';
import { listExportFiles } from '../support/apps/export-files';
import { download } from '../support/clients/client';
import { exportFile, readExport, startExport, untilEnded } from '../support/clients/exports';
import { deleteUser } from '../support/data/account-changes';
import { changeExport, stages } from '../support/data/export-changes';
import { addBookings, addManyUsers, addUsers } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { changeRows } from '../support/databases/rows';
import { waitFor } from '../support/wait-for';

const linesOf = (body: Buffer): string[] => body.toString().replace('\ufeff', '').trimEnd().split('\r\n').slice(1);

eachEngine('the snapshot of an export', ['sqlite', 'mariadb'], (engine) => {
  const app = useTestAppPerTest(engine, { worker: false });
  const organization = useOrganizationPerTest(app);

  it('excludes rows added, changed or deleted while the file is written', async () => {
    const { dataSource } = app.app;
    const ids = await addManyUsers(dataSource, organization.id, 20);
    const {
      export: { id },
    } = await startExport(organization.owner, { format: 'CSV' });
    // Between the request and the worker: the file has to show these.
    await deleteUser(dataSource, ids[0]!);
    await addUsers(dataSource, organization.id, [{ username: 'early', firstName: 'Early' }]);

    app.gate.hold();
    await app.startWorker();
    await waitFor('its file, which holds no row yet', async () => (await listExportFiles(app)).length === 1);
    await deleteUser(dataSource, [ids[1]!, ids.at(-1)!]);
    await addUsers(dataSource, organization.id, [{ username: 'late', firstName: 'Late' }]);
    await changeRows(dataSource, 'users', { id: ids.slice(-8) }, { firstName: 'Changed' });
    expect(await readExport(organization.owner, id)).toMatchObject({ state: 'RUNNING', progress: { rowsDone: 0 } });

    app.gate.release();
    const row = await untilEnded(organization.owner, id);
    expect(row).toMatchObject({ state: 'COMPLETED', progress: { attempt: 1, rowsDone: 23 } });
    const lines = linesOf((await download(row.file.downloadUrl)).body);
    expect(lines).toHaveLength(23);
    expect(lines.filter((line) => line.startsWith(',Early,'))).toHaveLength(1);
    expect(lines.filter((line) => /^[^,]*,(Late|Changed),/.test(line))).toEqual([]);
  });

  it('uses the months at the start of processing, also in a later attempt', async () => {
    const [userId] = await addUsers(app.app.dataSource, organization.id, [{ username: 'guest', lastName: 'Guest' }]);
    await addBookings(app.app.dataSource, organization, [
      { userId: userId!, startsAt: '2026-02-10T10:00:00Z' },
      { userId: userId!, startsAt: '2026-03-10T10:00:00Z' },
      { userId: userId!, startsAt: '2026-03-11T10:00:00Z' },
    ]);
    const columns = ['lastName', 'bookingsThisMonthBooked', 'bookingsLastMonthBooked'];
    const {
      export: { id },
    } = await startExport(organization.owner, { format: 'CSV', columns });
    expect((await readExport(organization.owner, id)).asOf).toBeNull();

    // What a worker that was killed in March leaves behind.
    app.clock.set('2026-03-31T22:59:59.999Z');
    const startedAt = app.clock.now().getTime();
    await changeExport(app.app.dataSource, id, { ...stages.abandoned, startedAt, asOf: startedAt });
    app.clock.set('2026-04-02T00:00:00.000Z');
    await app.startWorker();

    const row = await untilEnded(organization.owner, id);
    expect(row).toMatchObject({
      state: 'COMPLETED',
      asOf: '2026-03-31T22:59:59.999Z',
      startedAt: '2026-03-31T22:59:59.999Z',
      progress: { attempt: 2 },
    });
    expect(linesOf((await download(row.file.downloadUrl)).body)).toContain('Guest,2,1');
  });

  it('uses the months at the start of processing, not at the request, or the months of a requested instant', async () => {
    const [userId] = await addUsers(app.app.dataSource, organization.id, [{ username: 'guest', lastName: 'Guest' }]);
    await addBookings(app.app.dataSource, organization, [{ userId: userId!, startsAt: '2026-03-10T10:00:00Z' }]);
    const columns = ['lastName', 'bookingsThisMonthBooked', 'bookingsLastMonthBooked'];
    const {
      export: { id },
    } = await startExport(organization.owner, { format: 'CSV', columns });
    app.clock.set('2026-04-01T00:00:00.000Z');
    await app.startWorker();
    const row = await untilEnded(organization.owner, id);
    expect(row.asOf).toBe('2026-04-01T00:00:00.000Z');
    expect(linesOf((await download(row.file.downloadUrl)).body)).toContain('Guest,0,1');

    const asOf = '2026-03-31T22:59:59.999Z';
    const asked = await exportFile(organization.owner, { format: 'CSV', columns, asOf });
    expect(asked.row.asOf).toBe(asOf);
    expect(linesOf(asked.body)).toContain('Guest,1,0');
  });
});
