import { errorOf, networkError, type ResponseError, type TallyportError } from './errors.js';

/** `fetch` that rejects with a TallyportError, or with the reason of the signal. */
export async function fetchOrThrow(url: string, init: RequestInit, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { signal: signal ?? null, ...init });
  } catch (error) {
    signal?.throwIfAborted();
    throw networkError('The server did not answer.', error);
  }
}

/** The body of an answer, or null if another program answered, such as a proxy. */
export function parseBody(text: string): { data?: unknown; errors?: readonly ResponseError[] } | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The reason of a refused request. */
export function refusalOf(status: number, text: string, requestId: string | null): TallyportError {
  const body = parseBody(text);
  if (body?.errors?.length) return errorOf(body.errors, { data: body.data, requestId });
  return networkError(`The answer with the status ${status} is not from Tallyport.`);
}

export async function refusalOfResponse(response: Response): Promise<TallyportError> {
  const text = await response.text().catch(() => null);
  if (text === null) return networkError('The connection broke.');
  return refusalOf(response.status, text, response.headers.get('X-Request-Id'));
}
