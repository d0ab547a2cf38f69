import { because } from '../../error-reasons';
import { AppError, notFound } from '../../errors';
import type { Log } from '../../platform/log';
import type { OpenFile } from '../../platform/storage/storage';
import type { Clock } from '../../platform/time/clock';
import type { Sentence } from '../../sentences';
import type { Viewer } from '../../viewer';
import { details } from '../audit/audit-details';
import type { Credentials } from './credentials';
import { refusedFile } from './ended-credentials';
import { type PermissionWatcher, watchTransfer } from './permission-watcher';
import type { LinkGrant, LinkPurpose, SignedLinks } from './signed-links';
import { UserSlots } from './user-slots';

/** An open file, as it is shown to the one who downloads it. */
export interface DownloadableFile {
  readonly file: OpenFile;
  readonly name: string;
  readonly contentType: string;
  readonly sha256: string;
  readonly modifiedAt: Date;
  /** Whether a viewer with these rights may have the file. Checked again while it is sent. */
  isAllowed(viewer: Viewer): boolean;
}

interface Download extends DownloadableFile {
  /** Aborted when the user loses access to the file. The transfer must then end. */
  readonly refused: AbortSignal;
  /** Closes the file and releases the user's download slot. */
  close(): Promise<void>;
}

/** The files that one kind of link leads to. */
export interface LinkedFiles {
  readonly purpose: LinkPurpose;
  /**
   * Opens the file of a link. `viewer`: the user who created it, or null if their access token or session has ended.
   *
   * @throws FORBIDDEN, or EXPIRED when the file is gone.
   */
  open(viewer: Viewer | null, grant: LinkGrant, address: string | null): Promise<DownloadableFile>;
  /** Records in the audit log that a download was refused or cut off. */
  recordDenied(grant: LinkGrant, address: string | null, details: Sentence): Promise<void>;
}

const tryAgainSeconds = 5;

/** Why the file of a link is not sent. */
export const refusedDownload = (viewer: Viewer | null, grant: LinkGrant): AppError =>
  refusedFile(viewer, grant, 'The user who created this link may no longer download this file.');

/** Opens the files of signed links. Checks the link, the number of downloads, and the rights of its user throughout. */
export class LinkDownloads {
  private readonly slots: UserSlots;

  constructor(
    private readonly clock: Clock,
    private readonly credentials: Credentials,
    private readonly permissions: PermissionWatcher,
    private readonly links: SignedLinks,
    private readonly log: Log,
    maxPerUser: number,
    private readonly kinds: readonly LinkedFiles[],
  ) {
    this.slots = new UserSlots(maxPerUser);
  }

  /**
   * @throws NOT_FOUND for a link that was never created, EXPIRED when the link has expired or the file is gone,
   * FORBIDDEN when the user has lost access, LIMIT_REACHED for too many downloads at once.
   */
  async open(link: string, address: string | null): Promise<Download> {
    for (const kind of this.kinds) {
      const grant = this.links.read(kind.purpose, link);
      if (grant) return this.openFor(kind, grant, address);
    }
    throw notFound('download link');
  }

  private async openFor(kind: LinkedFiles, grant: LinkGrant, address: string | null): Promise<Download> {
    if (grant.expiresAtMs <= this.clock.now().getTime())
      throw new AppError(
        'EXPIRED',
        'This download link has expired. Read its `downloadUrl` again for a new one.',
        because('LINK_EXPIRED'),
      );
    const release = this.slots.acquire(grant.userId);
    if (!release) {
      await kind.recordDenied(grant, address, details('TOO_MANY_AT_ONCE', {}));
      throw new AppError(
        'LIMIT_REACHED',
        `This user already has ${this.slots.max} running downloads, the maximum. Try again when one of them has finished.`,
        { retryAfter: tryAgainSeconds, ...because('AT_ONCE_LIMIT', { max: this.slots.max }) },
      );
    }
    try {
      const found = await this.credentials.findViewer(grant.credential);
      const viewer = found?.userId === grant.userId ? found : null;
      const opened = await kind.open(viewer, grant, address);
      const refused = new AbortController();
      // `open` has refused a null.
      const unwatch = watchTransfer(this.permissions, viewer!, opened.isAllowed, () => {
        refused.abort();
        void kind
          .recordDenied(grant, address, details('DOWNLOAD_ENDED', {}))
          .catch((error) => this.log.error({ err: error, id: grant.id }, 'could not record the end of a download'));
      });
      const close = (): Promise<void> => {
        unwatch();
        return opened.file.close().finally(release);
      };
      return { ...opened, refused: refused.signal, close };
    } catch (error) {
      release();
      throw error;
    }
  }
}
