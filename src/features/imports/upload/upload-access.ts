import type { EntityManager } from 'typeorm';
import { because } from '../../../error-reasons';
import { AppError, notFound, unauthenticated } from '../../../errors';
import { idOf } from '../../../platform/graphql/ids';
import type { Clock } from '../../../platform/time/clock';
import type { Sentence } from '../../../sentences';
import type { Viewer } from '../../../viewer';
import { AuditAction } from '../../audit/audit-action';
import type { AuditLog } from '../../audit/audit-log';
import type { Credentials } from '../../auth/credentials';
import { refusedFile } from '../../auth/ended-credentials';
import { lockViewer } from '../../auth/lock-viewer';
import type { SignedLinks } from '../../auth/signed-links';
import type { Import } from '../record/import.entity';
import { importScope, isAllowed, isStateAllowed } from '../record/import.policy';
import type { ImportRepository } from '../record/import.repository';
import { ImportState } from '../record/import-state';
import { ImportClosed } from './upload';

/** How a request names its import: the secret part of an upload link, or an id, which needs a viewer. */
export interface UploadRequest {
  readonly link: string;
  /** Authenticates the request. */
  readonly authenticate: () => Promise<Viewer | null>;
  readonly address: string | null;
}

export interface UploadTarget {
  readonly viewer: Viewer;
  readonly row: Import;
}

/** Creates upload links, and finds out whose upload a request is. */
export class UploadAccess {
  constructor(
    private readonly clock: Clock,
    private readonly imports: ImportRepository,
    private readonly credentials: Credentials,
    private readonly links: SignedLinks,
    private readonly auditLog: AuditLog,
    private readonly linkLivesMs: number,
  ) {}

  /** Creates a short-lived link for the viewer. Records nothing: the audit log has each use. */
  mint(viewer: Viewer, row: Import): { path: string; expiresAt: Date } {
    const expiresAtMs = this.clock.now().getTime() + this.linkLivesMs;
    const expiresAt = new Date(Math.min(expiresAtMs, row.expiresAt?.getTime() ?? expiresAtMs));
    return { path: `/uploads/${this.links.mint('upload', viewer, row.id, expiresAt.getTime())}`, expiresAt };
  }

  /**
   * @throws NOT_FOUND for a link that was never created or an unknown id, EXPIRED when the link or the import has
   * expired, UNAUTHENTICATED for an id without a viewer, FORBIDDEN when the user may not upload the file.
   */
  async find(request: UploadRequest): Promise<UploadTarget> {
    const { viewer, row } = /^\d+$/.test(request.link) ? await this.findById(request) : await this.findByLink(request);
    if (!isAllowed('upload', viewer, row)) {
      await this.recordDenied(viewer, row.id, request.address);
      throw refusedUpload(viewer, viewer);
    }
    return { viewer, row };
  }

  /** @throws FORBIDDEN if the viewer may no longer upload the file. Otherwise, they may until the transaction ends. */
  async lock(manager: EntityManager, viewer: Viewer, row: Import): Promise<void> {
    const current = await lockViewer(manager, viewer, this.clock.now());
    if (!current || !isAllowed('upload', current, row)) throw refusedUpload(current, viewer);
  }

  /** @throws CONFLICT or EXPIRED unless the import takes a file. */
  assertOpen(row: Import): void {
    const closed = this.closedError(row);
    if (closed) throw closed;
  }

  /** The error for an import that takes no file, or null. */
  closedError(row: Import): ImportClosed | null {
    if (isStateAllowed('upload', row, this.clock.now())) return null;
    if (row.state === ImportState.EXPIRED || row.state === ImportState.AWAITING_FILE)
      return new ImportClosed(
        'EXPIRED',
        'The time for the file of this import has passed. Start it again.',
        because('STEP_EXPIRED'),
      );
    return new ImportClosed('CONFLICT', `This import is ${row.state}: it takes no other file. Start another import.`, {
      argument: 'id',
      ...because('UPLOAD_CLOSED'),
    });
  }

  recordDenied(
    { organizationId, userId }: Pick<Viewer, 'organizationId' | 'userId'>,
    importId: number,
    address: string | null,
    details?: Sentence,
  ): Promise<void> {
    const action = AuditAction.IMPORT_UPLOAD_DENIED;
    return this.auditLog.recordAlone({ organizationId, userId, address, importId, action, details });
  }

  private async findById({ link, authenticate }: UploadRequest): Promise<UploadTarget> {
    const viewer = await authenticate();
    if (!viewer) throw unauthenticated();
    const row = await this.imports.find(importScope(viewer), idOf(link));
    if (!row) throw notFound('import');
    return { viewer, row };
  }

  private async findByLink({ link, address }: UploadRequest): Promise<UploadTarget> {
    const grant = this.links.read('upload', link);
    if (!grant) throw notFound('upload link');
    if (grant.expiresAtMs <= this.clock.now().getTime())
      throw new AppError(
        'EXPIRED',
        'This upload link has expired. Read `uploadUrl` of the import again for a new one.',
        because('LINK_EXPIRED'),
      );
    const found = await this.credentials.findViewer(grant.credential);
    const viewer = found?.userId === grant.userId ? found : null;
    const row = viewer && (await this.imports.find(importScope(viewer), grant.id));
    if (!viewer || !row) {
      await this.recordDenied(grant, grant.id, address);
      throw refusedUpload(viewer, grant);
    }
    return { viewer, row };
  }
}

/** Why a file is not taken. `viewer` is null, and `before` says who it was, if their access token or session has ended. */
export const refusedUpload = (viewer: Viewer | null, before: Pick<Viewer, 'credential'>): AppError =>
  refusedFile(
    viewer,
    before,
    'Only the user who started this import can upload its file, and only with the permissions of the import.',
  );
