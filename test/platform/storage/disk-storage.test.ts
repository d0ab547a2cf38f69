import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskStorage } from '../../../src/platform/storage/disk-storage';
import { type Storage, StorageError } from '../../../src/platform/storage/storage';
import { storageConformance } from '../../conformance/storage';

let base: string;
let folder: string;
let storage: Storage;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'tallyport-storage-'));
  folder = join(base, 'exports');
  storage = await diskStorage(folder);
});
afterEach(() => rm(base, { recursive: true, force: true }));

describe('disk storage', () => {
  storageConformance(async () => storage);

  it('writes a private temporary file first', async () => {
    const file = await storage.create('beside.csv');
    await new Promise((written) => file.stream.write('abc', written));
    expect(await readdir(folder)).toEqual(['beside.csv.part']);
    expect((await stat(join(folder, 'beside.csv.part'))).mode & 0o777).toBe(0o600);
    await file.publish();
    expect(await readdir(folder)).toEqual(['beside.csv']);
  });

  it.each(['planted.csv', 'planted.csv.part'])('follows no symbolic link planted as %s', async (name) => {
    const outside = join(base, 'outside.txt');
    await writeFile(outside, 'precious');
    await symlink(outside, join(folder, name));
    await expect(storage.create('planted.csv')).rejects.toBeInstanceOf(StorageError);
    expect(await storage.open('planted.csv')).toBeNull();
    expect([await storage.resume('planted.csv', 1, 'new.csv'), await storage.pendingBytes('planted.csv')]).toEqual([
      null,
      null,
    ]);
    await storage.remove('planted.csv');
    expect(await readFile(outside, 'utf8')).toBe('precious');
    expect(await readdir(folder)).toEqual([]);
  });

  it('follows no link planted after writing started', async () => {
    const outside = join(base, 'outside.txt');
    await writeFile(outside, 'precious');
    const file = await storage.create('late.csv');
    file.stream.write('abc');
    await symlink(outside, join(folder, 'late.csv'));
    await file.publish();
    expect(await readFile(outside, 'utf8')).toBe('precious');
    expect(await readFile(join(folder, 'late.csv'), 'utf8')).toBe('abc');
  });

  it('leaves files of other programs alone', async () => {
    for (const name of ['notes (1).txt', '.DS_Store', 'names with spaces.csv.part'])
      await writeFile(join(folder, name), 'x');
    expect(await storage.list()).toEqual([]);
  });

  it('reports a missing folder', async () => {
    await rm(folder, { recursive: true });
    await expect(storage.create('nowhere.csv')).rejects.toMatchObject({ code: 'STORAGE' });
    await mkdir(folder);
    const file = await storage.create('pulled.csv');
    file.stream.write('abc');
    await rm(folder, { recursive: true });
    await expect(file.publish()).rejects.toMatchObject({ code: 'STORAGE' });
    await file.discard();
  });
});
