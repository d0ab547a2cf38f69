import type { Connection, TallyportOptions } from './connection.js';
import { networkError } from './errors.js';
import { GatheredCall } from './gathered-call.js';
import { fetchOrThrow, refusalOfResponse } from './responses.js';
import { clockMs, isLate, watchForReturn } from './sleep.js';
import type { Operation, OperationResult, Transport } from './transport.js';
import { isViewerChange, ViewerChanged } from './viewer.js';

/** The server sends something every 12 seconds. */
const maxQuietMs = 15_000;

/** Time for what has arrived while the page was hidden or busy to be read. */
const catchUpMs = 1_000;

/** Runs each subscription on an event stream of its own: a POST whose response ends with the subscription. */
export function createEventStreamTransport(
  connection: Connection,
  { silenceMs = 30_000 }: Pick<TallyportOptions, 'silenceMs'>,
): Transport {
  const connected = new GatheredCall(() => connection.connected.call());
  return {
    async run(operation, onResult, signal) {
      // The server opens a stream before it executes the operation, so only data shows that it works.
      let isConnected = false;
      const received = (result: OperationResult): void => {
        onResult(result);
        if (isConnected || !result.data) return;
        isConnected = true;
        connected.request();
      };
      try {
        await stream(connection, operation, received, silenceMs, signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
    close: async () => connected.cancel(),
  };
}

async function stream(
  connection: Connection,
  operation: Operation,
  onResult: (result: OperationResult) => void,
  silenceMs: number,
  signal: AbortSignal,
): Promise<void> {
  const loss = new AbortController();
  const lose = (): void => loss.abort();
  let receivedAt = clockMs();
  let catchUp: ReturnType<typeof setTimeout> | undefined;
  const loseIfQuiet = (): void => {
    clearTimeout(catchUp);
    catchUp = setTimeout(() => clockMs() - receivedAt > maxQuietMs && lose(), catchUpMs);
  };
  // A client cannot ask on an event stream whether the server still has it.
  const stopWatching = watchForReturn((why) => (why === 'online' ? lose() : loseIfQuiet()));
  let silence: ReturnType<typeof setTimeout> | undefined;
  const received = (): void => {
    receivedAt = clockMs();
    clearTimeout(silence);
    silence = setTimeout(() => (isLate(receivedAt + silenceMs) ? loseIfQuiet() : lose()), silenceMs);
  };
  received();
  try {
    const response = await open(connection, operation, AbortSignal.any([signal, loss.signal]));
    for await (const [event, data] of eventsOf(response.body!, received)) {
      if (event === 'complete') return;
      const result = JSON.parse(data) as OperationResult;
      if (isEndOfToken(result)) throw networkError('The token or session has ended.');
      onResult(result);
    }
    throw networkError('The server ended the stream.');
  } finally {
    clearTimeout(silence);
    clearTimeout(catchUp);
    stopWatching();
    loss.abort();
  }
}

async function open(connection: Connection, operation: Operation, signal: AbortSignal): Promise<Response> {
  const viewer = connection.viewer.signal;
  const authorization = await connection.authorize().catch((error: unknown) => {
    throw networkError('There is no token.', error);
  });
  viewer.throwIfAborted();
  const response = await fetchOrThrow(connection.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...connection.language,
      ...authorization,
      ...connection.named(),
    },
    body: JSON.stringify(operation),
    credentials: connection.credentials,
    signal,
  });
  connection.viewer.note(response.headers.get('X-Viewer-Id'), viewer);
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  if (!response.ok || !isStream) {
    const refusal = await refusalOfResponse(response);
    throw isViewerChange(refusal) ? new ViewerChanged() : refusal;
  }
  return response;
}

/** The name and data of each event. Comments are dropped. */
async function* eventsOf(
  body: ReadableStream<Uint8Array>,
  onReceived: () => void,
): AsyncGenerator<[event: string, data: string]> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { value, done } = await reader.read().catch((error: unknown) => {
      throw networkError('The connection broke.', error);
    });
    if (done) return;
    onReceived();
    const blocks = (text + decoder.decode(value, { stream: true })).split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const [, event, data] = /^event: (\w+)\ndata: ?(.*)$/.exec(block) ?? [];
      if (event !== undefined) yield [event, data!];
    }
  }
}

/** The next attempt has another token, or is refused. */
const isEndOfToken = ({ data, errors }: OperationResult): boolean =>
  !data && !!errors?.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED');
