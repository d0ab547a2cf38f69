import type { Log } from '../../platform/log';
import type { Viewer } from '../../viewer';
import type { Tokens } from '../auth/tokens';

const lookEveryMs = 2000;

interface Live {
  readonly tokenId: number;
  /** Null: the token has expired or been revoked, or its user is gone. */
  readonly onLook: (viewer: Viewer | null) => void;
}

/** Looks every two seconds who those are that watch now: what is quiet would otherwise never ask again. One statement for thousands. */
export class LiveViewers {
  private readonly live = new Set<Live>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly tokens: Tokens,
    private readonly log: Log,
  ) {}

  /** Until the function that it returns is called. */
  follow(tokenId: number, onLook: Live['onLook']): () => void {
    const one: Live = { tokenId, onLook };
    this.live.add(one);
    this.timer ??= setInterval(() => void this.look().catch((error) => this.log.warn({ err: error }, 'could not look who watches exports; trying again')), lookEveryMs);
    return () => {
      this.live.delete(one);
      if (this.live.size > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    };
  }

  private async look(): Promise<void> {
    const looked = [...this.live];
    const viewers = await this.tokens.viewersOf([...new Set(looked.map(({ tokenId }) => tokenId))]);
    for (const one of looked) if (this.live.has(one)) one.onLook(viewers.get(one.tokenId) ?? null);
  }
}
