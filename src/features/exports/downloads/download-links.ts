import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Viewer } from '../../../viewer';

export interface DownloadGrant {
  readonly exportId: number;
  readonly organizationId: number;
  readonly userId: number;
  /** The access token that created the link. Revoking it invalidates the link. */
  readonly tokenId: number;
  readonly expiresAtMs: number;
}

/**
 * The secret part of download links: the grant, the id of the key, and the HMAC of the grant, each in base64url. The
 * HMAC covers the encoded grant and is compared as text, so no other encoding of the same grant is accepted.
 */
export class DownloadLinks {
  private readonly secrets: ReadonlyMap<string, string>;
  private readonly keyId: string;

  /** Signs links with `secret`. Links signed with the previous secret, `before`, remain valid. */
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

  /** Returns null unless the link was created with one of the secrets. Does not check the expiry. */
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
  const actual = Buffer.from(signed);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

const signature = (grant: string, secret: string): string =>
  createHmac('sha256', secret).update(`tallyport download ${grant}`).digest('base64url');

/** Reveals no more of the secret than a signature does. */
const keyIdOf = (secret: string): string =>
  createHash('sha256').update(`tallyport key ${secret}`).digest('base64url').slice(0, 8);
