import type { DataSource, EntityManager } from 'typeorm';
import { because } from '../../../error-reasons';
import { AppError, conflict, forbidden, unknownId } from '../../../errors';
import type { SqlValue } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import { idOf } from '../../../platform/graphql/ids';
import type { Operation } from '../../../platform/graphql/operation';
import type { Log } from '../../../platform/log';
import { closeOnError } from '../../../platform/storage/close-on-error';
import { IntactFiles } from '../../../platform/storage/intact-files';
import type { Storage } from '../../../platform/storage/storage';
import type { Clock } from '../../../platform/time/clock';
import type { Sentence } from '../../../sentences';
import type { Viewer } from '../../../viewer';
import { AuditAction } from '../../audit/audit-action';
import { details } from '../../audit/audit-details';
import { type AuditLog, type AuditRecord, doneBy } from '../../audit/audit-log';
import { type DownloadableFile, type LinkedFiles, refusedDownload } from '../../auth/link-downloads';
import { confirmViewer } from '../../auth/lock-viewer';
import type { LinkGrant, SignedLinks } from '../../auth/signed-links';
import { fileTypes } from '../formats';
import type { Export } from '../record/export.entity';
import { canDo, exportScope, forbiddenError, isAllowed, isStateAllowed } from '../record/export.policy';
import type { ExportRepository } from '../record/export.repository';
import { ExportState } from '../record/export-state';
import { changeExport } from '../record/export-transitions';

const orphansAtOnce = 1000;

const losses = {
  FILE_LOST: { message: 'The file was lost before its time.', logged: 'the file of a completed export is missing' },
  FILE_ALTERED: {
    message: 'The file was changed after it was written.',
    logged: 'the file of a completed export was changed by another program',
  },
} as const;

/** The finished files: creates links, opens files, and deletes expired ones. */
export class ExportFiles implements LinkedFiles {
  readonly purpose = 'download';
  private readonly intact = new IntactFiles();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly exports: ExportRepository,
    private readonly storage: Storage,
    private readonly links: SignedLinks,
    private readonly auditLog: AuditLog,
    private readonly log: Log,
    private readonly linkLivesMs: number,
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
        details: details('EXPORT_LINK', {}),
      });
      throw forbiddenError(row.dataset, row.permissions);
    }
    if (!this.isAvailable(viewer, row)) {
      const isGone = row.state === ExportState.COMPLETED || row.state === ExportState.EXPIRED;
      throw isGone
        ? new AppError(
            'EXPIRED',
            'The file of this export is deleted. Start the export again with `retryExport`.',
            because('FILE_DELETED'),
          )
        : conflict('id', `This export is ${row.state}: it has no file.`, because('STATE', { state: row.state }));
    }
    await transact(this.dataSource, async (manager) => {
      await confirmViewer(manager, operation);
      await this.auditLog.record(manager, {
        ...doneBy(operation, AuditAction.DOWNLOAD_URL_MINTED),
        exportId: row.id,
      });
    });
    return this.mint(viewer, row);
  }

  async open(viewer: Viewer | null, grant: LinkGrant, address: string | null): Promise<DownloadableFile> {
    const row = viewer ? await this.exports.find(exportScope(viewer), grant.id) : null;
    if (!viewer || !row || !isAllowed('download', viewer, row)) {
      await this.record(grant, address, AuditAction.DOWNLOAD_DENIED);
      throw refusedDownload(viewer, grant);
    }
    const file = this.isAvailable(viewer, row) ? await this.storage.open(row.fileKey!) : null;
    const written = { key: row.fileKey!, bytes: Number(row.fileBytes), sha256: row.fileSha256! };
    if (file && (await closeOnError(file, () => this.intact.has(written, file)))) {
      await closeOnError(file, () => this.record(grant, address, AuditAction.DOWNLOAD));
      return {
        file,
        name: row.fileName!,
        contentType: fileTypes[row.format].contentType,
        sha256: row.fileSha256!,
        modifiedAt: row.finishedAt!,
        isAllowed: (now) => isAllowed('download', now, row),
      };
    }
    await file?.close();
    if (isStateAllowed('download', row, this.clock.now()))
      await this.markLost(row, file ? 'FILE_ALTERED' : 'FILE_LOST');
    await this.record(grant, address, AuditAction.DOWNLOAD_DENIED, details('FILE_GONE', {}));
    throw new AppError('EXPIRED', 'This file is gone. Start the export again.', because('FILE_DELETED'));
  }

  recordDenied(grant: LinkGrant, address: string | null, why: Sentence): Promise<void> {
    return this.record(grant, address, AuditAction.DOWNLOAD_DENIED, why);
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
        details: details('EXPORT_FILE_DELETION', {}),
      });
      throw forbidden('You may not delete the file of this export.', because('FILE_DELETION'));
    }
    if (
      row.state === ExportState.COMPLETED &&
      (await transact(this.dataSource, async (manager) => {
        await confirmViewer(manager, operation);
        const by = doneBy(operation, AuditAction.EXPORT_FILE_DELETED);
        return this.expire(manager, row, 'deleteFile', by, { expiresAt: this.clock.now().getTime() });
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
    const now = await this.exports.get(scope, row.id);
    if (now.state !== ExportState.EXPIRED)
      throw conflict('id', `This export is ${now.state}: it has no file.`, because('STATE', { state: now.state }));
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
      const by = { action: AuditAction.EXPORT_EXPIRED };
      if (await transact(this.dataSource, (manager) => this.expire(manager, row, 'expire', by))) expired++;
    }
    await this.removeOrphans();
    return expired;
  }

  private async markLost(row: Export, how: keyof typeof losses): Promise<void> {
    // Changes nothing when the file was deleted after the row was read.
    const by = { action: AuditAction.EXPORT_EXPIRED, details: details('FAILURE', { code: how }) };
    const values = { code: how, message: losses[how].message };
    if (await transact(this.dataSource, (manager) => this.expire(manager, row, 'loseFile', by, values)))
      this.log.error({ exportId: row.id, file: row.fileKey }, losses[how].logged);
  }

  private async expire(
    manager: EntityManager,
    row: Export,
    transition: 'expire' | 'deleteFile' | 'loseFile',
    by: Pick<AuditRecord, 'action' | 'userId' | 'address' | 'details'>,
    values: Readonly<Record<string, SqlValue>> = {},
  ): Promise<boolean> {
    const hasExpired = await changeExport(manager, transition, row.id, values);
    if (hasExpired)
      await this.auditLog.record(manager, { ...by, organizationId: row.organizationId, exportId: row.id });
    return hasExpired;
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

  private record(grant: LinkGrant, address: string | null, action: AuditAction, said?: Sentence): Promise<void> {
    return this.auditLog.recordAlone({
      organizationId: grant.organizationId,
      userId: grant.userId,
      address,
      exportId: grant.id,
      action,
      details: said,
    });
  }
}
