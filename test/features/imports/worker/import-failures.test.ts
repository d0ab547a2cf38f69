import { open, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig } from '../../../../src/config';
import type { Source } from '../../../../src/features/imports/reading/source';
import { useOrganizationPerTest, useTestApp } from '../../../support/apps/app';
import { exportFile } from '../../../support/clients/exports';
import {
  applyImport,
  checkFile,
  readImport,
  readPlan,
  startImport,
  undoImport,
  untilState,
  upload,
  uploadUrl,
} from '../../../support/clients/imports';
import { addUsers } from '../../../support/data/factories';
import { eachEngine } from '../../../support/databases/engines';
import { waitFor } from '../../../support/wait-for';
import { PlannedImport } from '../plan/planning';
import { workbook } from '../reading/sources';
import { bookOf, textRow } from '../reading/xlsx/workbooks';

eachEngine('a file', ['sqlite'], (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganizationPerTest(app);

  it('exported without a key is refused with a sentence that names the key and what to add', async () => {
    const { body } = await exportFile(organization.owner, { format: 'CSV', template: 'USER_SUMMARY' });
    const { state, failure } = await checkFile(organization.owner, body);
    expect([state, failure.code]).toEqual(['FAILED', 'NO_KEY_COLUMN']);
    expect(failure.message).toMatch(/the column Username or Identifier/);
    expect(failure.message).toMatch(
      /USER_MANAGEMENT has it, or add Username to your `columns`\. In the file of another system/,
    );
  });

  it('with a duplicate header is refused with its name', async () => {
    for (const file of [
      'Username,City, CITY\nadmin,Porto,Faro\n',
      await bookOf(textRow('Username', 'City', ' CITY') + textRow('admin', 'Porto', 'Faro')),
    ]) {
      const { state, failure } = await checkFile(organization.owner, file);
      expect([state, failure.code]).toEqual(['FAILED', 'HEADER']);
      expect(failure.message).toMatch(/^The header " CITY" is duplicated .* Rename one of the two columns\.$/);
    }
  });

  it('that changes nothing completes by itself with `applyWhenClean`', async () => {
    const { id } = await checkFile(organization.owner, 'Username,City\nadmin,\n', { applyWhenClean: true });
    expect(await untilState(organization.owner, id, ['COMPLETED', 'READY', 'FAILED'])).toMatchObject({
      state: 'COMPLETED',
      failure: null,
      actions: { apply: false, undo: false },
    });
    expect(await readPlan(organization.owner, id)).toMatchObject({ changed: 0, unchanged: 1, failed: 0 });
  });

  it('has truth values as we write them and as people do', async () => {
    const texts = { true: ['true', 'TRUE', 'yes', ' Yes ', '1'], false: ['false', 'False', 'no', 'NO', '0'] };
    const all = [...texts.true, ...texts.false];
    const users = all.map((text, index) => ({
      username: `user-${index}`,
      autopaymentsEnabled: !texts.true.includes(text),
    }));
    await addUsers(app.app.dataSource, organization.id, users);
    const person = { organizationId: organization.id, userId: organization.ownerId };
    const rows = all.map((text, index) => `user-${index},${text}`);
    const plan = await PlannedImport.check(app, person, ['Username,Autopayments enabled', ...rows].join('\n'));
    expect((await plan.cells()).map(([, , old, to]) => [old, to])).toEqual(
      all.map((text) => (texts.true.includes(text) ? ['false', 'true'] : ['true', 'false'])),
    );
    const wrong = await PlannedImport.check(app, person, 'Username,Autopayments enabled\nuser-0,on\nuser-1,2\n');
    expect((await wrong.errors()).map(({ code }) => code)).toEqual(['INVALID_VALUE', 'INVALID_VALUE']);
  });

  it('has at most 5,000,000 rows', async () => {
    const person = { organizationId: organization.id, userId: organization.ownerId };
    const source: Source = {
      ...workbook(['Username', 'City']),
      // Refused before they are read.
      async *batches() {
        yield Array<never>(5_000_001);
      },
    };
    await expect(PlannedImport.check(app, person, source)).rejects.toMatchObject({
      code: 'TOO_MANY_ROWS',
      message: 'The file has more than 5,000,000 rows. Import it in parts.',
    });
  });

  it('has at most 256 MB unless the settings say otherwise', () => {
    expect(loadConfig({}).importMaxBytes).toBe(256 * 1024 ** 2);
  });
});

eachEngine('a storage that fails', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app);
  const folder = (): string => join(app.database.dataDir, 'exports');
  const stored = async (prefix: string): Promise<string[]> =>
    (await readdir(folder())).filter((name) => name.startsWith(prefix));
  const uploaded = async (file: string): Promise<string> => {
    const { id } = await startImport(organization.owner);
    expect((await upload(await uploadUrl(organization.owner, id), file)).status).toBe(201);
    return id;
  };
  /** The disk refuses to make the next file durable. */
  const failNextSync = async (): Promise<void> => {
    const handle = await open(folder());
    await handle.close();
    const error = Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO' });
    const { sync } = Object.getPrototypeOf(handle) as { sync(): Promise<void> };
    let hasFailed = false;
    jest.restoreAllMocks();
    jest.spyOn(Object.getPrototypeOf(handle), 'sync').mockImplementation(async function (this: unknown) {
      if (hasFailed) return sync.call(this);
      hasFailed = true;
      throw error;
    });
  };
  afterEach(() => jest.restoreAllMocks());

  it('refuses an upload, which can be repeated', async () => {
    const { id } = await startImport(organization.owner);
    const url = await uploadUrl(organization.owner, id);
    await failNextSync();
    const refused = await upload(url, 'Username,City\nadmin,Porto\n');
    expect([refused.status, refused.json.errors[0].extensions.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    expect((await readImport(organization.owner, id)).state).toBe('AWAITING_FILE');
    expect((await upload(url, 'Username,City\nadmin,Porto\n')).status).toBe(201);
    expect(await stored(`import-${id}-`)).toHaveLength(1);
  });

  it('fails an import whose file is lost or altered, or whose error or undo file cannot be written', async () => {
    const { owner } = organization;
    const file = 'Username,City\nadmin,Porto\n';
    const [lost, altered, wrong] = [await uploaded(file), await uploaded(file), await uploaded(`${file}ghost,Faro\n`)];
    const fileOf = async (id: string): Promise<string> => join(folder(), (await stored(`import-${id}-`))[0]!);
    await rm(await fileOf(lost));
    await writeFile(await fileOf(altered), file.replace('Porto', 'Braga'));
    await failNextSync();
    await app.startWorker();
    const endOf = async (id: string): Promise<string[]> => {
      const { state, failure } = await untilState(owner, id, ['FAILED', 'READY', 'COMPLETED']);
      return [state, failure?.code];
    };
    expect(await endOf(lost)).toEqual(['FAILED', 'FILE_LOST']);
    expect(await endOf(altered)).toEqual(['FAILED', 'FILE_ALTERED']);
    expect(await endOf(wrong)).toEqual(['FAILED', 'STORAGE']);
    expect(await stored(`import-${wrong}-errors-`)).toEqual([]);

    const { id } = await checkFile(owner, file);
    await failNextSync();
    await owner.data(applyImport, { id });
    expect(await untilState(owner, id, ['FAILED', 'COMPLETED'])).toMatchObject({
      state: 'FAILED',
      failure: { code: 'STORAGE' },
      actions: { undo: true },
    });
    // What was applied stays, and a worker writes the file later.
    const files = 'query ($id: ID!) { import(id: $id) { plan { applied } files { undo { rows } } } }';
    const { plan } = await waitFor('the undo file', async () => {
      const { import: row } = await owner.data(files, { id });
      return row.files.undo && row;
    });
    expect(plan.applied).toBe(1);
    const { undoImport: undo } = await owner.data(undoImport, { id });
    expect((await untilState(owner, undo.id, ['READY', 'FAILED'])).state).toBe('READY');
  });
});
