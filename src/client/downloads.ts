import { fetchOrThrow, refusalOfResponse } from './responses.js';

export async function fetchFile(url: string, signal: AbortSignal | undefined): Promise<Response> {
  const response = await fetchOrThrow(url, {}, signal);
  if (!response.ok) throw await refusalOfResponse(response);
  return response;
}

/** Checks a link first, because the browser would show the page of a refusal in place of the application. */
export async function usableLink(url: string): Promise<string> {
  const { ok } = await fetchOrThrow(url, { method: 'HEAD' });
  // The answer to HEAD has no body with a reason.
  if (!ok) await (await fetchFile(url, undefined)).body?.cancel();
  return url;
}

export function saveFile(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  document.body.append(link);
  link.click();
  link.remove();
}
