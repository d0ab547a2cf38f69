import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import type { Config } from '../../../config';
import { because } from '../../../error-reasons';
import { AppError, conflict, notFound } from '../../../errors';
import { query, type Queryable } from '../../../platform/database/query';
import { poolQuery } from '../../../platform/database/query-rows';
import { sql } from '../../../platform/database/sql';
import { CommitUnknown, transact } from '../../../platform/database/transaction';
import type { Log } from '../../../platform/log';
import { type PendingFile, type Storage } from '../../../platform/storage/storage';
import type { Clock } from '../../../platform/time/clock';
import type { Viewer } from '../../../viewer';
import { AuditAction } from '../../audit/audit-action';
import { details } from '../../audit/audit-details';
import type { AuditLog } from '../../audit/audit-log';
import { type PermissionWatcher, watchTransfer } from '../../auth/permission-watcher';
import type { UserSlots } from '../../auth/user-slots';
import { quotaExceeded, remainingQuota } from '../../exports/record/storage-quota';
import { Import } from '../record/import.entity';
import { isAllowed } from '../record/import.policy';
import { narrowed } from '../record/import-actors';
import { changeImport } from '../record/import-transitions';
import { QuotaReservation } from './quota-reservation';
import {
  checkDigest,
  type ExpectedDigests,
  type ReceivedFile,
  type SizeLimit,
  superseded,
  Upload,
  UploadTooLarge,
  WrongOffset,
} from './upload';
import { refusedUpload, type UploadAccess, type UploadRequest, type UploadTarget } from './upload-access';

const tryAgainSeconds = 5;
/** How often a running upload checks that the import was not cancelled or its file replaced. */
const checkEveryMs = 1500;

export interface UploadOptions {
  /** Bytes of the file that arrived before and are continued after; null: the file starts from scratch. */
  readonly offset: number | null;
  /** Bytes of this request, if the client says. */
  readonly length: number | null;
  readonly digests: ExpectedDigests;
}

interface ReceivedUpload extends ReceivedFile {
  readonly importId: number;
}

type UploadKeys = Pick<Import, 'uploadKey' | 'uploadOwner' | 'fileKey'>;

interface Uploader extends UploadTarget {
  readonly address: string | null;
}

/** Receives the files of imports. */
export class ImportUploads {
  /** By import id: the upload that this process receives. A later one waits until it has stopped. */
  private readonly running = new Map<number, { readonly upload: Upload; readonly ended: Promise<unknown> }>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly storage: Storage,
    private readonly access: UploadAccess,
    private readonly permissions: PermissionWatcher,
    private readonly auditLog: AuditLog,
    private readonly log: Log,
    private readonly slots: UserSlots,
    private readonly limits: Pick<Config, 'importMaxBytes' | 'exportQuotaBytes'>,
    private readonly pollScale = 1,
  ) {}

  /** Number of bytes that have arrived, and whether they are the whole file. */
  async status(request: UploadRequest): Promise<{ readonly offset: number; readonly isComplete: boolean }> {
    const { row } = await this.access.find(request);
    if (row.uploadKey === null && row.fileBytes !== null) return { offset: Number(row.fileBytes), isComplete: true };
    this.access.assertOpen(row);
    return { offset: await this.arrivedBytes(row.uploadKey), isComplete: false };
  }

  /**
   * Receives the file, or the rest of it. `bodyOf` reads the body until the upload is stopped.
   *
   * @throws WrongOffset, UploadTooLarge, StorageError, QUOTA_EXCEEDED, LIMIT_REACHED, CONFLICT, and as UploadAccess does
   */
  async receive(
    request: UploadRequest,
    options: UploadOptions,
    bodyOf: (upload: Upload) => AsyncIterable<Buffer>,
  ): Promise<ReceivedUpload> {
    const target = await this.access.find(request);
    this.access.assertOpen(target.row);
    const limit = await this.limitOf(target.row);
    if ((options.offset ?? 0) + (options.length ?? 0) > limit.maxBytes) throw limit.error;
    const release = this.slots.acquire(target.viewer.userId);
    if (!release) {
      await this.access.recordDenied(target.viewer, target.row.id, request.address, details('TOO_MANY_AT_ONCE', {}));
      throw new AppError(
        'LIMIT_REACHED',
        `One user can send at most ${this.slots.max} files at once. Try again when one of them has arrived.`,
        { retryAfter: tryAgainSeconds, ...because('AT_ONCE_LIMIT', { max: this.slots.max }) },
      );
    }
    try {
      const by = { ...target, address: request.address };
      const owner = randomUUID();
      const { key, file } = await this.open(by, options.offset, owner);
      const findObstacle = (): Promise<AppError | null> => this.findObstacle(target, owner);
      const quota = new QuotaReservation(this.dataSource, target.row, owner, this.limits.exportQuotaBytes);
      const upload = new Upload(file, limit, options.digests, quota.reserve, findObstacle);
      try {
        const received = await this.run(by, upload, bodyOf, findObstacle);
        return await this.finish(by, key, owner, received, options.digests.whole);
      } catch (error) {
        await quota.settle(await this.arrivedBytes(key));
        throw error;
      }
    } finally {
      release();
    }
  }

  private async limitOf({ organizationId, uploadBytes }: Import): Promise<SizeLimit> {
    const { importMaxBytes, exportQuotaBytes } = this.limits;
    // An earlier upload of this file is continued or replaced.
    const left = uploadBytes + (await remainingQuota(poolQuery(this.dataSource), organizationId, exportQuotaBytes));
    return left < importMaxBytes
      ? { maxBytes: Math.max(left, 0), error: quotaExceeded(exportQuotaBytes) }
      : { maxBytes: importMaxBytes, error: new UploadTooLarge(importMaxBytes) };
  }

  /** Opens the file for a new upload, which takes over from an earlier one. */
  private async open(
    { viewer, row, address }: Uploader,
    offset: number | null,
    uploadOwner: string,
  ): Promise<{ key: string; file: PendingFile }> {
    await this.stopRunning(row.id);
    // Read after the earlier upload has ended.
    const { uploadKey } = await this.keysOf(row.id);
    const isResumed = offset !== null && offset > 0;
    if (offset !== null) {
      const arrived = await this.arrivedBytes(uploadKey);
      if (arrived !== offset) throw new WrongOffset(arrived);
    }
    // Another server may still receive the earlier upload, and write to its file.
    const key = `import-${row.id}-${uploadOwner}`;
    const opened = { uploadKey: key, uploadOwner, uploadBytes: offset ?? 0 };
    const isOpened = await transact(this.dataSource, async (manager) => {
      await this.access.lock(manager, viewer, row);
      const isTaken = await changeImport(manager, 'openUpload', row.id, opened);
      if (isTaken)
        await this.auditLog.record(manager, {
          organizationId: row.organizationId,
          userId: viewer.userId,
          address,
          importId: row.id,
          action: AuditAction.IMPORT_UPLOAD_STARTED,
        });
      return isTaken;
    });
    if (!isOpened)
      throw conflict('id', 'This import takes no file any longer. Start another import.', because('UPLOAD_CLOSED'));
    // The database names the key before the file exists, so that the sweep knows each file.
    const file = isResumed ? await this.storage.resume(uploadKey!, offset, key) : await this.storage.create(key);
    if (uploadKey !== null) await this.removeQuietly(uploadKey);
    if (!file) throw new WrongOffset(0);
    return { key, file };
  }

  private async run(
    { viewer, row, address }: Uploader,
    upload: Upload,
    bodyOf: (upload: Upload) => AsyncIterable<Buffer>,
    findObstacle: () => Promise<AppError | null>,
  ): Promise<ReceivedFile> {
    const isStillAllowed = (now: Viewer): boolean => isAllowed('upload', now, row);
    const unwatch = watchTransfer(this.permissions, viewer, isStillAllowed, (now) => {
      upload.stop(refusedUpload(now, viewer));
      void this.access
        .recordDenied(viewer, row.id, address, details('UPLOAD_ENDED', {}))
        .catch((error) => this.log.error({ err: error, importId: row.id }, 'could not record the end of an upload'));
    });
    const checking = setInterval(() => {
      findObstacle().then(
        (obstacle) => obstacle && upload.stop(obstacle),
        (error) => this.log.warn({ err: error, importId: row.id }, 'could not check a running upload; will retry'),
      );
    }, checkEveryMs * this.pollScale);
    const receiving = upload.receive(bodyOf(upload));
    this.running.set(row.id, { upload, ended: receiving.catch(() => undefined) });
    try {
      return await receiving;
    } finally {
      unwatch();
      clearInterval(checking);
      if (this.running.get(row.id)?.upload === upload) this.running.delete(row.id);
    }
  }

  private async stopRunning(importId: number): Promise<void> {
    for (let earlier = this.running.get(importId); earlier; earlier = this.running.get(importId)) {
      earlier.upload.stop(superseded());
      await earlier.ended;
      if (this.running.get(importId) === earlier) this.running.delete(importId);
    }
  }

  /** Hands the published file to the workers. Removes it if the import no longer takes one. */
  private async finish(
    by: Uploader,
    key: string,
    owner: string,
    file: ReceivedFile,
    expected: ExpectedDigests['whole'],
  ): Promise<ReceivedUpload> {
    try {
      if (expected !== undefined) checkDigest(expected.header, expected.sha256, file.sha256);
      const replacedKey = await this.store(by, key, owner, file);
      if (replacedKey !== null) await this.removeQuietly(replacedKey);
    } catch (error) {
      // After an unknown commit the import may name the file.
      if (!(error instanceof CommitUnknown)) await this.removeQuietly(key);
      throw error;
    }
    return { importId: by.row.id, ...file };
  }

  /** Returns the key of the file that this one replaces. */
  private async store(
    { viewer, row, address }: Uploader,
    key: string,
    owner: string,
    file: ReceivedFile,
  ): Promise<string | null> {
    const { organizationId, id: importId } = row;
    const stored = await transact(this.dataSource, async (manager) => {
      await this.access.lock(manager, viewer, row);
      const { fileKey } = await this.keysOf(importId, manager);
      const isReceived = await changeImport(manager, 'receive', importId, {
        uploadOwner: owner,
        ...narrowed(row, viewer),
        uploadedAt: this.clock.now().getTime(),
        fileKey: key,
        ...file,
      });
      if (!isReceived) return (await this.findObstacle({ row }, owner, manager)) ?? superseded();
      await this.auditLog.record(manager, {
        organizationId,
        userId: viewer.userId,
        address,
        importId,
        action: AuditAction.IMPORT_FILE_RECEIVED,
        details: details('UPLOAD', { bytes: file.bytes, sha256: file.sha256 }),
      });
      return fileKey;
    });
    if (stored instanceof AppError) throw stored;
    return stored;
  }

  /** Returns why the import does not take the file from this request, or null. */
  private async findObstacle(
    { row: { id } }: Pick<UploadTarget, 'row'>,
    owner: string,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<AppError | null> {
    const row = await manager.findOne(Import, {
      select: { id: true, state: true, expiresAt: true, undoOfId: true, slot: true, attempt: true, uploadOwner: true },
      where: { id },
    });
    if (!row) return notFound('import');
    return this.access.closedError(row) ?? (row.uploadOwner === owner ? null : superseded());
  }

  private async arrivedBytes(uploadKey: string | null): Promise<number> {
    return uploadKey === null ? 0 : ((await this.storage.pendingBytes(uploadKey)) ?? 0);
  }

  private async keysOf(importId: number, database: Queryable = this.dataSource): Promise<UploadKeys> {
    const [row] = await query<UploadKeys>(
      database,
      sql`SELECT uploadKey, uploadOwner, fileKey FROM imports WHERE id = ${importId}`,
    );
    return row ?? { uploadKey: null, uploadOwner: null, fileKey: null };
  }

  /** What is left goes with the next sweep. */
  private async removeQuietly(key: string): Promise<void> {
    await this.storage
      .remove(key)
      .catch((error) => this.log.error({ err: error, file: key }, 'could not delete the file of an import'));
  }
}
