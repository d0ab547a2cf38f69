import type { DataSource } from 'typeorm';
import { AppError, notFound } from '../../errors';
import type { Log } from '../../platform/log';
import { change } from '../../platform/database/data-source';
import { dialectOf } from '../../platform/database/dialect';
import { transact } from '../../platform/database/transaction';
import type { OpenFile, Storage } from '../../platform/storage/storage';
import type { Clock } from '../../platform/time/clock';
import type { Viewer } from '../../viewer';
import { AuditAction } from '../audit/audit-event.entity';
import type { AuditLog } from '../audit/audit-log';
import type { Tokens } from '../auth/tokens';
import type { DownloadGrant, DownloadLinks } from './download-links';
import { ExportState, type Export } from './export.entity';
import { canDownloadExport, exportScope } from './export.policy';
import type { ExportRepository } from './export.repository';

export interface Download {
  readonly row: Export;
  readonly file: OpenFile;
}

/** The finished files: links to them, opening them, and deleting them when their time is over. */
export class ExportFiles {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly exports: ExportRepository,
    private readonly tokens: Tokens,
    private readonly storage: Storage,
    private readonly links: DownloadLinks,
    private readonly auditLog: AuditLog,
    private readonly log: Log,
    private readonly linkLivesMs: number,
  ) {}

  /** Whether the export has a file now that this viewer may have. */
  isAvailable(viewer: Viewer, row: Export): boolean {
    return row.state === ExportState.COMPLETED && row.expiresAt!.getTime() > this.clock.now().getTime() && canDownloadExport(viewer, row);
  }

  /** The path of a link that works for this viewer and a few minutes. */
  async mint(viewer: Viewer, row: Export, address: string | null): Promise<{ path: string; expiresAt: Date }> {
    const expiresAt = new Date(Math.min(this.clock.now().getTime() + this.linkLivesMs, row.expiresAt!.getTime()));
    await this.auditLog.recordAlone({ organizationId: viewer.organizationId, userId: viewer.userId, address, exportId: row.id, action: AuditAction.DOWNLOAD_URL_MINTED });
    return { path: `/downloads/${this.links.mint(viewer, row.id, expiresAt.getTime())}`, expiresAt };
  }

  /** Opens the file behind a link. NOT_FOUND for a link that was never minted; EXPIRED when link, file or permission are gone. */
  async open(link: string, address: string | null): Promise<Download> {
    const grant = this.links.read(link);
    if (!grant) throw notFound('download link');
    if (grant.expiresAtMs <= this.clock.now().getTime()) throw new AppError('EXPIRED', 'This download link has expired. Read `file.downloadUrl` again for a new one.');

    const viewer = await this.tokens.viewerOfToken(grant.tokenId);
    const row = viewer && viewer.userId === grant.userId ? await this.exports.find(exportScope(viewer), grant.exportId) : null;
    if (!viewer || !row || !canDownloadExport(viewer, row)) {
      await this.record(grant, address, AuditAction.DOWNLOAD_DENIED);
      throw new AppError('FORBIDDEN', 'The person this link was made for may not download this file any more.');
    }
    const file = this.isAvailable(viewer, row) ? await this.storage.open(row.fileKey!) : null;
    if (file) {
      await this.record(grant, address, AuditAction.DOWNLOAD);
      return { row, file };
    }
    if (row.state === ExportState.COMPLETED && row.expiresAt!.getTime() > this.clock.now().getTime()) await this.markLost(row);
    await this.record(grant, address, AuditAction.DOWNLOAD_DENIED, 'the file is gone');
    throw new AppError('EXPIRED', 'This file is gone. Start the export again.');
  }

  /** Deletes the files of exports whose time is over, and whatever crashed workers left behind. Returns how many exports expired. */
  async sweep(): Promise<number> {
    const nowMs = this.clock.now().getTime();
    const due: Export[] = await this.exports.listExpiring(nowMs);
    let expired = 0;
    for (const row of due) {
      // First the file, then the state: a crash in between leaves an export that is swept again, not a file that nobody knows.
      if (row.fileKey) await this.storage.remove(row.fileKey);
      if (await this.expire(row, null)) expired++;
    }
    await this.removeOrphans();
    return expired;
  }

  private async markLost(row: Export): Promise<void> {
    this.log.error({ exportId: row.id }, 'the file of a completed export is missing');
    await this.expire(row, 'FILE_LOST');
  }

  private expire(row: Export, failureCode: string | null): Promise<boolean> {
    return transact(this.dataSource, async (manager) => {
      const changed = await change(
        manager,
        `UPDATE exports SET state = 'EXPIRED', version = version + 1, updatedAt = ${dialectOf(this.dataSource).nowMs}, fileKey = NULL, failureCode = ?, failureMessage = ?
          WHERE id = ? AND state = 'COMPLETED'`,
        [failureCode, failureCode && 'The file was lost before its time.', row.id],
      );
      if (changed === 1) {
        await this.auditLog.record(manager, { organizationId: row.organizationId, action: AuditAction.EXPORT_EXPIRED, exportId: row.id, details: failureCode ?? '' });
      }
      return changed === 1;
    });
  }

  /** Files of exports that are at their end, but for the one file that is theirs. A worker removes those of its own export. */
  private async removeOrphans(): Promise<void> {
    for (const name of await this.storage.list()) {
      const exportId = Number(/^(\d+)-/.exec(name)?.[1] ?? 0);
      if (exportId > 0 && (await this.exports.isOrphan(exportId, name))) await this.storage.remove(name);
    }
  }

  private record(grant: DownloadGrant, address: string | null, action: AuditAction, details?: string): Promise<void> {
    return this.auditLog.recordAlone({ organizationId: grant.organizationId, userId: grant.userId, address, exportId: grant.exportId, action, details });
  }
}
