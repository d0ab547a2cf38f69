import { fold } from '../../../platform/text/fold';

/** The words of a header, without case, accents and punctuation: `E-Mail`, `e_mail` and `eMail` are all `e mail`. */
export const wordsOf = (header: string): string =>
  fold(header.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2'))
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** A text as the pairs of adjacent letters in its words, each with its number. */
export interface LetterPairs {
  readonly counts: ReadonlyMap<string, number>;
  readonly total: number;
}

export function letterPairs(words: string): LetterPairs {
  const counts = new Map<string, number>();
  let total = 0;
  for (const word of words.split(' '))
    for (let at = 0; at + 1 < word.length; at++) {
      const pair = word.slice(at, at + 2);
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
      total++;
    }
  return { counts, total };
}

/**
 * The share of pairs that two texts have in common (the Dice coefficient), from 0 to 1. The order of words hardly
 * matters, and a typing error costs little.
 */
export function similarity(one: LetterPairs, other: LetterPairs): number {
  if (one.total + other.total === 0) return 0;
  let common = 0;
  for (const [pair, count] of one.counts) common += Math.min(count, other.counts.get(pair) ?? 0);
  return (2 * common) / (one.total + other.total);
}
