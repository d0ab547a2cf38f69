import DataLoader from 'dataloader';
import type { Viewer } from '../../viewer';
import type { Credentials } from './credentials';

/**
 * Loads viewers with their current rights, uncached; null if the access token or session has ended. Batching makes thousands of
 * streams cost a few statements.
 */
export const viewerLoader = (credentials: Credentials): DataLoader<Viewer, Viewer | null> =>
  new DataLoader(
    async (viewers) => {
      const current = await credentials.refreshViewers(viewers);
      return viewers.map(({ credential }) => current.get(credential) ?? null);
    },
    { cache: false },
  );
