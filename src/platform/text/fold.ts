const ascii = /^[\0-\x7f]*$/;

/**
 * The form in which texts are compared regardless of case, for search and for uniqueness. It is the same for upper,
 * lower and title case, and for every compatible form (NFKC) of the characters. Accents are kept. Folding is idempotent.
 *
 * JavaScript has no full case folding. Lower case of upper case of lower case is equivalent, with two exceptions: the
 * form of a sigma depends on its neighbors, and the dotted capital I leaves a combining dot. In addition to Unicode's
 * folding, i and dotless i are equal, because their capitals are ambiguous.
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
/** Removes all dots at once. One per pass would take as many passes as there are dots. */
const withoutDotsOfI = (text: string): string =>
  text.includes(dotAbove) ? text.replace(/i\p{M}+/gu, (letter) => letter.replaceAll(dotAbove, '')) : text;

/** Orders texts by code point, like the collations of all engines. `<` would order them by UTF-16 unit. */
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
