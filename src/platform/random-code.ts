import { randomBytes } from 'node:crypto';

// Without letters that are easily confused with digits or with each other.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Sixty random bits, in a form that is easy to read aloud and type. */
export const randomCode = (prefix: string): string =>
  prefix + Array.from(randomBytes(12), (byte) => alphabet[byte % alphabet.length]).join('');
