import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { CredentialId, Viewer } from '../../viewer';

/** What a link grants. A link for one purpose is not valid for another. */
export type LinkPurpose = 'download' | 'upload' | 'import download';

export interface LinkGrant {
  /** Id of the export or import. */
  readonly id: number;
  readonly organizationId: number;
  readonly userId: number;
  /** The access token or session that created the link. Its end invalidates the link. */
  readonly credential: CredentialId;
  readonly expiresAtMs: number;
  /** Which of several files; empty if there is only one. */
  readonly part: string;
}

/**
 * The secret part of links: the grant, the id of the key, and the HMAC of the grant, each in base64url. The HMAC covers
 * the encoded grant and is compared as text, so no other encoding of the same grant is accepted.
 */
export class SignedLinks {
  private readonly secrets: ReadonlyMap<string, string>;
  private readonly keyId: string;

  /** Signs links with `secret`. Links signed with the previous secret, `before`, remain valid. */
  constructor(secret: string, before: string | null = null) {
    this.keyId = keyIdOf(secret);
    this.secrets = new Map([secret, ...(before === null ? [] : [before])].map((each) => [keyIdOf(each), each]));
  }

  mint(purpose: LinkPurpose, viewer: Viewer, id: number, expiresAtMs: number, part = ''): string {
    const fields = [1, id, viewer.organizationId, viewer.userId, viewer.credential, expiresAtMs];
    const grant = Buffer.from(JSON.stringify(part === '' ? fields : [...fields, part])).toString('base64url');
    return `${grant}.${this.keyId}.${signature(purpose, grant, this.secrets.get(this.keyId)!)}`;
  }

  /** Returns null unless the link was created for this purpose with one of the secrets. Does not check the expiry. */
  read(purpose: LinkPurpose, link: string): LinkGrant | null {
    const [grant, keyId, signed, ...rest] = link.split('.');
    const secret = this.secrets.get(keyId ?? '');
    if (!grant || !signed || !secret || rest.length > 0 || !isEqual(signed, signature(purpose, grant, secret)))
      return null;
    const [, id, organizationId, userId, credential, expiresAtMs, part = ''] = JSON.parse(
      Buffer.from(grant, 'base64url').toString(),
    ) as [number, number, number, number, CredentialId | number, number, string?];
    return {
      id,
      organizationId,
      userId,
      // Links from before there were sessions have the id of a token.
      credential: typeof credential === 'number' ? `token ${credential}` : credential,
      expiresAtMs,
      part,
    };
  }
}

function isEqual(signed: string, expected: string): boolean {
  const [actual, correct] = [Buffer.from(signed), Buffer.from(expected)];
  return actual.length === correct.length && timingSafeEqual(actual, correct);
}

const signature = (purpose: LinkPurpose, grant: string, secret: string): string =>
  createHmac('sha256', secret).update(`tallyport ${purpose} ${grant}`).digest('base64url');

/** Reveals no more of the secret than a signature does. */
const keyIdOf = (secret: string): string =>
  createHash('sha256').update(`tallyport key ${secret}`).digest('base64url').slice(0, 8);
