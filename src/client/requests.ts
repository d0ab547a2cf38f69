import type { Connection } from './connection.js';
import { isTemporary, networkError, TallyportError } from './errors.js';
import type { RequestOptions } from './options.js';
import { fetchOrThrow, parseBody, refusalOf } from './responses.js';
import { isViewerChange, ViewerChanged } from './viewer.js';
import { backoffMs, wait } from './waiting.js';

interface RequestPayload {
  readonly query: string;
  readonly variables?: unknown;
}

const maxRetries = 4;

/** The server may let a costly query wait for ten seconds. A connection that a sleep has cut never answers. */
const timeoutMs = 30_000;

/** Longer waits are for the user to decide. */
const maxRetryAfter = 30;

/**
 * Sends an operation by POST and returns its data. A query is repeated after temporary errors; another operation only if
 * the server has refused it for now, because otherwise it may have been executed. An answer for a user who has been
 * replaced since then is read again. A mutation belongs to the user of the call: it rejects with ViewerChanged instead of
 * being sent for another one.
 */
export async function request(
  connection: Connection,
  payload: RequestPayload,
  isRepeatable: boolean,
  { signal: ofCaller }: RequestOptions = {},
): Promise<unknown> {
  const viewer = connection.viewer.signal;
  const untilSent = isRepeatable ? ofCaller : connection.viewer.until(ofCaller);
  for (let failures = 0; ; failures++) {
    try {
      return await send(connection, payload, isRepeatable, isRepeatable ? connection.viewer.signal : viewer, ofCaller);
    } catch (error) {
      ofCaller?.throwIfAborted();
      if (error instanceof ViewerChanged && isRepeatable && failures < maxRetries) continue;
      if (!(error instanceof TallyportError) || !isTemporary(error)) throw error;
      const { code, retryAfter } = error;
      if (failures === maxRetries || (retryAfter ?? 0) > maxRetryAfter) throw error;
      if (!isRepeatable && (code !== 'LIMIT_REACHED' || retryAfter === null)) throw error;
      await wait(retryAfter === null ? backoffMs(failures) : retryAfter * 1000, untilSent);
    }
  }
}

async function send(
  connection: Connection,
  payload: RequestPayload,
  isRepeatable: boolean,
  viewer: AbortSignal,
  signal?: AbortSignal,
): Promise<unknown> {
  const authorization = await connection.authorize();
  // The token may already be the one of the new user.
  if (!isRepeatable) viewer.throwIfAborted();
  const response = await fetchOrThrow(connection.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...connection.language,
      ...authorization,
      ...connection.named(),
    },
    body: JSON.stringify(payload),
    credentials: connection.credentials,
    signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
  });
  const isCurrent = connection.viewer.note(response.headers.get('X-Viewer-Id'), viewer);
  if (!isCurrent && isRepeatable) throw new ViewerChanged();
  const text = await response.text().catch((error: unknown) => {
    throw networkError('The connection broke.', error);
  });
  const body = parseBody(text);
  if (body?.data && !body.errors) return body.data;
  const refusal = refusalOf(response.status, text, response.headers.get('X-Request-Id'));
  throw isViewerChange(refusal) ? new ViewerChanged() : refusal;
}
