import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useOrganization, useTestApp } from '../support/apps/app';
import { listExportFiles } from '../support/apps/export-files';
import { download } from '../support/clients/client';
import { exportFile, readExport, startExport, untilEnded } from '../support/clients/exports';
import { Watching } from '../support/clients/watching';
import { setPermissions } from '../support/data/account-changes';
import { eachEngine } from '../support/databases/engines';
import { countingDirectStatements } from '../support/databases/statements';

const dayMs = 86_400_000;

eachEngine('the life of an export', ['sqlite', 'mariadb'], (engine) => {
  const cancel = 'mutation ($id: ID!) { cancelExport(id: $id) { id state } }';

  describe('while no worker runs', () => {
    const app = useTestApp(engine, { worker: false });
    const organization = useOrganization(app);

    it('waits in the queue in the order of the requests, and its position decreases', async () => {
      const ids: string[] = [];
      for (const columns of [['email'], ['phone'], ['city']])
        ids.push((await startExport(organization.owner, { format: 'CSV', columns })).export.id);
      const places = async (): Promise<unknown[]> =>
        Promise.all(ids.map(async (id) => (await readExport(organization.owner, id)).progress.queuePosition));
      expect(await places()).toEqual([1, 2, 3]);

      const { export: last } = await startExport(organization.owner, { format: 'CSV', columns: ['bio'] });
      expect(last).toMatchObject({
        state: 'QUEUED',
        asOf: null,
        startedAt: null,
        file: null,
        progress: { queuePosition: 4, rowsTotal: null, percent: 0, attempt: 0, phase: 'COUNTING' },
      });

      expect((await organization.owner.data(cancel, { id: ids[0] })).cancelExport.state).toBe('CANCELLED');
      expect(await places()).toEqual([null, 1, 2]);
    });

    it('is joined by an identical request, and not by one that differs', async () => {
      const first = await startExport(organization.owner, { format: 'XLSX' });
      expect(first.deduplicated).toBe(false);
      const again = await startExport(organization.owner, { format: 'XLSX', template: 'USER_SUMMARY' });
      expect(again).toMatchObject({ deduplicated: true, export: { id: first.export.id, state: 'QUEUED' } });
      for (const input of [
        { format: 'CSV' },
        { format: 'CSV', csv: { delimiter: 'TAB' } },
        { format: 'CSV', csv: { delimiter: 'SEMICOLON' } },
        { format: 'CSV', csv: { delimiter: 'SEMICOLON', decimalSeparator: 'POINT' } },
        { format: 'XLSX', columns: ['email'] },
        { format: 'XLSX', asOf: '2026-01-01T00:00:00.000Z' },
      ]) {
        expect(await startExport(organization.owner, input)).toMatchObject({ deduplicated: false });
      }
      expect(await startExport(organization.owner, { format: 'CSV', csv: { delimiter: 'COMMA' } })).toMatchObject({
        deduplicated: true,
      });
      expect(
        await startExport(organization.owner, {
          format: 'CSV',
          csv: { delimiter: 'SEMICOLON', decimalSeparator: 'COMMA' },
        }),
      ).toMatchObject({ deduplicated: true });
      expect(
        await startExport(organization.owner, { format: 'CSV', csv: { delimiter: 'TAB', decimalSeparator: 'POINT' } }),
      ).toMatchObject({ deduplicated: true });
      expect((await startExport(organization.admin, { format: 'XLSX' })).deduplicated).toBe(false);
    });

    it('reports the requested selection with the period resolved', async () => {
      const asked = {
        format: 'CSV',
        columns: ['email'],
        filter: { users: { status: ['ACTIVE'] } },
        period: { preset: 'LAST_MONTH' },
        ids: [String(organization.ownerId), String(organization.adminId)],
        csv: { byteOrderMark: false, formulaGuard: false },
      };
      const {
        export: { id },
      } = await startExport(organization.owner, asked);
      const { export: row } = await organization.owner.data(
        'query ($id: ID!) { export(id: $id) { columnKeys selection { idCount filter period { start end by } } } }',
        { id },
      );
      expect(row).toEqual({
        columnKeys: ['email'],
        selection: {
          idCount: 2,
          filter: '{"status":["ACTIVE"]}',
          period: { start: '2026-02-15', end: '2026-03-15', by: 'CREATED' },
        },
      });
      expect(
        await organization.owner.refusal(
          'mutation { startExport(input: { format: XLSX, csv: { formulaGuard: false } }) { deduplicated } }',
        ),
      ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.csv' });
    });

    it('ends at once, also for its watchers, when it is cancelled in the queue', async () => {
      const { export: row } = await startExport(organization.owner, { format: 'CSV', columns: ['title'] });
      const watching = Watching.one(organization.owner, row.id);
      await watching.untilState('QUEUED');
      expect((await organization.owner.data(cancel, { id: row.id })).cancelExport.state).toBe('CANCELLED');
      expect((await organization.owner.data(cancel, { id: row.id })).cancelExport.state).toBe('CANCELLED');
      expect((await watching.untilEnd(2000)).map((event) => event.state)).toEqual(['QUEUED', 'CANCELLED']);
      expect((await startExport(organization.owner, { format: 'CSV', columns: ['title'] })).deduplicated).toBe(false);
    });

    it('fails when its requester lost the permission before a worker claimed it', async () => {
      const { export: row } = await startExport(organization.admin, { format: 'CSV', columns: ['skype'] });
      await setPermissions(app.app.dataSource, organization.adminId, []);
      await app.startWorker();
      expect(await untilEnded(organization.owner, row.id)).toMatchObject({
        state: 'FAILED',
        failure: { code: 'PERMISSION_LOST' },
        file: null,
      });
      expect((await listExportFiles(app)).filter((name) => name.startsWith(`${row.id}-`))).toEqual([]);
    });
  });

  describe('once it has ended', () => {
    const app = useTestApp(engine);
    const organization = useOrganization(app);
    const folder = (): string => join(app.database.dataDir, 'exports');

    it('can no longer be cancelled', async () => {
      const { row } = await exportFile(organization.owner);
      expect(await organization.owner.refusal(cancel, { id: row.id })).toMatchObject({
        code: 'CONFLICT',
        argument: 'id',
      });
      expect((await readExport(organization.owner, row.id)).state).toBe('COMPLETED');
    });

    it('has only a header when no rows match', async () => {
      const { row, body } = await exportFile(organization.owner, {
        format: 'CSV',
        columns: ['email', 'phone'],
        period: { start: '1999-01-01', end: '1999-01-02' },
      });
      expect(row).toMatchObject({
        state: 'COMPLETED',
        progress: { percent: 100, rowsDone: 0, rowsTotal: 0 },
        file: { rows: 0 },
      });
      expect(body.toString()).toBe('\ufeffEmail,Phone\r\n');
    });

    it('reports a missing file as expired instead of as an internal error', async () => {
      const { row } = await exportFile(organization.owner, { format: 'CSV', columns: ['city'] });
      for (const name of await listExportFiles(app)) if (name.startsWith(`${row.id}-`)) await rm(join(folder(), name));
      const answer = await download(row.file.downloadUrl);
      expect(answer.status).toBe(410);
      expect(JSON.parse(answer.body.toString()).errors[0].extensions.code).toBe('EXPIRED');
      expect(await readExport(organization.owner, row.id)).toMatchObject({
        state: 'EXPIRED',
        failure: { code: 'FILE_LOST' },
        file: null,
      });
    });

    it('expires 24 hours after completion, and watchers of all exports are notified', async () => {
      const { row } = await exportFile(organization.owner, { format: 'CSV', columns: ['bio'] });
      expect(Date.parse(row.expiresAt) - Date.parse(row.finishedAt)).toBe(dayMs);
      const watching = Watching.all(organization.owner);
      const marker = await exportFile(organization.owner, { format: 'CSV', columns: ['title'] });
      await watching.until(
        'the watching to have begun',
        ({ id, state }) => id === marker.row.id && state === 'COMPLETED',
      );

      app.clock.advance(dayMs - 1);
      await app.app.files.sweep();
      expect((await readExport(organization.owner, row.id)).state).toBe('COMPLETED');
      app.clock.advance(1);
      expect(await app.app.files.sweep()).toBeGreaterThan(0);

      await watching.until('the event that it expired', ({ id, state }) => id === row.id && state === 'EXPIRED', 2000);
      expect(await readExport(organization.owner, row.id)).toMatchObject({
        state: 'EXPIRED',
        failure: null,
        file: null,
        progress: { percent: 100 },
      });
      expect((await listExportFiles(app)).filter((name) => name.startsWith(`${row.id}-`))).toEqual([]);
      const late = Watching.one(organization.owner, row.id);
      expect((await late.untilEnd(2000)).map((event) => event.state)).toEqual(['EXPIRED']);
    });

    it('leaves no file that the sweep misses, neither files without an export nor parts of ended exports', async () => {
      const { row } = await exportFile(organization.owner, { format: 'CSV', columns: ['country'] });
      const strays = ['999999-00000000.csv', '999998-00000000.xlsx.part', `${row.id}-00000000.csv.part`];
      const others = ['notes.txt', `${row.id}-copy of it (1).csv`];
      for (const name of [...strays, ...others]) await writeFile(join(folder(), name), 'x');
      const statements = await countingDirectStatements(app.app.dataSource, () => app.app.files.sweep());
      // One for what expires and one for all the files, however many they are.
      expect(statements).toHaveLength(2);
      const left = await listExportFiles(app);
      expect(left).toEqual(expect.arrayContaining(others));
      expect(left.filter((name) => strays.includes(name))).toEqual([]);
      expect((await download((await readExport(organization.owner, row.id)).file.downloadUrl)).status).toBe(200);
    });
  });
});
