import type { IncomingMessage } from 'node:http';
import type { CookieOptions, Response } from 'express';
import type { Config } from '../config';

/** A cookie with a secret of the server. Scripts cannot read it. */
export class SecretCookie {
  private readonly isSecure: boolean;

  constructor(
    private readonly plainName: string,
    { publicUrl }: Pick<Config, 'publicUrl'>,
  ) {
    this.isSecure = publicUrl?.startsWith('https:') ?? false;
  }

  read({ headers }: IncomingMessage): string | null {
    const prefix = `${this.name}=`;
    const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
    return pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length) ?? null;
  }

  /** The lifetime, not an instant: the clock of the browser may be wrong. */
  set(response: Response, { secret, lifetimeMs }: { readonly secret: string; readonly lifetimeMs: number }): void {
    response.cookie(this.name, secret, { ...this.options, maxAge: lifetimeMs });
  }

  clear(response: Response): void {
    response.clearCookie(this.name, this.options);
  }

  /** Browsers accept the prefix only with Secure, and then from this host only. */
  private get name(): string {
    return this.isSecure ? `__Host-${this.plainName}` : this.plainName;
  }

  private get options(): CookieOptions {
    return { httpOnly: true, sameSite: 'lax', path: '/', secure: this.isSecure };
  }
}
