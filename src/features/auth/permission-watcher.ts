import type { Log } from '../../platform/log';
import type { Viewer } from '../../viewer';
import type { Tokens } from './tokens';

/**
 * Live streams are promised to follow a change of rights within 3 seconds: this leaves half of that for the work it
 * causes.
 */
const checkEveryMs = 1500;

/** The viewer of one live stream, socket or download. */
export interface LiveViewer {
  /** As last checked. */
  readonly viewer: Viewer;
  /** Called with the viewer as they are now, after a change; with null once the token is gone. */
  onRightsChanged(now: Viewer | null): void;
}

/**
 * Polls for changed rights, since a quiet stream would never ask. One check covers all live viewers, with a few
 * statements per thousands of users.
 */
export class PermissionWatcher {
  private readonly live = new Set<LiveViewer>();
  private timer: NodeJS.Timeout | undefined;
  private isChecking = false;

  constructor(
    private readonly tokens: Pick<Tokens, 'viewersNow'>,
    private readonly log: Log,
  ) {}

  /** Returns the function that stops watching. */
  watch(one: LiveViewer): () => void {
    this.live.add(one);
    this.timer ??= setInterval(() => void this.checkOnce(), checkEveryMs);
    return () => {
      this.live.delete(one);
      if (this.live.size > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    };
  }

  private async checkOnce(): Promise<void> {
    if (this.isChecking) return;
    this.isChecking = true;
    try {
      await this.check([...this.live].map((one) => ({ one, before: one.viewer })));
    } catch (error) {
      this.log.warn({ err: error }, 'could not check the rights of live viewers; trying again');
    } finally {
      this.isChecking = false;
    }
  }

  private async check(asked: readonly { one: LiveViewer; before: Viewer }[]): Promise<void> {
    const viewers = await this.tokens.viewersNow(asked.map(({ before }) => before));
    for (const { one, before } of asked) {
      const now = viewers.get(before.tokenId) ?? null;
      // A stream may have ended, or learned of the change from one of its own events, in the meantime.
      if (now !== before && one.viewer === before && this.live.has(one)) one.onRightsChanged(now);
    }
  }
}

const lists = new WeakMap<ReadonlySet<unknown>, string>();

/** A key that is equal for equal role and permissions. */
export function rightsOf({ role, permissions }: Pick<Viewer, 'role' | 'permissions'>): string {
  const list = lists.get(permissions) ?? [...permissions].sort().join();
  lists.set(permissions, list);
  return `${role} ${list}`;
}
