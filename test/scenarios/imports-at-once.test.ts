import { useOrganizationPerTest, useTestApp } from '../support/apps/app';
import { download } from '../support/clients/client';
import { readExport, startExport, untilEnded } from '../support/clients/exports';
import { applyImport, checkFile, readImport, untilState } from '../support/clients/imports';
import { addUsers } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { readRows } from '../support/databases/rows';
import { waitFor } from '../support/wait-for';

const userCount = 30;
const usernames = Array.from({ length: userCount }, (_unused, index) => `user-${index}`);
const fileOf = (word: string): string =>
  ['Username,City,Company', ...usernames.map((name) => `${name},${word} city,${word} company`)].join('\n');

eachEngine('an import', (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganizationPerTest(app);

  const addNamed = (): Promise<unknown> =>
    addUsers(
      app.app.dataSource,
      organization.id,
      usernames.map((username) => ({ username, city: 'Old city', company: 'Old company' })),
    );

  it('that is applied during an export is in each of its rows, or in none', async () => {
    const { owner } = organization;
    await addNamed();
    const { id } = await checkFile(owner, fileOf('New'));
    app.gate.hold();
    const columns = ['username', 'city', 'company'];
    const { export: started } = await startExport(owner, { format: 'XLSX', columns });
    // Has read all rows, and has written none.
    await waitFor('rows', async () => (await readExport(owner, started.id)).progress.rowsDone > 0);
    const { export: csv } = await startExport(owner, { format: 'CSV', columns });
    await owner.data(applyImport, { id });
    await waitFor('the rows', async () => (await readImport(owner, id)).progress.phase !== 'APPLYING');
    expect((await readExport(owner, started.id)).state).toBe('RUNNING');
    app.gate.release();
    await untilState(owner, id, ['COMPLETED']);
    await untilEnded(owner, started.id);
    const row = await untilEnded(owner, csv.id);
    const lines = (await download(row.file.downloadUrl)).body.toString().replace('\ufeff', '').trim().split('\r\n');
    const words = new Set(
      lines.filter((line) => line.startsWith('user-')).map((line) => /^[\w-]+,(\w+) city,\1 company$/.exec(line)?.[1]),
    );
    expect([...words].filter((word) => word !== 'Old' && word !== 'New')).toEqual([]);
    expect(words.size).toBe(1);
  });

  it('that is applied at the same time as another one is applied before or after it, and each row once', async () => {
    const { owner, admin } = organization;
    await addNamed();
    const [one, other] = [await checkFile(owner, fileOf('One')), await checkFile(admin, fileOf('Other'))];
    const clients = [owner, admin];
    await Promise.all([one, other].map(({ id }, index) => clients[index]!.data(applyImport, { id })));
    const { dataSource } = app.app;
    const ids = [Number(one.id), Number(other.id)];
    for (const id of ids) await untilState(owner, String(id), ['COMPLETED', 'FAILED']);
    const rows = await readRows(dataSource, 'imports', { id: ids });
    // What the first one changed is a conflict of the second one.
    const [first, second] = [...rows].sort((a, b) => b.appliedChanged - a.appliedChanged);
    expect(first).toMatchObject({ state: 'COMPLETED', appliedChanged: userCount, conflicts: 0 });
    expect(second).toMatchObject({ state: 'COMPLETED', appliedChanged: 0, conflicts: userCount });
    const word = first.id === ids[0] ? 'One' : 'Other';
    const users = await readRows(dataSource, 'users', { organizationId: organization.id, city: `${word} city` });
    expect(users.filter(({ company }) => company === `${word} company`)).toHaveLength(userCount);
    const events = await readRows(dataSource, 'audit_events', {
      importId: ids,
      action: ['IMPORT_STARTED', 'IMPORT_COMPLETED'],
    });
    // Two checks, and then the stages of applying, one import after the other.
    expect(events.slice(2).map(({ action, importId }) => [action, importId])).toEqual([
      ['IMPORT_STARTED', first.id],
      ['IMPORT_COMPLETED', first.id],
      ['IMPORT_STARTED', second.id],
      ['IMPORT_COMPLETED', second.id],
    ]);
  });
});
