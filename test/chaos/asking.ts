import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from './service';
import type { Site } from './site';

/**
 * Sends a request to a server, and to another one until a response arrives. `onLost` is called after each lost response:
 * the server may have done what was requested.
 */
export async function untilAnswered<T>(
  site: Site,
  send: (server: Service) => Promise<T>,
  onLost: () => void = () => undefined,
): Promise<T> {
  for (;;) {
    const server = await site.server();
    try {
      return await send(server);
    } catch (error) {
      // fetch throws this for an incomplete response; any other error is a bug.
      if (!(error instanceof TypeError)) throw error;
      if ((error.cause as NodeJS.ErrnoException | undefined)?.code !== 'ECONNREFUSED') onLost();
      await sleep(50);
    }
  }
}
