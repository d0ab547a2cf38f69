import fc from 'fast-check';
import { findSimilar } from '../../../../../src/features/imports/plan/references/similar-names';

const isSimilar = async (name: string, existing: string): Promise<boolean> =>
  (await findSimilar([name], ['Elsewhere', existing])).length > 0;

describe('findSimilar', () => {
  it.each([
    ['berlin mitte', 'Berlin Mitte'],
    ['Berlin-Mitte', 'Berlin Mitte'],
    ['BerlinMitte', 'Berlin Mitte'],
    ['Muenchen', 'München'],
    ['Munchen', 'München'],
    ['Strasse', 'Straße'],
    ['Berlln', 'Berlin'],
    ['Brelin', 'Berlin'],
    ['Berli', 'Berlin'],
    ['Berrlin', 'Berlin'],
    ['Fankfrut', 'Frankfurt'],
    ['Main Ofice 2', 'Main Office 2'],
    ['Mian', 'Main'],
  ])('finds that %s is probably %s', async (name, existing) => {
    expect(await isSimilar(name, existing)).toBe(true);
    expect(await isSimilar(existing, name)).toBe(true);
  });

  it.each([
    ['Room 1', 'Room 2'],
    ['Room 1', 'Room 11'],
    ['Floor 2a', 'Floor 2b'],
    ['Team A', 'Team B'],
    ['Berlin', 'Berlin 2'],
    ['Ost', 'Ist'],
    ['North', 'South'],
    ['★', '☆'],
    ['Lisbon', 'Porto'],
  ])('leaves %s and %s alone', async (name, existing) => {
    expect(await isSimilar(name, existing)).toBe(false);
  });

  it('finds a long word with any letter wrong, missing, additional or exchanged with the next one', async () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abcdefghijkxyz'), minLength: 8, maxLength: 15 });
    const edit = fc.constantFrom(
      (word: string, at: number) => `${word.slice(0, at)}q${word.slice(at + 1)}`,
      (word: string, at: number) => word.slice(0, at) + word.slice(at + 1),
      (word: string, at: number) => `${word.slice(0, at)}q${word.slice(at)}`,
      (word: string, at: number) => word.slice(0, at) + (word[at + 1] ?? '') + word[at]! + word.slice(at + 2),
    );
    // Doubled letters count once, which would make the word shorter.
    const word = letters.filter((text) => !/(.)\1/.test(text));
    await fc.assert(
      fc.asyncProperty(word, edit, fc.nat(14), async (name, change, place) => {
        expect(await isSimilar(`${change(name, place % name.length)} 7`, `${name} 7`)).toBe(true);
      }),
    );
  });

  it('compares 10,000 names with 10,000', async () => {
    const nameOf = (index: number): string => `Standort ${index} Nordstadt`;
    const existing = Array.from({ length: 10_000 }, (_, index) => nameOf(index));
    const added = existing.map((name) => name.replace('Nord', 'Nrod'));
    expect(await findSimilar(added, existing)).toEqual(added.map((name, index) => [name, existing[index]]));
  });

  it('compares many names that differ only in signs', async () => {
    const word = 'abcdefghijkmnopqrstuvwxyzabcdefghijkmnop';
    const signs = ['-', '.', '_', '+', '*', '~'];
    const nameOf = (index: number): string =>
      `${word}${Array.from({ length: 5 }, (_, at) => signs[Math.floor(index / signs.length ** at) % signs.length]).join('')}`;
    const names = Array.from({ length: 2000 }, (_, index) => nameOf(index));
    const [added, existing] = [names.slice(1000), names.slice(0, 1000)];
    expect(await findSimilar(added, existing)).toEqual(added.map((name) => [name, existing[0]]));
  });

  it('stops when it is aborted', async () => {
    await expect(findSimilar(['a'], ['b'], AbortSignal.abort())).rejects.toThrow('aborted');
  });

  it('takes long names for similar only if they differ in case, accents or signs', async () => {
    const long = 'Conference '.repeat(10);
    expect(await isSimilar(long.toUpperCase().replaceAll(' ', '-'), long)).toBe(true);
    expect(await isSimilar(`${long}x`, long)).toBe(false);
  });
});
