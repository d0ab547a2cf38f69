import { createClient } from 'graphql-ws';
import type { Connection, TallyportOptions } from './connection.js';
import { errorOf, networkError, type ResponseError, TallyportError } from './errors.js';
import { clockMs, isLate, watchForReturn } from './sleep.js';
import type { OperationResult, Transport } from './transport.js';
import { backoffMs, wait } from './waiting.js';

/** Time in which a connection must be open and acknowledged. */
const connectMs = 10_000;

/** Time in which the server must answer when the computer may have slept. */
const probeMs = 3_000;

/** Time for which a socket without subscriptions stays open, because the next page of a screen subscribes again. */
const lingerMs = 5_000;

/**
 * Runs all subscriptions on one socket, which opens when it is first needed. It reconnects for as long as anything is
 * subscribed.
 */
export function createWebSocketTransport(
  { socketUrl, authorize, language }: Connection,
  { pingEveryMs = 10_000, silenceMs = 4_000 }: Pick<TallyportOptions, 'pingEveryMs' | 'silenceMs'>,
): Transport {
  let silence: ReturnType<typeof setTimeout> | undefined;
  const answered = (): void => clearTimeout(silence);
  let socket: WebSocket | undefined;
  /** Replaces the connection if no answer comes in time. After a late timer, the answer may be waiting to be read. */
  const expectAnswer = (ms: number, isProbe = false): void => {
    answered();
    const dueAt = clockMs() + ms;
    silence = setTimeout(() => (isLate(dueAt) && !isProbe ? probe() : client.terminate()), ms);
  };
  const probe = (): void => {
    if (socket?.readyState === WebSocket.OPEN) socket.send('{"type":"ping"}');
    expectAnswer(Math.min(silenceMs, probeMs), true);
  };
  let stopWatching = (): void => undefined;
  const client = createClient({
    url: socketUrl,
    connectionParams: async () => ({ ...(await authorize()), acceptLanguage: language['accept-language'] }),
    lazyCloseTimeout: lingerMs,
    retryAttempts: Infinity,
    shouldRetry: () => true,
    retryWait: (retries) => wait(backoffMs(retries)),
    keepAlive: pingEveryMs,
    on: {
      connecting: () => expectAnswer(connectMs),
      connected: (opened) => {
        answered();
        socket = opened as WebSocket;
        stopWatching = watchForReturn(probe);
      },
      ping: (isFromServer) => isFromServer || expectAnswer(silenceMs),
      pong: (isFromServer) => isFromServer && answered(),
      closed: () => {
        answered();
        socket = undefined;
        stopWatching();
      },
    },
  });
  return {
    run: (operation, onResult, signal) =>
      new Promise((resolve, reject) => {
        const unsubscribe = client.subscribe(operation as never, {
          next: (result) => onResult(result as OperationResult),
          error: (error) => reject(errorOfSocket(error)),
          complete: resolve,
        });
        signal.addEventListener('abort', unsubscribe);
      }),
    close: async () => client.dispose(),
  };
}

/** The socket itself reconnects after most close codes. The others arrive here, and only a new sign-in helps after 4401. */
function errorOfSocket(error: unknown): unknown {
  if (Array.isArray(error)) return errorOf(error as ResponseError[]);
  const { code, reason } = error as { code?: number; reason?: string };
  if (code === 4401) return new TallyportError('UNAUTHENTICATED', reason || 'Sign in again.', { cause: error });
  if (code === undefined) return error;
  return networkError(reason || `The server closed the connection with the code ${code}.`, error);
}
