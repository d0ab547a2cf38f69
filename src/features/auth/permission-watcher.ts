import type { Log } from '../../platform/log';
import type { Viewer } from '../../viewer';
import type { Credentials } from './credentials';

/** Live streams must follow a change of rights within 3 seconds. Half of that time is for the work that it causes. */
const checkEveryMs = 1500;

/** The viewer of one live stream, socket, download or upload. */
export interface LiveViewer {
  /** The viewer as of the last check. */
  readonly viewer: Viewer;
  /** Called after a change, with the current viewer, or with null if the access token or session has ended. */
  onRightsChanged(now: Viewer | null): void;
}

/**
 * Polls the rights of live viewers, because a stream without events would not notice a change. One check covers all of
 * them with a few statements per thousands of users.
 */
export class PermissionWatcher {
  private readonly live = new Set<LiveViewer>();
  private timer: NodeJS.Timeout | undefined;
  private isChecking = false;

  constructor(
    private readonly credentials: Pick<Credentials, 'refreshViewers'>,
    private readonly log: Log,
    private readonly pollScale = 1,
  ) {}

  /** Starts watching a viewer. Returns the function that stops it. */
  watch(liveViewer: LiveViewer): () => void {
    this.live.add(liveViewer);
    this.timer ??= setInterval(() => void this.checkOnce(), checkEveryMs * this.pollScale);
    return () => {
      this.live.delete(liveViewer);
      if (this.live.size > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    };
  }

  private async checkOnce(): Promise<void> {
    if (this.isChecking) return;
    this.isChecking = true;
    try {
      await this.check([...this.live].map((liveViewer) => ({ liveViewer, before: liveViewer.viewer })));
    } catch (error) {
      this.log.warn({ err: error }, 'could not check the rights of live viewers; will retry');
    } finally {
      this.isChecking = false;
    }
  }

  private async check(snapshot: readonly { liveViewer: LiveViewer; before: Viewer }[]): Promise<void> {
    const viewers = await this.credentials.refreshViewers(snapshot.map(({ before }) => before));
    for (const { liveViewer, before } of snapshot) {
      const current = viewers.get(before.credential) ?? null;
      // In the meantime a stream may have ended, or noticed the change at one of its own events.
      if (current !== before && liveViewer.viewer === before && this.live.has(liveViewer))
        liveViewer.onRightsChanged(current);
    }
  }
}

/**
 * Calls `onRefused` once the viewer may no longer make this transfer, with null if the credential has ended. During the
 * transfer of a large file, the viewer may lose the access token or session, the account or the permission. Returns the
 * function that stops watching.
 */
export function watchTransfer(
  permissions: PermissionWatcher,
  viewer: Viewer,
  isAllowed: (viewer: Viewer) => boolean,
  onRefused: (now: Viewer | null) => void,
): () => void {
  const transfer = {
    viewer,
    onRightsChanged(now: Viewer | null): void {
      if (now && isAllowed(now)) {
        transfer.viewer = now;
        return;
      }
      unwatch();
      onRefused(now);
    },
  };
  const unwatch = permissions.watch(transfer);
  return unwatch;
}

const permissionKeys = new WeakMap<ReadonlySet<unknown>, string>();

/** Key of a role and permissions: equal rights have equal keys. */
export function rightsKey({ role, permissions }: Pick<Viewer, 'role' | 'permissions'>): string {
  const permissionKey = permissionKeys.get(permissions) ?? [...permissions].sort().join();
  permissionKeys.set(permissions, permissionKey);
  return `${role} ${permissionKey}`;
}
