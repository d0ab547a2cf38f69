import type { IncomingMessage } from 'node:http';
import type { Config } from '../config';

type OriginConfig = Pick<Config, 'corsOrigins' | 'publicUrl' | 'trustedProxies'>;

/** Whether a page of this origin may use the API: a page of this server, or one in `CORS_ORIGINS`. */
export function isAllowedOrigin(origin: string, request: IncomingMessage, config: OriginConfig): boolean {
  return config.corsOrigins.includes(origin) || isOwnOrigin(origin, request, config);
}

/** With the scheme: who can change pages sent by `http` must not act for users of `https`. */
function isOwnOrigin(origin: string, request: IncomingMessage, config: OriginConfig): boolean {
  if (config.publicUrl !== null) return origin === new URL(config.publicUrl).origin;
  const host = requestedHost(request);
  return requestedSchemes(request, config).some((scheme) => origin === `${scheme}://${host}`);
}

/**
 * Returns the URL at which this client reaches the server, without a trailing slash. Only that client sees it, so forged
 * headers deceive only their sender.
 */
export function serverUrlFor(request: IncomingMessage, config: Pick<Config, 'publicUrl' | 'trustedProxies'>): string {
  return config.publicUrl ?? `${requestedSchemes(request, config)[0]}://${requestedHost(request)}`;
}

function requestedHost({ headers: { host = '' }, socket }: IncomingMessage): string {
  return /^[\w.:[\]-]+$/.test(host) ? host : `localhost:${socket.localPort}`;
}

/**
 * The schemes that the client may have used. A proxy may add the encryption, which this server sees only in
 * `X-Forwarded-Proto`.
 */
function requestedSchemes(
  { headers }: IncomingMessage,
  { trustedProxies }: Pick<Config, 'trustedProxies'>,
): readonly ('http' | 'https')[] {
  if (trustedProxies === 0) return ['http'];
  const forwarded = forwardedEntry(headers['x-forwarded-proto'], trustedProxies).toLowerCase();
  return forwarded === 'http' || forwarded === 'https' ? [forwarded] : ['http', 'https'];
}

/** The entry that the first trusted proxy has added to a list of forwarded values. */
export const forwardedEntry = (header: string | string[] | undefined, trustedProxies: number): string =>
  String(header ?? '')
    .split(',')
    .slice(-trustedProxies)[0]!
    .trim();

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
