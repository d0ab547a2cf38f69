import { createHash, randomBytes } from 'node:crypto';

/** What a secret gives access to, as the first letters of its text. A secret of one kind is never valid as another. */
export type SecretKind = 'tp' | 'ts' | 'tl' | 'tf';

/** Creates a secret of 256 random bits. */
export const createSecret = (kind: SecretKind): string => `${kind}_${randomBytes(32).toString('base64url')}`;

/** Whether a text has the form of a secret, so that no other text reaches the database. */
export const isSecret = (kind: SecretKind, text: string): boolean =>
  text.startsWith(`${kind}_`) && /^[A-Za-z0-9_-]{43}$/.test(text.slice(kind.length + 1));

/**
 * Hexadecimal SHA-256: the only form in which a secret is stored, so that read access to the database does not allow
 * anyone to sign in. It needs neither salt nor stretching, because a secret cannot be guessed.
 */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');
