import type { DataSource } from 'typeorm';
import { AppError, conflict, forbidden, notFound, unknownId } from '../../../errors';
import type { SqlValue } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import { idOf } from '../../../platform/graphql/ids';
import type { Operation } from '../../../platform/graphql/operation';
import type { Log } from '../../../platform/log';
import type { OpenFile, Storage } from '../../../platform/storage/storage';
import type { Clock } from '../../../platform/time/clock';
import type { Viewer } from '../../../viewer';
import { AuditAction } from '../../audit/audit-event.entity';
import { type AuditLog, type AuditRecord, doneBy } from '../../audit/audit-log';
import type { AccessTokens } from '../../auth/access-tokens';
import { type PermissionWatcher, watchTransfer } from '../../auth/permission-watcher';
import type { LinkGrant, SignedLinks } from '../../auth/signed-links';
import type { UserSlots } from '../../auth/user-slots';
import type { Export } from '../record/export.entity';
import { canDo, exportScope, forbiddenError, isAllowed, isStateAllowed } from '../record/export.policy';
import type { ExportRepository } from '../record/export.repository';
import { ExportState } from '../record/export-state';
import { changeExport } from '../record/export-transitions';
import { IntactFiles } from './file-integrity';

interface Download {
  readonly row: Export;
  readonly file: OpenFile;
  /** Aborted when the user loses access to the file. The transfer must then end. */
  readonly refused: AbortSignal;
  /** Closes the file and releases the user's download slot. */
  close(): Promise<void>;
}

const tryAgainSeconds = 5;

const orphansAtOnce = 1000;

const losses = {
  FILE_LOST: { message: 'The file was lost before its time.', logged: 'the file of a completed export is missing' },
  FILE_ALTERED: {
    message: 'The file was changed after it was written.',
    logged: 'the file of a completed export was changed by another program',
  },
} as const;

/** The finished files: creates links, opens files, and deletes expired ones. */
export class ExportFiles {
  private readonly intact = new IntactFiles();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly exports: ExportRepository,
    private readonly tokens: AccessTokens,
    private readonly permissions: PermissionWatcher,
    private readonly storage: Storage,
    private readonly links: SignedLinks,
    private readonly auditLog: AuditLog,
    private readonly log: Log,
    private readonly linkLivesMs: number,
    private readonly slots: UserSlots,
  ) {}

  /** Whether the export has a file that the viewer may download now. */
  isAvailable(viewer: Viewer, row: Export): boolean {
    return canDo('download', viewer, row, this.clock.now());
  }

  /** Creates a short-lived link for the viewer. Records nothing: the audit log has each use, and each `createLink`. */
  mint(viewer: Viewer, row: Export): { path: string; expiresAt: Date } {
    const expiresAt = new Date(Math.min(this.clock.now().getTime() + this.linkLivesMs, row.expiresAt!.getTime()));
    return { path: `/downloads/${this.links.mint('download', viewer, row.id, expiresAt.getTime())}`, expiresAt };
  }

  /**
   * Creates a link for another person or program and records it in the audit log.
   *
   * @throws CONFLICT for an export that is not completed, EXPIRED when its file is deleted.
   */
  async createLink(operation: Operation, idText: string): Promise<{ path: string; expiresAt: Date }> {
    const { viewer } = operation;
    const row = await this.exports.find(exportScope(viewer), idOf(idText));
    if (!row) throw unknownId('export', idText);
    if (!isAllowed('download', viewer, row)) {
      await this.auditLog.recordAlone({
        ...doneBy(operation, AuditAction.EXPORT_DENIED),
        exportId: row.id,
        details: 'a link to its file',
      });
      throw forbiddenError(row.dataset, row.permissions);
    }
    if (!this.isAvailable(viewer, row)) {
      const isGone = row.state === ExportState.COMPLETED || row.state === ExportState.EXPIRED;
      throw isGone
        ? new AppError('EXPIRED', 'The file of this export is deleted. Start the export again with `retryExport`.')
        : conflict('id', `This export is ${row.state}: it has no file.`);
    }
    await this.auditLog.recordAlone({ ...doneBy(operation, AuditAction.DOWNLOAD_URL_MINTED), exportId: row.id });
    return this.mint(viewer, row);
  }

  /**
   * Opens the file of a link.
   *
   * @throws NOT_FOUND for a link that was never created, EXPIRED when the link has expired or the file is gone,
   * FORBIDDEN when the user has lost access, LIMIT_REACHED for too many downloads at once.
   */
  async open(link: string, address: string | null): Promise<Download> {
    const grant = this.links.read('download', link);
    if (!grant) throw notFound('download link');
    if (grant.expiresAtMs <= this.clock.now().getTime())
      throw new AppError('EXPIRED', 'This download link has expired. Read `file.downloadUrl` again for a new one.');
    const release = this.slots.acquire(grant.userId);
    if (!release) {
      await this.record(grant, address, AuditAction.DOWNLOAD_DENIED, 'too many at once');
      throw new AppError(
        'LIMIT_REACHED',
        `This user already has ${this.slots.max} running downloads, the maximum. Try again when one of them has finished.`,
        { retryAfter: tryAgainSeconds },
      );
    }
    try {
      const { viewer, row, file } = await this.openFor(grant, address);
      const refused = new AbortController();
      const isStillAllowed = (now: Viewer): boolean => isAllowed('download', now, row);
      const unwatch = watchTransfer(this.permissions, viewer, isStillAllowed, () => {
        refused.abort();
        void this.record(grant, address, AuditAction.DOWNLOAD_DENIED, 'ended before its end').catch((error) =>
          this.log.error({ err: error, exportId: row.id }, 'could not record the end of a download'),
        );
      });
      const close = (): Promise<void> => {
        unwatch();
        return file.close().finally(release);
      };
      return { row, file, refused: refused.signal, close };
    } catch (error) {
      release();
      throw error;
    }
  }

  private async openFor(
    grant: LinkGrant,
    address: string | null,
  ): Promise<Pick<Download, 'row' | 'file'> & { viewer: Viewer }> {
    const viewer = await this.tokens.findViewer(grant.tokenId);
    const row =
      viewer && viewer.userId === grant.userId ? await this.exports.find(exportScope(viewer), grant.id) : null;
    if (!viewer || !row || !isAllowed('download', viewer, row)) {
      await this.record(grant, address, AuditAction.DOWNLOAD_DENIED);
      throw new AppError('FORBIDDEN', 'The user who created this link may no longer download this file.');
    }
    const file = this.isAvailable(viewer, row) ? await this.storage.open(row.fileKey!) : null;
    try {
      if (file && (await this.intact.has(row, file))) {
        await this.record(grant, address, AuditAction.DOWNLOAD);
        return { viewer, row, file };
      }
    } catch (error) {
      await file?.close();
      throw error;
    }
    await file?.close();
    if (isStateAllowed('download', row, this.clock.now()))
      await this.markLost(row, file ? 'FILE_ALTERED' : 'FILE_LOST');
    await this.record(grant, address, AuditAction.DOWNLOAD_DENIED, 'the file is gone');
    throw new AppError('EXPIRED', 'This file is gone. Start the export again.');
  }

  /**
   * Deletes the file of a completed export. Changes the state first, so that all links fail at once; `sweep` removes a
   * file that a crash in between leaves. Idempotent.
   */
  async deleteEarly(operation: Operation, idText: string): Promise<Export> {
    const scope = exportScope(operation.viewer);
    const row = await this.exports.find(scope, idOf(idText));
    if (!row) throw unknownId('export', idText);
    if (!isAllowed('delete', operation.viewer, row)) {
      await this.auditLog.recordAlone({
        ...doneBy(operation, AuditAction.EXPORT_DENIED),
        exportId: row.id,
        details: 'deleting its file',
      });
      throw forbidden('You may not delete the file of this export.');
    }
    if (
      row.state === ExportState.COMPLETED &&
      (await this.expire(row, 'deleteFile', doneBy(operation, AuditAction.EXPORT_FILE_DELETED), {
        expiresAt: this.clock.now().getTime(),
      }))
    ) {
      await this.storage
        .remove(row.fileKey!)
        .catch((error) =>
          this.log.error(
            { err: error, exportId: row.id },
            'could not delete the file of an export; it is left to the sweep',
          ),
        );
    }
    const now = (await this.exports.find(scope, row.id))!;
    if (now.state !== ExportState.EXPIRED) throw conflict('id', `This export is ${now.state}: it has no file.`);
    return now;
  }

  /** Deletes expired files, and the files that crashed workers left. Returns the number of exports that expired. */
  async sweep(): Promise<number> {
    const nowMs = this.clock.now().getTime();
    const due: Export[] = await this.exports.listExpiring(nowMs);
    let expired = 0;
    for (const row of due) {
      // The file first: a crash in between leaves an export that is swept again, not an unknown file.
      if (row.fileKey) await this.storage.remove(row.fileKey);
      if (await this.expire(row, 'expire', { action: AuditAction.EXPORT_EXPIRED })) expired++;
    }
    await this.removeOrphans();
    return expired;
  }

  private async markLost(row: Export, how: keyof typeof losses): Promise<void> {
    // Changes nothing when the file was deleted after the row was read.
    const by = { action: AuditAction.EXPORT_EXPIRED, details: how };
    if (await this.expire(row, 'loseFile', by, { code: how, message: losses[how].message }))
      this.log.error({ exportId: row.id, file: row.fileKey }, losses[how].logged);
  }

  private expire(
    row: Export,
    transition: 'expire' | 'deleteFile' | 'loseFile',
    by: Pick<AuditRecord, 'action' | 'userId' | 'address' | 'details'>,
    values: Readonly<Record<string, SqlValue>> = {},
  ): Promise<boolean> {
    return transact(this.dataSource, async (manager) => {
      const hasExpired = await changeExport(manager, transition, row.id, values);
      if (hasExpired)
        await this.auditLog.record(manager, { ...by, organizationId: row.organizationId, exportId: row.id });
      return hasExpired;
    });
  }

  /** Removes the files of ended exports except the file that the export names. Workers clean up for their own export. */
  private async removeOrphans(): Promise<void> {
    const files = (await this.storage.list())
      .map((name) => ({ name, exportId: Number(/^(\d{1,9})-/.exec(name)?.[1] ?? 0) }))
      .filter(({ exportId }) => exportId > 0);
    for (let start = 0; start < files.length; start += orphansAtOnce) {
      const some = files.slice(start, start + orphansAtOnce);
      const keys = await this.exports.listFileKeys([...new Set(some.map(({ exportId }) => exportId))]);
      const isOrphan = ({ name, exportId }: { name: string; exportId: number }): boolean =>
        !keys.has(exportId) || ![null, name].includes(keys.get(exportId)!);
      for (const file of some.filter(isOrphan)) await this.storage.remove(file.name);
    }
  }

  private record(grant: LinkGrant, address: string | null, action: AuditAction, details?: string): Promise<void> {
    return this.auditLog.recordAlone({
      organizationId: grant.organizationId,
      userId: grant.userId,
      address,
      exportId: grant.id,
      action,
      details,
    });
  }
}
