import DataLoader from 'dataloader';
import type { Viewer } from '../../viewer';
import type { Tokens } from './tokens';

/**
 * Viewers with their present rights, uncached; null once the token is invalid. Batched: thousands of streams cost a few
 * statements.
 */
export const viewerLoader = (tokens: Tokens): DataLoader<Viewer, Viewer | null> =>
  new DataLoader(
    async (viewers) => {
      const now = await tokens.viewersNow(viewers);
      return viewers.map(({ tokenId }) => now.get(tokenId) ?? null);
    },
    { cache: false },
  );
