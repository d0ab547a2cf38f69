import DataLoader from 'dataloader';
import type { Viewer } from '../../viewer';
import type { AccessTokens } from './access-tokens';

/**
 * Loads viewers with their current rights, uncached; null if the token is no longer valid. Batching makes thousands of
 * streams cost a few statements.
 */
export const viewerLoader = (tokens: AccessTokens): DataLoader<Viewer, Viewer | null> =>
  new DataLoader(
    async (viewers) => {
      const current = await tokens.refreshViewers(viewers);
      return viewers.map(({ tokenId }) => current.get(tokenId) ?? null);
    },
    { cache: false },
  );
