import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDataFolderPrivate, UnfitDataFolder } from '../../src/platform/storage/private-folder';
import { download } from '../support/clients/client';
import { exportFile } from '../support/clients/exports';
import { createOrganization } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { Installation } from '../support/processes/processes';
import { waitFor } from '../support/wait-for';

/** Everything in the folder and itself, with whether anybody but its owner may do anything with it. */
function walk(folder: string): { name: string; isOpen: boolean }[] {
  const names = ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })];
  return names.flatMap((name) => {
    const stats = statSync(join(folder, name), { throwIfNoEntry: false });
    return stats ? [{ name, isOpen: (stats.mode & 0o077) !== 0 }] : [];
  });
}

const openOnes = (folder: string): string[] =>
  walk(folder)
    .filter(({ isOpen }) => isOpen)
    .map(({ name }) => name);

eachEngine('the data folder', ['sqlite', 'mariadb'], (engine) => {
  let installation: Installation;
  let umask: number;

  beforeAll(async () => {
    umask = process.umask(0);
    installation = await Installation.create(engine);
  });
  afterAll(async () => {
    await installation?.remove();
    process.umask(umask);
  });

  it('contains nothing that other users can read, regardless of the umask and of earlier permissions', async () => {
    const { dataDir } = installation.database;
    const organization = await createOrganization(installation.dataSource);
    const run = async (): Promise<void> => {
      const server = await installation.start('serve');
      const owner = await installation.signIn(server, { id: organization.ownerId, organizationId: organization.id });
      const mails = (): number => walk(dataDir).filter(({ name }) => name.endsWith('.eml')).length;
      const before = mails();
      for (const input of [{ format: 'CSV' }, { format: 'XLSX' }, { dataset: 'ORGANIZATION', format: 'ZIP' }]) {
        const { row } = await exportFile(owner, input);
        expect((await download(row.file.downloadUrl)).status).toBe(200);
      }
      await waitFor('the mails', () => mails() >= before + 3);
      const names = walk(dataDir).map(({ name }) => name);
      expect(names).toEqual(
        expect.arrayContaining([
          engine.name === 'sqlite' ? 'tallyport.sqlite-wal' : 'download-secret',
          expect.stringMatching(/^exports\/.*\.zip$/),
          expect.stringMatching(/^mail\/.*\.eml$/),
        ]),
      );
      expect(openOnes(dataDir)).toEqual([]);
      await installation.endProcesses();
    };
    await run();
    for (const { name } of walk(dataDir))
      chmodSync(join(dataDir, name), statSync(join(dataDir, name)).isDirectory() ? 0o755 : 0o644);
    expect(openOnes(dataDir).length).toBeGreaterThan(7);
    await run();
  });
});

describe('a data folder that cannot be made private', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tallyport-data-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is rejected if several users share it', () => {
    chmodSync(folder, 0o1777);
    expect(() => makeDataFolderPrivate(folder, [], [])).toThrow(
      new UnfitDataFolder(
        `${folder} is shared by several users (its sticky bit is set): set DATA_DIR to a folder that only Tallyport uses`,
      ),
    );
  });

  (process.getuid?.() === 0 ? it : it.skip)('is refused where it belongs to another user', () => {
    chmodSync(folder, 0o755);
    process.seteuid!(65_534);
    try {
      expect(() => makeDataFolderPrivate(folder, [], [])).toThrow(
        `${folder} is open to other users, and its mode cannot be changed (EPERM): make it readable for its owner alone`,
      );
    } finally {
      process.seteuid!(0);
    }
  });
});
