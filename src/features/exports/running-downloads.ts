import { forbidden } from '../../errors';
import type { Log } from '../../platform/log';
import type { Tokens } from '../auth/tokens';
import { viewerLoader } from '../auth/viewer.loaders';
import { isAllowed } from './export.policy';
import type { Export } from './export.entity';
import { LiveViewers } from './live-viewers';

/** Downloads that are being sent, checked every two seconds: a large file takes long, and its reader may lose the token, the account or the permission meanwhile. */
export class RunningDownloads {
  private readonly viewers: LiveViewers;
  private readonly loader: ReturnType<typeof viewerLoader>;

  constructor(tokens: Tokens, log: Log) {
    this.viewers = new LiveViewers(log);
    this.loader = viewerLoader(tokens);
  }

  /** Calls `onRefused` once the person behind the token may no longer download this export. Returns the function that ends the checks. */
  watch(tokenId: number, row: Export, onRefused: () => void): () => void {
    const check = async (): Promise<void> => {
      const viewer = await this.loader.load(tokenId);
      if (!viewer || !isAllowed('download', viewer, row)) throw forbidden('This file may no longer be downloaded.');
    };
    const unwatch = this.viewers.follow(check, () => {
      unwatch();
      onRefused();
    });
    return unwatch;
  }
}
