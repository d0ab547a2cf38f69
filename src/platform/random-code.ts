import { randomBytes } from 'node:crypto';

// Without letters that people take for digits or for each other.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Sixty random bits, to be read aloud and typed. */
export const randomCode = (prefix: string): string =>
  prefix + Array.from(randomBytes(12), (byte) => alphabet[byte % alphabet.length]).join('');
