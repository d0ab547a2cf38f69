import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Viewer } from '../../viewer';

export interface DownloadGrant {
  readonly exportId: number;
  readonly organizationId: number;
  readonly userId: number;
  /** The access token it was minted with: revoking that kills the link. */
  readonly tokenId: number;
  readonly expiresAtMs: number;
}

/**
 * A download link's secret part: the grant and its HMAC, both in base64url. The MAC is taken over the very text of the grant
 * and compared as text, so that no second spelling of either passes.
 */
export class DownloadLinks {
  constructor(private readonly secret: string) {}

  mint(viewer: Viewer, exportId: number, expiresAtMs: number): string {
    const grant = Buffer.from(JSON.stringify([1, exportId, viewer.organizationId, viewer.userId, viewer.tokenId, expiresAtMs])).toString('base64url');
    return `${grant}.${this.signature(grant)}`;
  }

  /** Null for anything that was not minted here, letter by letter. Expiry is the caller's to check. */
  read(link: string): DownloadGrant | null {
    const [grant, signature, ...rest] = link.split('.');
    if (!grant || !signature || rest.length > 0 || !this.isSignature(grant, signature)) return null;
    const [, exportId, organizationId, userId, tokenId, expiresAtMs] = JSON.parse(Buffer.from(grant, 'base64url').toString()) as [number, number, number, number, number, number];
    return { exportId, organizationId, userId, tokenId, expiresAtMs };
  }

  private isSignature(grant: string, signature: string): boolean {
    const expected = Buffer.from(this.signature(grant));
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  private signature(grant: string): string {
    return createHmac('sha256', this.secret).update(`tallyport download ${grant}`).digest('base64url');
  }
}
