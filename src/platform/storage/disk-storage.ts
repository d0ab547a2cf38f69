import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { type OpenFile, type PendingFile, type Storage, StorageError } from './storage';
import { writeChunk } from './write-chunk';

const partSuffix = '.part';
const readAtOnce = 256 * 1024;

/** Stores files in one folder of the local disk, which several processes may share. */
export async function diskStorage(folder: string): Promise<Storage> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const pathOf = (name: string): string => {
    if (!isName(name)) throw new Error(`not a file name of this storage: ${JSON.stringify(name)}`);
    return path.join(folder, name);
  };
  const create = async (name: string): Promise<PendingFile> => {
    const target = pathOf(name);
    try {
      if (await isTaken(target)) throw new Error('a file with this name already exists');
      // O_EXCL also refuses a symbolic link with this name that an attacker may have created.
      const handle = await open(target + partSuffix, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
      return pendingFile(handle, target, folder);
    } catch (error) {
      throw storageError(error);
    }
  };
  return {
    create,
    async resume(name, bytes, newName) {
      const { O_RDONLY, O_NOFOLLOW } = constants;
      const earlier = await open(pathOf(name) + partSuffix, O_RDONLY | O_NOFOLLOW).catch((error) => {
        if (isMissing(error)) return null;
        throw storageError(error);
      });
      if (!earlier) return null;
      const file = await create(newName).catch(async (error) => {
        await earlier.close();
        throw error;
      });
      try {
        const copied = earlier.createReadStream({ start: 0, end: bytes - 1, highWaterMark: readAtOnce });
        for await (const chunk of copied) await writeChunk(file.stream, chunk as Buffer);
      } catch (error) {
        await file.discard();
        throw storageError(error);
      }
      if (file.bytesWritten === bytes) return file;
      await file.discard();
      return null;
    },
    async pendingBytes(name) {
      try {
        const stats = await lstat(pathOf(name) + partSuffix);
        return stats.isFile() ? stats.size : null;
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async open(name) {
      try {
        return await openFile(await open(pathOf(name), constants.O_RDONLY | constants.O_NOFOLLOW));
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async remove(name) {
      const target = pathOf(name);
      await rm(target, { force: true });
      await rm(target + partSuffix, { force: true });
    },
    async list(prefix = '') {
      const names = await readdir(folder).catch((error) => {
        throw storageError(error);
      });
      // Other files in the folder do not belong to the storage.
      return [
        ...new Set(names.map((name) => (name.endsWith(partSuffix) ? name.slice(0, -partSuffix.length) : name))),
      ].filter((name) => name.startsWith(prefix) && isName(name));
    },
  };
}

/** Opens a file that belongs to no storage, to read it. */
export const openLocalFile = async (file: string): Promise<OpenFile> => openFile(await open(file));

const isName = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,120}$/.test(name) && !name.endsWith(partSuffix);

const isTaken = (target: string): Promise<boolean> =>
  lstat(target).then(
    () => true,
    () => false,
  );

/** A symbolic link is no file of this storage. */
const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '');

function pendingFile(handle: FileHandle, target: string, folder: string): PendingFile {
  const hash = createHash('sha256');
  let bytesWritten = 0;
  const stream = new Writable({
    highWaterMark: 256 * 1024,
    write(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      writeWhole(handle, chunk).then(
        () => {
          bytesWritten += chunk.length;
          done();
        },
        (error) => done(storageError(error)),
      );
    },
    destroy(error, done) {
      handle.close().then(
        () => done(error),
        (closing) => done(error ?? storageError(closing)),
      );
    },
    final(done) {
      handle.sync().then(
        () => done(),
        (error) => done(storageError(error)),
      );
    },
  });
  // The writer handles errors. This listener keeps a late error from ending the process.
  stream.on('error', () => undefined);
  return {
    stream,
    get bytesWritten() {
      return bytesWritten;
    },
    async publish() {
      if (!stream.writableEnded) stream.end();
      await finished(stream);
      try {
        await rename(target + partSuffix, target);
        await syncFolder(folder);
      } catch (error) {
        throw storageError(error);
      }
      return { bytes: bytesWritten, sha256: hash.digest('hex') };
    },
    async suspend() {
      if (!stream.writableEnded) stream.end();
      await finished(stream);
      return bytesWritten;
    },
    async discard() {
      stream.destroy();
      await finished(stream).catch(() => undefined);
      await rm(target + partSuffix, { force: true });
    },
  };
}

/** Writes all of a chunk. A nearly full disk accepts a part without an error, and only the next write fails. */
async function writeWhole(handle: FileHandle, chunk: Buffer): Promise<void> {
  for (let offset = 0; offset < chunk.length;) offset += (await handle.write(chunk, offset)).bytesWritten;
}

/** Reads to the end of the range or of the file. One read may return less. */
async function readWhole(handle: FileHandle, start: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  for (let filled = 0; filled < length;) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, start + filled);
    if (bytesRead === 0) return bytes.subarray(0, filled);
    filled += bytesRead;
  }
  return bytes;
}

async function openFile(handle: FileHandle): Promise<OpenFile> {
  const { size, ino, ctimeNs } = await handle.stat({ bigint: true }).catch(async (error) => {
    await handle.close();
    throw error;
  });
  return {
    bytes: Number(size),
    stamp: `${ino}-${ctimeNs}`,
    async sha256() {
      const hash = createHash('sha256');
      for await (const chunk of contentsOf(handle)) hash.update(chunk);
      return hash.digest('hex');
    },
    read: (start, end) => handle.createReadStream({ start, end, highWaterMark: readAtOnce }),
    readAt: (start, length) => readWhole(handle, start, length),
    close: () => handle.close(),
  };
}

/** Leaves the file open. */
const contentsOf = (handle: FileHandle): AsyncIterable<Buffer> =>
  handle.createReadStream({ start: 0, autoClose: false, highWaterMark: readAtOnce });

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const storageError = (error: unknown): StorageError => {
  if (error instanceof StorageError) return error;
  return new StorageError(
    ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '') ? 'STORAGE_FULL' : 'STORAGE',
    error,
  );
};
