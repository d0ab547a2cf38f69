import { AppError } from '../../errors';
import type { Log } from '../../platform/log';

const lookEveryMs = 2000;

interface Live {
  /** Throws what the watcher is to be told when they may not go on. */
  readonly check: () => Promise<void>;
  readonly end: (reason: AppError) => void;
}

/** Checks every two seconds whether those that watch still may: what is quiet would otherwise never ask again. All at once, so that thousands take one statement. */
export class LiveViewers {
  private readonly live = new Set<Live>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly log: Log) {}

  /** Until the function that it returns is called. */
  follow(check: Live['check'], end: Live['end']): () => void {
    const one: Live = { check, end };
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
    await Promise.all([...this.live].map(async (one) => {
      try {
        await one.check();
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        if (this.live.has(one)) one.end(error);
      }
    }));
  }
}
