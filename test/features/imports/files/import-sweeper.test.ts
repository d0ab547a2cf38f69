import { readdir, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { insertRows } from '../../../../src/platform/database/insert-rows';
import { useOrganizationPerTest, useTestApp } from '../../../support/apps/app';
import {
  cancelImport,
  readImport,
  startImport,
  upload,
  uploadStatus,
  uploadUrl,
} from '../../../support/clients/imports';
import { deleteUser } from '../../../support/data/account-changes';
import { eachEngine } from '../../../support/databases/engines';
import { changeRows, countRows } from '../../../support/databases/rows';
import { waitFor } from '../../../support/wait-for';

const dayMs = 24 * 3_600_000;

eachEngine('the sweep of imports', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app);
  const sweep = (): Promise<void> => app.app.importSweeper.sweep();
  const folder = (): string => join(app.database.dataDir, 'exports');
  const stored = async (id: string): Promise<string[]> =>
    (await readdir(folder())).filter((name) => name.startsWith(`import-${id}-`));
  const batches = (id: string): Promise<number> => countRows(app.app.dataSource, 'import_batches', { importId: id });
  const uploaded = async (): Promise<string> => {
    const { id } = await startImport(organization.admin);
    await upload(await uploadUrl(organization.admin, id), 'Username\nana\n');
    return id;
  };
  const sendHalf = async (url: string): Promise<void> => {
    const request = httpRequest(url, { method: 'PUT', agent: false });
    request.on('error', () => undefined);
    request.write('half');
    await waitFor('the bytes to arrive', async () => (await uploadStatus(url)).offset === '4');
    request.destroy();
  };
  /** As if a worker had checked the file, and a user had what follows 24 hours from now on. */
  const put = (id: string, state: string, changes: Record<string, string> = {}): Promise<unknown> =>
    changeRows(
      app.app.dataSource,
      'imports',
      { id },
      { state, expiresAt: app.clock.now().getTime() + dayMs, ...changes },
    );

  it('lets an import expire that got no file within 24 hours, and removes what arrived of it', async () => {
    const { id } = await startImport(organization.admin);
    await sendHalf(await uploadUrl(organization.admin, id));
    // From the test's clock: an upload moves the deadline by the clock of the database.
    await put(id, 'AWAITING_FILE');
    app.clock.advance(dayMs - 1);
    await sweep();
    expect((await readImport(organization.admin, id)).state).toBe('AWAITING_FILE');
    expect(await stored(id)).toHaveLength(1);
    app.clock.advance(1);
    await sweep();
    const row = await readImport(organization.admin, id);
    expect([row.state, row.expiresAt]).toEqual(['EXPIRED', null]);
    expect(await stored(id)).toEqual([]);
    const { auditEvents } = await organization.owner.data(
      'query ($id: ID!) { auditEvents(importId: $id, actions: [IMPORT_EXPIRED]) { nodes { username } } }',
      { id },
    );
    expect(auditEvents.nodes).toEqual([{ username: null }]);
  });

  it.each(['AWAITING_MAPPING', 'READY'])('lets one in %s expire, with its file and its plan', async (state) => {
    const id = await uploaded();
    await put(id, state, { sheets: '["Users"]' });
    const sheets = async (): Promise<string[] | null> =>
      (await organization.admin.data('query ($id: ID!) { import(id: $id) { sheets } }', { id })).import.sheets;
    await insertRows(
      app.app.dataSource.manager,
      'import_batches',
      ['importId', 'ordinal', 'firstRow', 'lastRow', 'changeCount', 'errorCount', 'changes', 'errors'],
      Array.from({ length: 120 }, (_unused, index) => [id, index + 1, index, index, 0, 0, '[]', '[]']),
    );
    await sweep();
    expect([await stored(id), await batches(id)]).toEqual([[expect.any(String)], 120]);
    expect(await sheets()).toEqual(['Users']);
    app.clock.advance(dayMs);
    await sweep();
    expect((await readImport(organization.admin, id)).state).toBe('EXPIRED');
    expect([await stored(id), await batches(id)]).toEqual([[], 0]);
    expect(await sheets()).toBeNull();
  });

  it.each(['COMPLETED', 'FAILED', 'CANCELLED'])('keeps the files of one that is %s for 24 hours', async (state) => {
    const id = await uploaded();
    const file = { key: `import-${id}-errors`, name: 'errors.csv', bytes: 1, rows: 1, sha256: 'x' };
    await put(id, state, { errorsFile: JSON.stringify(file) });
    await writeFile(join(folder(), file.key), 'x');
    await sweep();
    expect(await stored(id)).toHaveLength(2);
    app.clock.advance(dayMs);
    await sweep();
    expect(await stored(id)).toEqual([]);
    expect(await readImport(organization.admin, id)).toMatchObject({ state, expiresAt: null });
  });

  it('keeps what an undo is planned from', async () => {
    const id = await uploaded();
    await put(id, 'COMPLETED', { columns: '[]' });
    const undo = await uploaded();
    await changeRows(app.app.dataSource, 'imports', { id: undo }, { undoOfId: id });
    app.clock.advance(dayMs);
    await sweep();
    expect(await stored(id)).toHaveLength(1);
    await put(undo, 'READY');
    await sweep();
    expect(await stored(id)).toEqual([]);
  });

  it('leaves imports alone that a worker has or will have', async () => {
    const id = await uploaded();
    app.clock.advance(5 * dayMs);
    await sweep();
    expect((await readImport(organization.admin, id)).state).toBe('CHECKING');
    expect(await stored(id)).toHaveLength(1);
    await writeFile(join(folder(), `import-${id}-in-progress.part`), 'x');
    await sweep();
    expect(await stored(id)).toHaveLength(2);
  });

  it('removes files that no import names, and no others', async () => {
    const id = await uploaded();
    await put(id, 'READY');
    const strays = [`import-${id}-stray`, 'import-2147483647-stray', `import-${id}-stray.part`];
    const others = ['7-1-abcdef.csv', 'import-notes'];
    for (const name of [...strays, ...others]) await writeFile(join(folder(), name), 'x');
    await sweep();
    const names = await readdir(folder());
    expect(names.filter((name) => strays.includes(name))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(others));
    expect(await stored(id)).toHaveLength(1);
  });

  it('removes the file of a user who was deleted', async () => {
    const id = await uploaded();
    await deleteUser(app.app.dataSource, organization.adminId);
    expect(await readImport(organization.owner, id)).toBeNull();
    await sweep();
    expect(await stored(id)).toEqual([]);
  });

  it('removes what arrived of the file of a cancelled import', async () => {
    const { id } = await startImport(organization.admin);
    await sendHalf(await uploadUrl(organization.admin, id));
    await organization.admin.data(cancelImport, { id });
    await sweep();
    expect(await stored(id)).toEqual([]);
  });

  it('keeps a cancelled import readable', async () => {
    const { id } = await startImport(organization.admin);
    await organization.admin.data(cancelImport, { id });
    app.clock.advance(2 * dayMs);
    await sweep();
    expect((await readImport(organization.admin, id)).state).toBe('CANCELLED');
  });
});
