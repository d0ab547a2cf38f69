import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { keepThread } from '../../../src/platform/jobs/worker-thread';
import { waitFor } from '../../support/wait-for';

const stopsWhenAsked = "parentPort.once('message', () => process.exit(0));";

describe('keepThread', () => {
  let folder: string;
  let starts: string;
  let logged: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tallyport-thread-'));
    starts = join(folder, 'starts');
    logged = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Each start leaves a mark, before `body`. */
  async function keep(body: string): Promise<{ stop(): Promise<void> }> {
    const entry = join(folder, 'entry.js');
    const before = `const { parentPort, workerData } = require('node:worker_threads'); require('node:fs').appendFileSync(${JSON.stringify(starts)}, workerData.mark);`;
    await writeFile(entry, `${before}\n${body}`);
    return keepThread(
      entry,
      { mark: 'x' },
      pino({ level: 'info' }, { write: (line: string) => void logged.push(line) }),
    );
  }
  const started = async (): Promise<number> => (await readFile(starts, 'utf8').catch(() => '')).length;

  it('resolves when the thread is ready, and stops it', async () => {
    const thread = await keep(`${stopsWhenAsked} parentPort.postMessage('ready');`);
    expect(await started()).toBe(1);
    await thread.stop();
    expect(logged).toEqual([]);
  });

  it('restarts a thread that dies', async () => {
    const thread = await keep(
      `${stopsWhenAsked} parentPort.postMessage('ready'); if (require('node:fs').readFileSync(${JSON.stringify(starts)}).length === 1) setTimeout(() => { throw new Error('broken'); }, 10);`,
    );
    await waitFor('another start', async () => (await started()) === 2);
    expect(logged.join()).toContain('broken');
    await thread.stop();
    expect(await started()).toBe(2);
  });

  it('restarts no thread after a stop', async () => {
    const thread = await keep("parentPort.postMessage('ready'); setTimeout(() => process.exit(3), 10);");
    await waitFor('its end', () => logged.length > 0);
    await thread.stop();
    expect(await started()).toBe(1);
  });

  it.each(["throw new Error('cannot start');", 'process.exit(4);'])(
    'rejects if the thread cannot start: %s',
    async (body) => {
      await expect(keep(body)).rejects.toThrow(/cannot start|ended with 4/);
      const marks = await started();
      // Longer than the pause before a replacement.
      await new Promise((resolve) => setTimeout(resolve, 1300));
      expect(await started()).toBe(marks);
    },
  );
});
