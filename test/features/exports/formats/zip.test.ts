import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { IdSet, ReferenceCheck } from '../../../../src/features/exports/contents/reference-check';
import { startZip, type Zip } from '../../../../src/features/exports/formats/zip';
import { readWithOthers, unzip } from '../../../support/files/zips';

const built = join(
  resolve(process.env.TALLYPORT_DIST ?? join(__dirname, '../../../../dist')),
  'features/exports/formats/zip.js',
);

/** Takes one chunk at a time, and none while it is held. */
class Sink extends Writable {
  readonly chunks: Buffer[] = [];
  private release: (() => void) | null = null;
  held = false;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(chunk);
    if (this.held) this.release = done;
    else setImmediate(done);
  }

  letGo(): void {
    this.held = false;
    this.release?.();
  }

  /** Ends it. */
  async body(): Promise<Buffer> {
    await new Promise<void>((done) => this.end(done));
    return Buffer.concat(this.chunks);
  }
}

const never = new AbortController().signal;

async function writeAll(zip: Zip, name: string, chunks: Iterable<Buffer>) {
  const entry = zip.entry(name);
  for (const chunk of chunks) if (!entry.stream.write(chunk)) await once(entry.stream, 'drain');
  return entry.end();
}

/** Hardly compressible, and the same each time. */
function* noise(bytes: number): Generator<Buffer> {
  let state = 1;
  for (let done = 0; done < bytes; done += 65_536) {
    const chunk = Buffer.allocUnsafe(65_536);
    for (let at = 0; at < chunk.length; at += 4)
      chunk.writeUInt32LE((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0), at);
    yield chunk;
  }
}

describe('a streamed ZIP', () => {
  it('holds its entries in order, including empty ones and unusual names', async () => {
    const sink = new Sink();
    const zip = startZip(sink, never);
    const names = ['ä-ß-日本-😀.csv', 'empty', 'b'];
    const bodies = [Buffer.concat([...noise(300_000)]), Buffer.alloc(0), Buffer.from('b')];
    for (const [index, name] of names.entries())
      expect(await writeAll(zip, name, [bodies[index]!])).toMatchObject({ bytes: bodies[index]!.length });
    await zip.finish();
    expect(sink.writableEnded).toBe(false);
    const body = await sink.body();
    const parts = unzip(body);
    expect(parts.map(({ name }) => name)).toEqual(names);
    expect(parts.every((part, index) => part.body.equals(bodies[index]!) && part.crc32 === crc32(part.body))).toBe(
      true,
    );
    const others = readWithOthers(body);
    if (others) expect(others.entries.map(([name]) => name)).toEqual(names);
  });

  it('accepts no more than it can pass on', async () => {
    const sink = new Sink();
    sink.held = true;
    const zip = startZip(sink, never);
    const entry = zip.entry('large');
    let taken = 0;
    let ended = false;
    const writing = (async () => {
      for (const chunk of noise(30_000_000)) {
        taken += chunk.length;
        if (!entry.stream.write(chunk)) await once(entry.stream, 'drain');
      }
      await entry.end();
      await zip.finish();
      ended = true;
    })();
    // Until everything that could move has moved.
    for (let still = 0, last = -1; still < 200; still = taken === last ? still + 1 : 0) {
      last = taken;
      await new Promise((next) => setImmediate(next));
      await new Promise((next) => setTimeout(next, 1));
    }
    expect([taken > 0, taken < 2_000_000, ended]).toEqual([true, true, false]);
    sink.letGo();
    await writing;
    expect(unzip(await sink.body())[0]!.body.length).toBeGreaterThanOrEqual(30_000_000);
  });

  it('stops waiting when it is aborted', async () => {
    const sink = new Sink();
    sink.held = true;
    const stopping = new AbortController();
    const zip = startZip(sink, stopping.signal);
    const entry = zip.entry('large');
    for (const chunk of noise(2_000_000)) entry.stream.write(chunk);
    const [end, finish] = [entry.end(), zip.finish()];
    stopping.abort();
    await expect(end).rejects.toMatchObject({ name: 'AbortError' });
    await expect(finish).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('has the same bytes in every time zone of the machine', () => {
    const script = `
      const { startZip } = require(${JSON.stringify(built)});
      const zip = startZip(process.stdout, new AbortController().signal);
      const entry = zip.entry('a.csv');
      entry.stream.write('a,b\\r\\n'.repeat(1000));
      entry.end().then(() => zip.finish());`;
    const [first, ...others] = ['UTC', 'Pacific/Apia', 'America/St_Johns', 'Asia/Kathmandu', 'Africa/Monrovia'].map(
      (TZ) => {
        const { status, stdout } = spawnSync(process.execPath, ['-e', script], { env: { TZ } });
        expect([TZ, status, stdout.length > 100]).toEqual([TZ, 0, true]);
        return stdout;
      },
    );
    expect(others.every((other) => other.equals(first!))).toBe(true);
  });
});

describe('the check of references', () => {
  it('knows every added id, including the largest', () => {
    const ids = new IdSet();
    const given = [1, 31, 32, 63, 4095, 4096, 100_000, 2 ** 31 - 1];
    for (const id of given) ids.add(id);
    expect(given.every((id) => ids.has(id))).toBe(true);
    expect([0, 2, 30, 33, 64, 4094, 4097, 99_999, 2 ** 31 - 2].some((id) => ids.has(id))).toBe(false);
  });

  it('counts each value of a cell and each dangling reference', () => {
    const to = { file: 'plans.csv', column: 'id' } as const;
    const check = new ReferenceCheck([{ from: { file: 'users.csv', column: 'planIds' }, to }]);
    check.of('plans.csv', ['name', 'id'])([
      ['a', '1'],
      ['b', '22'],
    ]);
    check.of('users.csv', ['planIds', 'id'])([
      [null, '1'],
      ['1|22|3', '2'],
      ['22', '3'],
      ['2', '4'],
    ]);
    expect(check.result()).toEqual([
      { from: { file: 'users.csv', column: 'planIds' }, to, references: 5, unresolved: 2 },
    ]);
  });
});
