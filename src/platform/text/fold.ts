const ascii = /^[\0-\x7f]*$/;

/**
 * The form in which texts are compared without regard to case, for search and for uniqueness: the same for every
 * spelling of a text in capitals, small letters or title case, and for every compatible form (NFKC) of its characters.
 * Folding again changes nothing. Accents count.
 *
 * JavaScript has no full case folding. Small letters of the capitals of the small letters are one, but for two things:
 * a sigma is final or not by its neighbors, and the dotted capital I leaves a combining dot. Beyond Unicode's own
 * folding, the four letters i, dotless i and their capitals are one, because their capitals are ambiguous.
 */
export function fold(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  let folded = text;
  for (let before = ''; before !== folded;) {
    before = folded;
    folded = withoutDotsOfI(
      before.normalize('NFKD').toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ'),
    ).normalize('NFKC');
  }
  return folded;
}

const dotAbove = '\u0307';
/** All dots at once: one a pass would take as many passes as there are dots. */
const withoutDotsOfI = (text: string): string =>
  text.includes(dotAbove) ? text.replace(/i\p{M}+/gu, (letter) => letter.replaceAll(dotAbove, '')) : text;

/** Orders texts by code point, as every database engine does here; `<` would order them by UTF-16 unit. */
export function compareByCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const [one, other] = [a.charCodeAt(index), b.charCodeAt(index)];
    // Surrogates encode code points above U+FFFF.
    if (one !== other) return isSurrogate(one) === isSurrogate(other) ? one - other : isSurrogate(one) ? 1 : -1;
  }
  return a.length - b.length;
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
