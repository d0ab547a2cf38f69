import { because } from '../../../error-reasons';
import { AppError } from '../../../errors';
import { closeOnError } from '../../../platform/storage/close-on-error';
import { IntactFiles } from '../../../platform/storage/intact-files';
import type { Storage } from '../../../platform/storage/storage';
import type { Clock } from '../../../platform/time/clock';
import type { Sentence } from '../../../sentences';
import type { Viewer } from '../../../viewer';
import { AuditAction } from '../../audit/audit-action';
import { details } from '../../audit/audit-details';
import type { AuditLog } from '../../audit/audit-log';
import { type DownloadableFile, type LinkedFiles, refusedDownload } from '../../auth/link-downloads';
import type { LinkGrant, SignedLinks } from '../../auth/signed-links';
import { fileTypes } from '../../exports/formats';
import type { Import } from '../record/import.entity';
import { canDo, importScope, isAllowed } from '../record/import.policy';
import type { ImportRepository } from '../record/import.repository';
import type { StoredFile } from '../record/import-contents';

/** The files of an import, by the name of their field. */
export type ImportFileName = 'errors' | 'undo' | 'source';

/** A file of an import that can be downloaded. The rows of an uploaded file are not counted: null. */
interface ListedFile extends Omit<StoredFile, 'rows'> {
  readonly rows: number | null;
  readonly contentType: string;
}

/** The files of imports: the uploaded one, and the ones that the import wrote. */
export class ImportFiles implements LinkedFiles {
  readonly purpose = 'import download';
  private readonly intact = new IntactFiles();

  constructor(
    private readonly clock: Clock,
    private readonly imports: ImportRepository,
    private readonly storage: Storage,
    private readonly links: SignedLinks,
    private readonly auditLog: AuditLog,
    private readonly linkLivesMs: number,
  ) {}

  /** Returns a file of the import, or null if it has none of this name or the viewer may not download it now. */
  find(viewer: Viewer, row: Import, name: ImportFileName): ListedFile | null {
    return canDo('download', viewer, row, this.clock.now()) ? fileOf(row, name) : null;
  }

  /** Creates a short-lived link for the viewer. Records nothing: the audit log has each use. */
  mint(viewer: Viewer, row: Import, name: ImportFileName): { path: string; expiresAt: Date } {
    const expiresAtMs = this.clock.now().getTime() + this.linkLivesMs;
    const expiresAt = new Date(Math.min(expiresAtMs, row.expiresAt?.getTime() ?? expiresAtMs));
    const link = this.links.mint('import download', viewer, row.id, expiresAt.getTime(), name);
    return { path: `/downloads/${link}`, expiresAt };
  }

  async open(viewer: Viewer | null, grant: LinkGrant, address: string | null): Promise<DownloadableFile> {
    const row = viewer ? await this.imports.find(importScope(viewer), grant.id) : null;
    if (!viewer || !row || !isAllowed('download', viewer, row)) {
      await this.recordDenied(grant, address, details('IMPORT_FILE', { file: grant.part }));
      throw refusedDownload(viewer, grant);
    }
    const listed = this.find(viewer, row, grant.part as ImportFileName);
    const file = listed && (await this.storage.open(listed.key));
    if (file && (await closeOnError(file, () => this.intact.has(listed, file)))) {
      await closeOnError(file, () =>
        this.record(grant, address, AuditAction.DOWNLOAD, details('IMPORT_FILE', { file: grant.part })),
      );
      const { name, contentType, sha256 } = listed;
      const isStillAllowed = (now: Viewer): boolean => isAllowed('download', now, row);
      return { file, name, contentType, sha256, modifiedAt: row.updatedAt, isAllowed: isStillAllowed };
    }
    await file?.close();
    await this.recordDenied(grant, address, details('IMPORT_FILE_GONE', { file: grant.part }));
    throw new AppError('EXPIRED', 'This file is gone.', because('FILE_DELETED'));
  }

  recordDenied(grant: LinkGrant, address: string | null, why: Sentence): Promise<void> {
    return this.record(grant, address, AuditAction.DOWNLOAD_DENIED, why);
  }

  private record(grant: LinkGrant, address: string | null, action: AuditAction, said: Sentence): Promise<void> {
    const { organizationId, userId, id: importId } = grant;
    return this.auditLog.recordAlone({ organizationId, userId, address, importId, action, details: said });
  }
}

function fileOf(row: Import, name: ImportFileName): ListedFile | null {
  if (name !== 'source') {
    const file = name === 'errors' ? row.errorsFile : row.undoFile;
    return file && { ...file, contentType: fileTypes.CSV.contentType };
  }
  if (row.fileKey === null) return null;
  return {
    key: row.fileKey,
    // Not the name that the client sent: it may have any characters and any extension.
    name: `${row.dataset.toLowerCase()}-import-${row.id}.${extensionOf(row)}`,
    // As it was uploaded, in any encoding.
    contentType: 'application/octet-stream',
    bytes: Number(row.fileBytes),
    rows: null,
    sha256: row.fileSha256!,
  };
}

/** By the contents. If they could not be read, what the client called the file, which may be of any kind. */
function extensionOf({ source, fileName }: Import): string {
  if (source) return source.kind === 'XLSX' ? 'xlsx' : 'csv';
  const [, extension] = /\.(csv|txt|tsv|xlsx|xls|xlsb|ods|pdf|zip)$/i.exec(fileName) ?? [];
  return extension?.toLowerCase() ?? 'bin';
}
