import type { IncomingMessage } from 'node:http';
import type { Config } from '../config';
import { because } from '../error-reasons';
import { AppError, forbidden } from '../errors';
import type { Credentials } from '../features/auth/credentials';
import type { Viewer } from '../viewer';
import { isFromAllowedPage } from './request-origin';
import { SecretCookie } from './secret-cookie';

/**
 * The id of the user of a request. Clients see in answers that another user has signed in, and name in requests with a
 * cookie the user for whom they send them.
 */
export const viewerHeader = 'X-Viewer-Id';

/** Another user has signed in than the page knows, for example in another tab. Nothing is done in the name of either. */
export class ViewerChanged extends AppError {
  constructor(readonly viewer: Viewer) {
    super(
      'CONFLICT',
      'Another user has signed in in this browser. Nothing was changed. Load the page again.',
      because('VIEWER_CHANGED'),
    );
  }
}

/** @throws ViewerChanged if a page names another user than the one who is signed in */
export function assertNamed(viewer: Viewer, named: string | string[]): void {
  if (named !== String(viewer.userId)) throw new ViewerChanged(viewer);
}

/** Finds out who sent a request: by its access token or, if it has no `Authorization` header, by its session cookie. */
export class Authentication {
  readonly cookie: SecretCookie;

  constructor(
    private readonly credentials: Credentials,
    private readonly config: Pick<Config, 'corsOrigins' | 'publicUrl' | 'trustedProxies'>,
  ) {
    this.cookie = new SecretCookie('tallyport', config);
  }

  /**
   * Returns null without a valid token or session. `isLive`: the request opens an event stream.
   *
   * @throws FORBIDDEN for a session cookie in a request of a foreign page, ViewerChanged if the session is of another user
   * than the one whom the page names.
   */
  async viewerOf(request: IncomingMessage, isLive = false): Promise<Viewer | null> {
    const { authorization } = request.headers;
    if (authorization !== undefined) return this.credentials.authenticate(authorization);
    if (this.cookie.read(request) === null) return null;
    if (!this.isFromAllowedPage(request))
      throw forbidden(
        'This request has a session cookie, but was not sent by a page of this server or of CORS_ORIGINS. ' +
          'Programs use access tokens instead.',
        because('FOREIGN_PAGE'),
      );
    const viewer = await this.sessionOf(request, isLive);
    const named = request.headers[viewerHeader.toLowerCase()];
    if (viewer && named !== undefined) assertNamed(viewer, named);
    return viewer;
  }

  /** Returns the viewer of the session cookie whatever page sent the request. Only for pages, which browsers keep apart. */
  async sessionOf(request: IncomingMessage, isLive = false): Promise<Viewer | null> {
    const secret = this.cookie.read(request);
    return secret === null ? null : this.credentials.authenticateSession(secret, isLive);
  }

  isFromAllowedPage(request: IncomingMessage): boolean {
    return isFromAllowedPage(request, this.config);
  }

  /** The session cookie of the request that opened a WebSocket; null if it must not be used. */
  socketCookieOf(request: IncomingMessage): string | null {
    return this.isFromAllowedPage(request) ? this.cookie.read(request) : null;
  }

  /** Returns the viewer of a WebSocket: by the token in `connectionParams`, or by the cookie that opened it. */
  socketViewerOf(authorization: unknown, cookie: string | null): Promise<Viewer | null> {
    return authorization === undefined && cookie !== null
      ? this.credentials.authenticateSession(cookie, true)
      : this.credentials.authenticate(authorization);
  }
}
