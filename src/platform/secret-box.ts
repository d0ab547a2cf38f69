import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const ivLength = 12;
const tagLength = 16;

/** Encrypts secrets that the server must be able to read again, by a key that is not in the database. */
export class SecretBox {
  private readonly keys: readonly Buffer[];

  /** The first key encrypts. All of them decrypt, so that the key can be changed. */
  constructor(keys: readonly string[]) {
    this.keys = keys.map((key) => Buffer.from(hkdfSync('sha256', key, '', 'tallyport secrets', 32)));
  }

  get hasKey(): boolean {
    return this.keys.length > 0;
  }

  /** `context` says what the secret is for. The encrypted text is of no use in another row. */
  encrypt(secret: string, context: string): string {
    const iv = randomBytes(ivLength);
    const cipher = createCipheriv(algorithm, this.keys[0]!, iv, { authTagLength: tagLength }).setAAD(
      Buffer.from(context),
    );
    return Buffer.concat([iv, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
      'base64url',
    );
  }

  /** Returns null if no key decrypts the text in this context. */
  decrypt(text: string, context: string): string | null {
    const bytes = Buffer.from(text, 'base64url');
    for (const key of this.keys) {
      try {
        const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivLength), { authTagLength: tagLength })
          .setAAD(Buffer.from(context))
          .setAuthTag(bytes.subarray(-tagLength));
        const secret = decipher.update(bytes.subarray(ivLength, -tagLength));
        return Buffer.concat([secret, decipher.final()]).toString('utf8');
      } catch {
        // Encrypted by another key.
      }
    }
    return null;
  }
}
