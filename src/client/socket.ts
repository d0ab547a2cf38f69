import { type Client, createClient } from 'graphql-ws';
import type { Connection, TallyportOptions } from './connection.js';
import { backoffMs, wait } from './waiting.js';

/** Time in which a connection must be open and acknowledged. */
const connectMs = 10_000;

/** Time for which a socket without subscriptions stays open, because the next page of a screen subscribes again. */
const lingerMs = 5_000;

/** Opens the one socket of a page when it is first needed. It reconnects for as long as anything is subscribed. */
export function createSocket(
  { socketUrl, authorize }: Connection,
  { pingEveryMs = 10_000, silenceMs = 4_000 }: Pick<TallyportOptions, 'pingEveryMs' | 'silenceMs'>,
): Client {
  let silence: ReturnType<typeof setTimeout> | undefined;
  const answered = (): void => clearTimeout(silence);
  // A computer that has slept is not notified that its socket is gone.
  const expectAnswer = (ms: number): void => {
    answered();
    silence = setTimeout(() => client.terminate(), ms);
  };
  const client = createClient({
    url: socketUrl,
    connectionParams: authorize,
    lazyCloseTimeout: lingerMs,
    retryAttempts: Infinity,
    shouldRetry: () => true,
    retryWait: (retries) => wait(backoffMs(retries)),
    keepAlive: pingEveryMs,
    on: {
      connecting: () => expectAnswer(connectMs),
      connected: answered,
      ping: (isFromServer) => isFromServer || expectAnswer(silenceMs),
      pong: (isFromServer) => isFromServer && answered(),
      closed: answered,
    },
  });
  return client;
}
