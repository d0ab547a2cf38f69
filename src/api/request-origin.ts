import type { IncomingMessage } from 'node:http';
import type { Config } from '../config';

type OriginConfig = Pick<Config, 'corsOrigins' | 'publicUrl' | 'trustedProxies'>;

/** Whether a page of this origin may use the API: a page of this server, or one in `CORS_ORIGINS`. */
export function isAllowedOrigin(origin: string, request: IncomingMessage, config: OriginConfig): boolean {
  return config.corsOrigins.includes(origin) || isOwnOrigin(origin, request, config);
}

/**
 * With the scheme: who can change pages sent by `http` must not act for users of `https`. Without `PUBLIC_URL`, a proxy
 * may add the encryption, which this server cannot see.
 */
function isOwnOrigin(origin: string, request: IncomingMessage, { publicUrl, trustedProxies }: OriginConfig): boolean {
  if (publicUrl !== null) return origin === new URL(publicUrl).origin;
  const requested = requestedOrigin(request);
  return origin === requested || (trustedProxies > 0 && origin === requested.replace(/^http:/, 'https:'));
}

/** Returns the origin that this client used. Only that client sees it, so a forged Host header deceives only its sender. */
export function requestedOrigin(request: IncomingMessage): string {
  const host = request.headers.host ?? '';
  return /^[\w.:[\]-]+$/.test(host) ? `http://${host}` : `http://localhost:${request.socket.localPort}`;
}

/**
 * Whether the headers prove that a page of this server or of `CORS_ORIGINS` sent the request, or that the user did it
 * themselves, such as with the address bar. A browser adds cookies to the requests of any page, and pages cannot set
 * these headers. A request with neither of them proves nothing.
 */
export function isFromAllowedPage(request: IncomingMessage, config: OriginConfig): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (origin !== undefined && config.corsOrigins.includes(origin)) return true;
  // Forms of pages that hide their address have the origin "null", also on the same site.
  const isForeign = origin !== undefined && origin !== 'null' && !isOwnOrigin(origin, request, config);
  if (isForeign) return false;
  // Browsers send it to HTTPS and localhost only.
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return origin !== undefined && origin !== 'null';
}
