import DataLoader from 'dataloader';
import type { Viewer } from '../../viewer';
import type { Tokens } from './tokens';

/** By token, as they are now: nothing is kept. Those who ask together, as thousands of watchers do, cost one statement. */
export const viewerLoader = (tokens: Tokens): DataLoader<number, Viewer | null> =>
  new DataLoader(
    async (tokenIds) => {
      const viewers = await tokens.viewersOfTokens([...new Set(tokenIds)]);
      return tokenIds.map((tokenId) => viewers.get(tokenId) ?? null);
    },
    { cache: false },
  );
