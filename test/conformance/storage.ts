import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type PendingFile, type Storage, StorageError } from '../../src/platform/storage/storage';

/** What every driver of the storage must do. */
export function storageConformance(createStorage: () => Promise<Storage>): void {
  let storage: Storage;
  beforeEach(async () => {
    storage = await createStorage();
  });

  async function read(name: string): Promise<Buffer | null> {
    const file = await storage.open(name);
    if (!file) return null;
    const chunks: Buffer[] = [];
    for await (const chunk of file.read(0, file.bytes - 1)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  async function put(name: string, content: string): Promise<void> {
    const file = await storage.create(name);
    file.stream.write(content);
    await file.publish();
  }

  it('publishes a file whole, and says how large it is and what its hash is', async () => {
    const content = randomBytes(3_000_001);
    const file = await storage.create('whole.bin');
    for (let start = 0; start < content.length; start += 70_000) {
      if (!file.stream.write(content.subarray(start, start + 70_000))) await once(file.stream, 'drain');
    }
    expect(await file.publish()).toEqual({
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
    expect(file.bytesWritten).toBe(content.length);
    expect((await read('whole.bin'))!.equals(content)).toBe(true);
    expect((await storage.open('whole.bin').then(async (opened) => [opened!.bytes, await opened!.close()]))[0]).toBe(
      content.length,
    );
  });

  it('publishes what somebody else already ended, and a file with nothing in it', async () => {
    const ended = await storage.create('ended.bin');
    ended.stream.end('abc');
    await once(ended.stream, 'finish');
    expect((await ended.publish()).bytes).toBe(3);
    const empty = await storage.create('empty.bin');
    expect(await empty.publish()).toEqual({ bytes: 0, sha256: createHash('sha256').digest('hex') });
    const opened = (await storage.open('empty.bin'))!;
    expect(opened.bytes).toBe(0);
    await opened.close();
  });

  it('shows nothing of a file before it is published, but its name to those who clean up', async () => {
    const file = await storage.create('part.bin');
    await new Promise((written) => file.stream.write('half', written));
    expect(await storage.open('part.bin')).toBeNull();
    expect(await storage.list()).toEqual(['part.bin']);
    expect([await storage.list('part'), await storage.list('art')]).toEqual([['part.bin'], []]);
    await file.publish();
    expect(await storage.list()).toEqual(['part.bin']);
    expect((await read('part.bin'))!.toString()).toBe('half');
  });

  it('discards without a trace, also in the middle of writing', async () => {
    const file = await storage.create('gone.bin');
    for (let index = 0; index < 50; index++) file.stream.write(Buffer.alloc(100_000));
    await file.discard();
    expect(await storage.list()).toEqual([]);
    expect(await storage.open('gone.bin')).toBeNull();
    await put('gone.bin', 'again');
    expect((await read('gone.bin'))!.toString()).toBe('again');
  });

  it('refuses a name that is being written, and one that exists', async () => {
    const file = await storage.create('once.bin');
    await expect(storage.create('once.bin')).rejects.toBeInstanceOf(StorageError);
    file.stream.write('first');
    await file.publish();
    await expect(storage.create('once.bin')).rejects.toBeInstanceOf(StorageError);
    expect((await read('once.bin'))!.toString()).toBe('first');
  });

  it('lets an open file be read to its end though it is removed', async () => {
    await put('open.bin', 'x'.repeat(500_000));
    const file = (await storage.open('open.bin'))!;
    await storage.remove('open.bin');
    expect(await storage.open('open.bin')).toBeNull();
    let bytes = 0;
    for await (const chunk of file.read(0, file.bytes - 1)) bytes += (chunk as Buffer).length;
    expect(bytes).toBe(500_000);
  });

  it('continues a suspended file under another name, with the hash of all of it', async () => {
    const first = await storage.create('resumed.bin');
    first.stream.write('half');
    expect(await first.suspend()).toBe(4);
    expect([await storage.pendingBytes('resumed.bin'), await storage.open('resumed.bin')]).toEqual([4, null]);
    await expect(storage.create('resumed.bin')).rejects.toBeInstanceOf(StorageError);
    const second = (await storage.resume('resumed.bin', 4, 'second.bin'))!;
    expect(second.bytesWritten).toBe(4);
    second.stream.write(' and ');
    await second.suspend();
    const third = (await storage.resume('second.bin', 9, 'third.bin'))!;
    third.stream.write('half');
    expect(await third.publish()).toEqual({
      bytes: 13,
      sha256: createHash('sha256').update('half and half').digest('hex'),
    });
    expect((await read('third.bin'))!.toString()).toBe('half and half');
    expect(await storage.pendingBytes('resumed.bin')).toBe(4);
  });

  it('continues a file whose writer may be gone, and is not disturbed if it is not', async () => {
    const write = (file: PendingFile, text: string) => new Promise((written) => file.stream.write(text, written));
    const lost = await storage.create('lost.bin');
    await write(lost, 'abc');
    const found = (await storage.resume('lost.bin', 3, 'found.bin'))!;
    await write(lost, 'late');
    await write(found, 'def');
    await found.publish();
    expect((await read('found.bin'))!.toString()).toBe('abcdef');
    await lost.discard();
  });

  it('continues nothing that was never started, is published, or was removed', async () => {
    await put('done.bin', 'x');
    const removed = await storage.create('removed.bin');
    await removed.suspend();
    await storage.remove('removed.bin');
    const suspended = await storage.create('suspended.bin');
    suspended.stream.write('x');
    await suspended.suspend();
    await (await storage.resume('suspended.bin', 1, 'discarded.bin'))!.discard();
    for (const name of ['never.bin', 'done.bin', 'removed.bin', 'discarded.bin'])
      expect([await storage.resume(name, 1, 'new.bin'), await storage.pendingBytes(name)]).toEqual([null, null]);
    const short = await storage.create('short.bin');
    await short.suspend();
    expect(await storage.resume('short.bin', 1, 'new.bin')).toBeNull();
    expect(await storage.pendingBytes('new.bin')).toBeNull();
  });

  it('reads a stretch, both ends included', async () => {
    await put('stretch.bin', '0123456789');
    const chunks: Buffer[] = [];
    for await (const chunk of (await storage.open('stretch.bin'))!.read(2, 4)) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe('234');
  });

  it('reads any part of an open file again and again, up to its end', async () => {
    const content = randomBytes(600_000);
    const created = await storage.create('parts.bin');
    created.stream.write(content);
    await created.publish();
    const file = (await storage.open('parts.bin'))!;
    expect((await file.readAt(599_990, 100)).equals(content.subarray(599_990))).toBe(true);
    expect((await file.readAt(10, 500_000)).equals(content.subarray(10, 500_010))).toBe(true);
    expect(await file.readAt(600_000, 10)).toHaveLength(0);
    const [one, other] = await Promise.all([file.readAt(0, 4), file.readAt(4, 4)]);
    expect(Buffer.concat([one, other]).equals(content.subarray(0, 8))).toBe(true);
    await file.close();
  });

  it('tells of an open file what is in it, before it is read', async () => {
    await put('told.bin', '0123456789');
    const [file, again] = [(await storage.open('told.bin'))!, (await storage.open('told.bin'))!];
    expect(await file.sha256()).toBe(createHash('sha256').update('0123456789').digest('hex'));
    expect(file.stamp).toBe(again.stamp);
    await again.close();
    const chunks: Buffer[] = [];
    for await (const chunk of file.read(0, 9)) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe('0123456789');
  });

  it('removes what is being written, and does not mind what is not there', async () => {
    const file = await storage.create('removed.bin');
    await storage.remove('removed.bin');
    expect(await storage.list()).toEqual([]);
    await expect(file.publish()).rejects.toBeInstanceOf(StorageError);
    await file.discard();
    await storage.remove('never.bin');
  });

  it.each([
    '../outside.csv',
    'a/b.csv',
    '..',
    '.',
    '',
    '/etc/passwd',
    'nul\0.csv',
    '.hidden',
    '..%2f.csv',
    '-rf',
    'a\\b',
    'x'.repeat(300),
    'name.part',
  ])('refuses the name %j', async (name) => {
    await expect(storage.create(name)).rejects.toThrow();
    await expect(storage.open(name)).rejects.toThrow();
    await expect(storage.remove(name)).rejects.toThrow();
    expect(await storage.list()).toEqual([]);
  });
}
