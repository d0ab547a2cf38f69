import { fold } from '../../../platform/text/fold';

/** The words of a header, without case, accents and punctuation: `E-Mail`, `e_mail` and `eMail` are all `e mail`. */
export const wordsOf = (header: string): string =>
  fold(header.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2'))
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** A text as the pairs of adjacent letters in its words, each with its number. */
interface LetterPairs {
  readonly counts: ReadonlyMap<string, number>;
  readonly total: number;
}

function letterPairs(words: string): LetterPairs {
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

/** Texts by their pairs of letters: a file may have thousands of headers, and only texts with a common pair are compared. */
export class SimilarTexts {
  private readonly totals: number[] = [];
  private readonly places = new Map<string, [place: number, count: number][]>();

  constructor(texts: readonly string[]) {
    for (const [place, text] of texts.entries()) {
      const { counts, total } = letterPairs(text);
      this.totals.push(total);
      for (const [pair, count] of counts) {
        const places = this.places.get(pair);
        if (places) places.push([place, count]);
        else this.places.set(pair, [[place, count]]);
      }
    }
  }

  /**
   * The places of the texts that share this part of their pairs with `text` (the Dice coefficient, from 0 to 1), with the
   * share. The order of words hardly matters, and a typing error costs little.
   */
  find(text: string, min: number): [place: number, similarity: number][] {
    const { counts, total } = letterPairs(text);
    const common = new Map<number, number>();
    for (const [pair, count] of counts)
      for (const [place, other] of this.places.get(pair) ?? [])
        common.set(place, (common.get(place) ?? 0) + Math.min(count, other));
    return [...common]
      .map(([place, pairs]): [number, number] => [place, (2 * pairs) / (total + this.totals[place]!)])
      .filter(([, similarity]) => similarity >= min)
      .sort(([one], [other]) => one - other);
  }
}
