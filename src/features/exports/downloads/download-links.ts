import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Viewer } from '../../../viewer';

export interface DownloadGrant {
  readonly exportId: number;
  readonly organizationId: number;
  readonly userId: number;
  /** The access token it was minted with: revoking that kills the link. */
  readonly tokenId: number;
  readonly expiresAtMs: number;
}

/**
 * A download link's secret part: the grant, the id of the key and the grant's HMAC under it, all in base64url. The MAC
 * is taken over the very text of the grant and compared as text, so that no second spelling of any of them passes.
 */
export class DownloadLinks {
  private readonly secrets: ReadonlyMap<string, string>;
  private readonly keyId: string;

  /** Links are signed with `secret`; those that were signed with `before` still work. */
  constructor(secret: string, before: string | null = null) {
    this.keyId = keyIdOf(secret);
    this.secrets = new Map([secret, ...(before === null ? [] : [before])].map((each) => [keyIdOf(each), each]));
  }

  mint(viewer: Viewer, exportId: number, expiresAtMs: number): string {
    const grant = Buffer.from(
      JSON.stringify([1, exportId, viewer.organizationId, viewer.userId, viewer.tokenId, expiresAtMs]),
    ).toString('base64url');
    return `${grant}.${this.keyId}.${signature(grant, this.secrets.get(this.keyId)!)}`;
  }

  /** Null for anything that was not minted here, letter by letter. Expiry is the caller's to check. */
  read(link: string): DownloadGrant | null {
    const [grant, keyId, signed, ...rest] = link.split('.');
    const secret = this.secrets.get(keyId ?? '');
    if (!grant || !signed || !secret || rest.length > 0 || !isSignature(grant, signed, secret)) return null;
    const [, exportId, organizationId, userId, tokenId, expiresAtMs] = JSON.parse(
      Buffer.from(grant, 'base64url').toString(),
    ) as [number, number, number, number, number, number];
    return { exportId, organizationId, userId, tokenId, expiresAtMs };
  }
}

function isSignature(grant: string, signed: string, secret: string): boolean {
  const expected = Buffer.from(signature(grant, secret));
  const given = Buffer.from(signed);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const signature = (grant: string, secret: string): string =>
  createHmac('sha256', secret).update(`tallyport download ${grant}`).digest('base64url');

/** Tells the secret as little as a signature does. */
const keyIdOf = (secret: string): string =>
  createHash('sha256').update(`tallyport key ${secret}`).digest('base64url').slice(0, 8);
