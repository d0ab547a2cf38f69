import { randomBytes } from 'node:crypto';
import { appendFile, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestApp, type SignedInOrganization, type TestApp } from '../support/apps/app';
import { attempt } from '../support/clients/changes';
import { exportFile, startExport, untilEnded } from '../support/clients/exports';
import { cancelImport, startImport, untilState, upload, uploadUrl } from '../support/clients/imports';
import { addUsers } from '../support/data/factories';
import { eachEngine, type Engine } from '../support/databases/engines';
import { mountSmallDisk, noSmallDisk } from '../support/databases/small-disk';
import { waitFor } from '../support/wait-for';

const reason = noSmallDisk();
if (reason !== null)
  process.stderr.write(
    `\n######## NOT TESTED: A FULL DISK. A small one cannot be mounted here (needs root): ${reason}\n\n`,
  );
const itWithDisk = reason === null ? it : it.skip;

/** More than the disk holds, whatever the format makes of it. */
const addLongBios = ({ app }: TestApp, organizationId: number): Promise<unknown> =>
  addUsers(
    app.dataSource,
    organizationId,
    Array.from({ length: 40 }, (_unused, index) => ({
      username: `user-${index}`,
      bio: randomBytes(22_500).toString('base64'),
    })),
  );

eachEngine('a full disk', ['sqlite', 'mariadb'], (engine) => {
  let app: TestApp;
  let organization: SignedInOrganization;
  let disk: { unmount(): void } | undefined;
  const folder = () => join(app.database.dataDir, 'exports');

  beforeAll(async () => {
    app = await createTestApp(engine);
    organization = await app.organization();
    await addLongBios(app, organization.id);
    if (reason === null) disk = await mountSmallDisk(folder(), '100k');
  });
  afterAll(async () => {
    disk?.unmount();
    await app?.stop();
  });

  itWithDisk.each([
    ['CSV', {}, () => ({ ids: [organization.ownerId, organization.memberId] })],
    ['XLSX', {}, () => ({ ids: [organization.ownerId, organization.memberId] })],
    ['ZIP', { dataset: 'ORGANIZATION' }, () => ({ userId: String(organization.memberId) })],
  ])(
    'fails a large %s with STORAGE_FULL and leaves no file, and completes a small one afterwards',
    async (format, input, few) => {
      const {
        export: { id },
      } = await startExport(organization.owner, { format, ...input });
      const row = await untilEnded(organization.owner, id);
      expect(row).toMatchObject({
        state: 'FAILED',
        failure: { code: 'STORAGE_FULL' },
        file: null,
        progress: { attempt: 1 },
      });
      expect((await readdir(folder())).filter((name) => name.startsWith(`${id}-`))).toEqual([]);
      expect((await fetch(`${app.url}/health`)).status).toBe(200);

      const small = await exportFile(organization.owner, { format, ...input, ...few() });
      expect(small.row.file.rows).toBeLessThan(3);
    },
  );

  itWithDisk('refuses the file of an import that does not fit, and takes a small one afterwards', async () => {
    const { id } = await startImport(organization.owner);
    const url = await uploadUrl(organization.owner, id);
    const refused = await upload(url, `Username,Bio\n${'user-1,x\n'.repeat(30_000)}`);
    expect([refused.status, refused.json.errors[0].extensions.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    expect((await readdir(folder())).filter((name) => name.startsWith(`import-${id}-`))).toEqual([]);
    await upload(url, 'Username,First name\nuser-1,Ana\n');
    expect((await untilState(organization.owner, id, ['READY', 'FAILED'])).state).toBe('READY');
    await organization.owner.data(cancelImport, { id });
  });

  itWithDisk('fails an import whose error file does not fit, and has written nothing', async () => {
    // The file itself fits; with a sentence of about 130 bytes in each row, the error file is twice as large as the disk.
    const rows = Array.from({ length: 1_500 }, (_unused, index) => `ghost-${index},x`);
    const { id } = await startImport(organization.owner);
    await upload(await uploadUrl(organization.owner, id), `Username,First name\nuser-2,Bo\n${rows.join('\n')}\n`);
    const row = await untilState(organization.owner, id, ['READY', 'FAILED']);
    expect([row.state, row.failure]).toMatchObject(['FAILED', { code: 'STORAGE_FULL' }]);
    expect((await readdir(folder())).filter((name) => name.startsWith(`import-${id}-`))).toHaveLength(1);
  });
});

eachEngine('a full disk that also holds the database', ['sqlite'], (engine) => {
  let app: TestApp;
  let disk: { unmount(): void } | undefined;

  afterAll(async () => {
    await app?.stop();
    disk?.unmount();
  });

  itWithDisk('fails the export with STORAGE_FULL, and the server recovers by itself', async () => {
    const onSmallDisk: Engine = {
      name: engine.name,
      async createDatabase() {
        const database = await engine.createDatabase();
        disk = await mountSmallDisk(database.dataDir, '48m');
        return {
          ...database,
          drop: async () => {
            disk?.unmount();
            await database.drop();
          },
        };
      },
    };
    app = await createTestApp(onSmallDisk, { worker: false });
    const organization = await app.organization();
    await addLongBios(app, organization.id);
    const {
      export: { id },
    } = await startExport(organization.owner, { format: 'CSV' });
    const { bavail, bsize } = await statfs(app.database.dataDir);
    const filler = join(app.database.dataDir, 'filler');
    // Enough for what the database writes about two exports, and too little for the file of the first. Each change writes
    // a page of its table and one of each index: an audit event has six of them.
    const room = 700_000;
    await writeFile(filler, Buffer.alloc(bavail * bsize - room));
    await app.startWorker();
    const row = await untilEnded(organization.owner, id);
    expect(row).toMatchObject({ state: 'FAILED', failure: { code: 'STORAGE_FULL' }, file: null });
    expect((await exportFile(organization.owner, { format: 'CSV', ids: [organization.ownerId] })).row.file.rows).toBe(
      1,
    );

    // Changes are refused as what cannot be done now, what is there can be read, and all is well once there is room
    // again.
    let number = 0;
    const change = () =>
      attempt(organization.owner, 'createUser', { username: `late-${++number}`, bio: 'x'.repeat(20_000) });
    await appendFile(filler, Buffer.alloc(room)).catch(() => undefined);
    const refused = await waitFor('a change to be refused', async () => {
      const answer = await change();
      return answer.errors && answer;
    });
    expect(refused.errors![0]!.extensions.code).toBe('SERVICE_UNAVAILABLE');
    expect((await organization.owner.data('{ users(first: 1) { totalCount } }')).users.totalCount).toBeGreaterThan(40);
    await rm(filler);
    expect((await change()).errors).toBeUndefined();
    expect(await app.app.dataSource.query('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });
});
