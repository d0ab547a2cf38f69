import { createHash, type Hash } from 'node:crypto';
import { because } from '../../../error-reasons';
import { AppError, badInput } from '../../../errors';
import { type PendingFile, StorageError } from '../../../platform/storage/storage';
import { writeChunk } from '../../../platform/storage/write-chunk';

/** What the client says about the bytes, to find out whether they arrived unchanged: SHA-256, in hexadecimal. */
export interface ExpectedDigests {
  /** Of the bytes of this request. */
  readonly content?: string | undefined;
  /** Of the whole file, with the header that said so. */
  readonly whole?: { readonly header: string; readonly sha256: string } | undefined;
}

export interface ReceivedFile {
  readonly bytes: number;
  readonly sha256: string;
}

/** The size that the file may have, and the error when it has more. */
export interface SizeLimit {
  readonly maxBytes: number;
  readonly error: Error;
}

/** The import takes no file, so what has arrived of it is of no use. */
export class ImportClosed extends AppError {}

/** The client continues after another byte than the last one that arrived. */
export class WrongOffset extends Error {
  constructor(readonly offset: number) {
    super(`${offset} bytes of the file have arrived: continue with \`Upload-Offset: ${offset}\`.`);
  }
}

/** The file is larger than any file may be. */
export class UploadTooLarge extends Error {
  constructor(readonly maxBytes: number) {
    super(`The file is larger than ${maxBytes.toLocaleString('en-US')} bytes, the maximum. Split it.`);
  }
}

/** One request that writes the file of an import, or continues to write it. */
export class Upload {
  private readonly stopping = new AbortController();
  private readonly contentHash: Hash | null;

  /**
   * `reserve` takes up the storage quota for this many bytes of the file before they are written, and rejects if they do
   * not fit. `findObstacle`: why the import does not take the file from this request, or null.
   */
  constructor(
    private readonly file: PendingFile,
    private readonly limit: SizeLimit,
    private readonly digests: ExpectedDigests,
    private readonly reserve: (bytes: number) => Promise<void>,
    private readonly findObstacle: () => Promise<AppError | null>,
  ) {
    this.contentHash = digests.content === undefined ? null : createHash('sha256');
  }

  /** Aborted, with an AppError as its reason, when the rest of the body must not be read. */
  get stopped(): AbortSignal {
    return this.stopping.signal;
  }

  stop(reason: AppError): void {
    this.stopping.abort(reason);
  }

  /**
   * Writes the body, each part before the next one is read, and publishes the file. When the body ends early, what came
   * is kept, so that a later request can continue. What can never become a valid file is removed.
   */
  async receive(body: AsyncIterable<Buffer>): Promise<ReceivedFile> {
    try {
      for await (const chunk of body) {
        const bytes = this.file.bytesWritten + chunk.length;
        if (bytes > this.limit.maxBytes) throw this.limit.error;
        await this.reserve(bytes);
        this.contentHash?.update(chunk);
        await writeChunk(this.file.stream, chunk);
      }
      if (this.contentHash) checkDigest('Content-Digest', this.digests.content!, this.contentHash.digest('hex'));
      const obstacle = await this.findObstacle();
      if (obstacle) throw obstacle;
    } catch (error) {
      await (this.isLasting(error) ? this.file.discard() : this.file.suspend()).catch(() => undefined);
      throw error;
    }
    return this.file.publish();
  }

  /** Whether the same bytes would fail again. */
  private isLasting(error: unknown): boolean {
    const isWrong = error instanceof AppError && ['BAD_USER_INPUT', 'QUOTA_EXCEEDED'].includes(error.code);
    return isWrong || error instanceof ImportClosed || error === this.limit.error || error instanceof StorageError;
  }
}

/** @throws BAD_USER_INPUT if the bytes are not those that the client sent. */
export function checkDigest(header: string, expected: string, actual: string): void {
  if (expected !== actual)
    throw badInput(
      header,
      `The SHA-256 of what arrived is ${actual}, but \`${header}\` says ${expected}. The file was not kept: send it again.`,
      because('UPLOAD_ALTERED'),
    );
}

/** A later request writes the file. */
export const superseded = (): AppError =>
  new AppError(
    'CONFLICT',
    'Another upload of this file has started since. This one was stopped.',
    because('CHANGED_MEANWHILE'),
  );
