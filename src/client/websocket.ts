import { type Client, createClient } from 'graphql-ws';
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

/** A subscription that waits for the socket or runs on it. */
interface Run {
  /** Whether a socket has closed, or was not established, since the subscription started. */
  isInterrupted: boolean;
  readonly onInterruption: () => void;
  readonly interrupt: () => void;
}

/**
 * Runs all subscriptions on one socket, which opens when it is first needed. It reconnects for as long as anything is
 * subscribed. Then it rejects the subscriptions of the socket before: graphql-ws itself would subscribe again without a
 * notice to their readers, who may have missed that the user lost permissions.
 */
export function createWebSocketTransport(
  { socketUrl, authorize, language, viewer, connected }: Connection,
  { pingEveryMs = 10_000, silenceMs = 4_000 }: Pick<TallyportOptions, 'pingEveryMs' | 'silenceMs'>,
): Transport {
  let silence: ReturnType<typeof setTimeout> | undefined;
  const answered = (): void => clearTimeout(silence);
  let socket: WebSocket | undefined;
  /** Of the attempt to connect, and of the socket. */
  let [expected, viewerId] = [viewer.signal, null as string | null];
  const runs = new Set<Run>();
  const closing = new AbortController();
  let client: Client | undefined;
  /** Replaces the connection if no answer comes in time. After a late timer, the answer may be waiting to be read. */
  const expectAnswer = (ms: number, isProbe = false): void => {
    answered();
    const dueAt = clockMs() + ms;
    silence = setTimeout(() => (isLate(dueAt) && !isProbe ? probe() : client!.terminate()), ms);
  };
  const probe = (): void => {
    if (socket?.readyState === WebSocket.OPEN) socket.send('{"type":"ping"}');
    expectAnswer(Math.min(silenceMs, probeMs), true);
  };
  let stopWatching = (): void => undefined;
  /** Not before it is needed, because a page may also be rendered on a server, without WebSockets. */
  const create = (): Client => {
    if (typeof WebSocket === 'undefined')
      throw new Error("This runtime has no WebSocket. Pass `transport: 'sse'` to createTallyport.");
    return createClient({
      url: socketUrl,
      connectionParams: async () => ({ ...(await authorize()), acceptLanguage: language['accept-language'] }),
      lazyCloseTimeout: lingerMs,
      retryAttempts: Infinity,
      shouldRetry: () => true,
      retryWait: (retries) => wait(backoffMs(retries), closing.signal).catch(() => undefined),
      keepAlive: pingEveryMs,
      on: {
        connecting: () => {
          // The browser sends the cookie before the parameters are read.
          expected = viewer.signal;
          expectAnswer(connectMs);
        },
        connected: (opened, payload) => {
          answered();
          socket = opened as WebSocket;
          stopWatching = watchForReturn(probe);
          viewerId = (payload?.viewerId as string | undefined) ?? null;
          if (!viewer.note(viewerId, expected)) return client!.terminate();
          for (const run of runs) if (run.isInterrupted) run.interrupt();
          connected.call();
        },
        ping: (isFromServer) => isFromServer || expectAnswer(silenceMs),
        pong: (isFromServer) => isFromServer && answered(),
        closed: () => {
          answered();
          socket = undefined;
          stopWatching();
          for (const run of runs) {
            run.isInterrupted = true;
            run.onInterruption();
          }
        },
      },
    });
  };
  // Another request was answered for another user.
  const stopComparing = viewer.onChange(() => socket && viewer.isOther(viewerId) && client!.terminate());
  return {
    run: (operation, onResult, signal, onInterruption) =>
      new Promise<void>((resolve, reject) => {
        const unsubscribe = (client ??= create()).subscribe(operation as never, {
          next: (result) => onResult(result as OperationResult),
          error: (error) => (runs.delete(run), reject(errorOfSocket(error))),
          complete: () => (runs.delete(run), resolve()),
        });
        const run: Run = {
          isInterrupted: false,
          onInterruption,
          interrupt: () => (unsubscribe(), reject(networkError('The connection was interrupted.'))),
        };
        runs.add(run);
        signal.addEventListener('abort', unsubscribe);
      }),
    async close() {
      stopComparing();
      closing.abort();
      // It rejects if it was connecting.
      await Promise.resolve(client?.dispose()).catch(() => undefined);
    },
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
