import { isTemporary, networkError, TallyportError } from './errors.js';
import { fetchOrThrow, refusalOf } from './responses.js';
import { clockMs } from './sleep.js';
import { backoffMs, wait } from './waiting.js';

export interface UploadProgress {
  readonly importId: string;
  readonly bytesSent: number;
  readonly bytesTotal: number;
}

export interface UploadOptions {
  /** Called while the file is sent. After an interruption, `bytesSent` can be smaller than before. */
  readonly onProgress?: (progress: UploadProgress) => void;
  /** Stops the upload. What has arrived is kept, and `sendImportFile` continues it. */
  readonly signal?: AbortSignal;
}

/** Attempts in a row in which the server answers, but nothing arrives. */
const maxIdleAttempts = 6;

/** Time without an answer after which an upload ends. */
const maxAwayMs = 15 * 60_000;

/**
 * Sends a file, and continues after the bytes that have arrived when the connection breaks. `link` returns a new URL,
 * because URLs expire, or null if the server no longer expects the file.
 */
export async function upload(
  file: Blob,
  link: () => Promise<string | null>,
  onProgress: (bytesSent: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  let arrived = 0;
  let awaySince: number | null = null;
  for (let idle = 0, failures = 0; ;) {
    let retryAfter: number | null = null;
    try {
      const url = await link();
      if (url === null) return;
      const offset = await arrivedBytes(url, signal);
      awaySince = null;
      if (offset > arrived) idle = failures = 0;
      idle++;
      arrived = offset;
      await put(url, file, arrived < file.size ? arrived : 0, onProgress, signal);
      return;
    } catch (error) {
      signal?.throwIfAborted();
      const isExpired = error instanceof TallyportError && error.code === 'EXPIRED';
      if (!(error instanceof TallyportError) || !(isExpired || isTemporary(error))) throw error;
      awaySince ??= clockMs();
      if (idle === maxIdleAttempts || clockMs() - awaySince > maxAwayMs) throw error;
      failures++;
      ({ retryAfter } = error);
    }
    await wait(retryAfter === null ? backoffMs(failures) : retryAfter * 1000, signal);
  }
}

async function arrivedBytes(url: string, signal: AbortSignal | undefined): Promise<number> {
  const response = await fetchOrThrow(url, { method: 'HEAD' }, signal);
  // The answer to HEAD has no body with a reason. The answer to PUT has.
  return Number(response.headers.get('Upload-Offset') ?? 0);
}

/** `fetch` does not report how much of a body it has sent. */
function put(
  url: string,
  file: Blob,
  offset: number,
  onProgress: (bytesSent: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    signal?.addEventListener('abort', abort);
    request.upload.onprogress = ({ loaded }) => onProgress(offset + loaded);
    request.onloadend = () => {
      signal?.removeEventListener('abort', abort);
      if (request.status === 201) resolve();
      else reject(refusalOfUpload(request));
    };
    request.open('PUT', url);
    if (offset > 0) request.setRequestHeader('Upload-Offset', String(offset));
    request.send(file.slice(offset));
  });
}

function refusalOfUpload(request: XMLHttpRequest): TallyportError {
  // Too slow, or another number of bytes has arrived: the next attempt continues there.
  const canContinue = request.status === 408 || request.getResponseHeader('Upload-Offset') !== null;
  if (request.status === 0 || canContinue) return networkError('The connection broke while the file was sent.');
  return refusalOf(request.status, request.responseText, request.getResponseHeader('X-Request-Id'));
}
