import DataLoader from 'dataloader';
import type { Viewer } from '../../viewer';
import type { Tokens } from './tokens';

/** Viewers as they are now, uncached; null once the token is gone. Thousands of streams that ask at the same moment cost a few statements. */
export const viewerLoader = (tokens: Tokens): DataLoader<Viewer, Viewer | null> =>
  new DataLoader(
    async (viewers) => {
      const now = await tokens.viewersNow(viewers);
      return viewers.map(({ tokenId }) => now.get(tokenId) ?? null);
    },
    { cache: false },
  );
