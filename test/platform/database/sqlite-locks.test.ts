import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAppDatabase } from '../../../src/database';
import { sqliteFile } from '../../../src/platform/database/data-source';

// Only Linux lists the locks of its files.
const onLinux = existsSync('/proc/locks') ? it : it.skip;

describe('the SQLite file of a process', () => {
  let dataDir: string;
  beforeEach(() => (dataDir = mkdtempSync(join(tmpdir(), 'tallyport-locks-'))));
  afterEach(() => rmSync(dataDir, { recursive: true }));

  // Without its lock, another process that closes the file removes the write-ahead log, and with it the last changes.
  onLinux(
    'stays locked while the process opens it again, as the thread of the worker does, and closes it',
    async () => {
      const config = { databaseUrl: null, dataDir };
      const locks = (): number => {
        const { ino } = statSync(sqliteFile(config));
        return readFileSync('/proc/locks', 'utf8').match(new RegExp(`:${ino} `, 'g'))?.length ?? 0;
      };
      const server = await openAppDatabase(config);
      expect(locks()).toBe(1);
      const worker = await openAppDatabase(config);
      expect(locks()).toBe(1);
      await worker.destroy();
      expect(locks()).toBe(1);
      await server.destroy();
    },
  );
});
