import { compareByCodePoint, fold } from '../../../src/platform/text/fold';

const assigned = Array.from({ length: 0x110000 }, (_unused, code) => code)
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code))
  .filter((character) => /\p{Assigned}/u.test(character));

describe('fold', () => {
  it('maps every spelling of a character to one form, which is stable', () => {
    const wrong: string[] = [];
    for (const character of assigned) {
      const folded = fold(character);
      const spellings = [
        character.toUpperCase(),
        character.toLowerCase(),
        ...(['NFC', 'NFD', 'NFKC', 'NFKD'] as const).map((form) => character.normalize(form)),
        folded,
      ];
      if (new Set(spellings).size > 1 && spellings.some((spelling) => fold(spelling) !== folded)) wrong.push(character);
    }
    expect(wrong).toEqual([]);
  });

  // The engine's own simple folding, which regular expressions use, is a second opinion.
  it('treats as equal only what Unicode does, except for the four letters i', () => {
    const groups = new Map<string, string[]>();
    for (const character of assigned) {
      if (character.normalize('NFKC') !== character || /[ıİ]/.test(character)) continue;
      const folded = fold(character);
      groups.set(folded, [...(groups.get(folded) ?? []), character]);
    }
    const several = [...groups.values()].filter((group) => group.length > 1);
    expect(several.length).toBeGreaterThan(1300);
    const wrong = several.filter(([first, ...others]) =>
      others.some((other) => !new RegExp(`^${first}$`, 'iu').test(other)),
    );
    // Sharp s is two letters in simple folding, and so are these with an iota below.
    expect(wrong.flat().filter((character) => [...fold(character)].length === 1)).toEqual([]);
  });

  // Full foldings (F) of CaseFolding.txt.
  it.each([
    ['ß', 'ss'],
    ['ẞ', 'ss'],
    ['ŉ', 'ʼn'],
    ['ǰ', 'ǰ'],
    ['ΐ', 'ΐ'],
    ['ΰ', 'ΰ'],
    ['և', 'եւ'],
    ['ẖ', 'ẖ'],
    ['ẗ', 'ẗ'],
    ['ẘ', 'ẘ'],
    ['ẙ', 'ẙ'],
    ['ẚ', 'aʾ'],
    ['ὒ', 'ὒ'],
    ['ᾀ', 'ἀι'],
    ['ᾈ', 'ἀι'],
    ['ᾳ', 'αι'],
    ['ᾼ', 'αι'],
    ['ῷ', 'ῶι'],
    ['ﬀ', 'ff'],
    ['ﬃ', 'ffi'],
    ['ﬅ', 'st'],
    ['ﬆ', 'st'],
    ['ﬓ', 'մն'],
    ['ﬗ', 'մխ'],
  ])('folds %s to %s', (text, folded) => expect(fold(text)).toBe(folded.normalize('NFKC')));

  it.each([
    ['ΠΑΠΑΔΌΠΟΥΛΟΣ', 'παπαδόπουλος'],
    ['ΟΔΥΣΣΕΥΣ', 'οδυσσευς'],
    ['Σ', 'ς'],
    ['ΑΣ', 'ασ'],
    ['İstanbul', 'istanbul'],
    ['İSTANBUL', 'i̇stanbul'],
    ['ISPARTA', 'ısparta'],
    ['STRASSE', 'straße'],
    ['ǅUNGLA', 'ǆungla'],
    ['Ⅻ', 'xii'],
    ['Ａｎａ', 'ana'],
    ['ﬁona', 'FIONA'],
    ['K', 'k'],
    ['Å', 'å'],
    ['Å', 'å'],
    ['ꭰ', 'Ꭰ'],
    ['ა', 'Ა'],
    ['Ω', 'ω'],
    ['ſ', 'S'],
    ['µ', 'Μ'],
    ['ϐ', 'Β'],
    ['ᾦ', 'ὮΙ'],
    ['i̇̇', 'I'],
    ['ị̇', 'Ị'],
  ])('takes %s and %s for equal', (one, other) => expect(fold(one)).toBe(fold(other)));

  it.each([
    ['é', 'e'],
    ['o', 'ö'],
    ['ł', 'l'],
    ['ø', 'o'],
    ['б', '6'],
    ['a', 'а'],
    [' a', 'a'],
    ['a\u200b', 'a'],
  ])('keeps %j and %j apart', (one, other) => expect(fold(one)).not.toBe(fold(other)));

  it('removes all dots from an i in a few passes', () => {
    const passes = jest.spyOn(String.prototype, 'normalize');
    const folded = fold(`i\u0323${'\u0307\u0301'.repeat(150)}`);
    const count = passes.mock.calls.length;
    passes.mockRestore();
    expect(folded).toBe(`ị${'\u0301'.repeat(150)}`.normalize('NFKC'));
    expect(count).toBeLessThan(10);
  });

  it('finds a word by each of its prefixes, in upper and lower case', () => {
    for (const word of ['Παπαδόπουλος', 'ΟΔΥΣΣΕΥΣ', 'Straße', 'İstanbul', 'Ñandú', 'Ёлка', 'ՈՒՍԱՆՈՂ']) {
      for (let end = 1; end <= word.length; end++) {
        const part = word.slice(0, end);
        for (const spelling of [part, part.toUpperCase(), part.toLowerCase()])
          expect(fold(word).startsWith(fold(spelling))).toBe(true);
      }
    }
  });
});

describe('compareByCodePoint', () => {
  it('orders like the bytes of UTF-8', () => {
    const texts = ['', 'a', 'A', 'aa', 'é', '\ud7ff', '\ue000', '\ufffd', '😀', '😁', '\u{10ffff}', 'a😀', 'a\uffee'];
    const byBytes = [...texts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect([...texts].reverse().sort(compareByCodePoint)).toEqual(byBytes);
    expect([...texts].sort()).not.toEqual(byBytes);
  });
});
