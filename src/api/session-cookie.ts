import type { IncomingMessage } from 'node:http';
import type { CookieOptions, Response } from 'express';
import type { Config } from '../config';
import type { StartedSession } from '../features/auth/sessions/session.service';

/** The cookie with the secret of a session. Scripts cannot read it. */
export class SessionCookie {
  private readonly isSecure: boolean;

  constructor({ publicUrl }: Pick<Config, 'publicUrl'>) {
    this.isSecure = publicUrl?.startsWith('https:') ?? false;
  }

  read({ headers }: IncomingMessage): string | null {
    const prefix = `${this.name}=`;
    const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
    return pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length) ?? null;
  }

  /** The lifetime, not an instant: the clock of the browser may be wrong. */
  set(response: Response, { secret, lifetimeMs }: StartedSession): void {
    response.cookie(this.name, secret, { ...this.options, maxAge: lifetimeMs });
  }

  clear(response: Response): void {
    response.clearCookie(this.name, this.options);
  }

  /** Browsers accept the prefix only with Secure, and then from this host only. */
  private get name(): string {
    return this.isSecure ? '__Host-tallyport' : 'tallyport';
  }

  private get options(): CookieOptions {
    return { httpOnly: true, sameSite: 'lax', path: '/', secure: this.isSecure };
  }
}
