import { yieldToEventLoop } from '../../../../platform/jobs/yield';
import { quoted, shortened } from '../../../../platform/text/quoted';
import type { Sentence } from '../../../../sentences';
import { wordsOf } from '../../mapping/similarity';
import { importWarning } from '../../record/import-warnings';
import { nouns, type ReferenceNames } from './reference-names';

const maxListed = 20;

/** Warnings about names that a plan creates although an existing name was probably meant. */
export async function similarNameWarnings(names: ReferenceNames, signal: AbortSignal): Promise<Sentence[]> {
  const warnings: Sentence[] = [];
  for (const noun of nouns)
    for (const [name, existing] of await findSimilar(names.newNames(noun), names.existingNames(noun), signal))
      warnings.push(
        importWarning(
          'SIMILAR_NAME',
          { kind: noun, name: shortened(name), existing: shortened(existing) },
          `The plan creates the ${noun} ${quoted(name)}, but there is ${quoted(existing)}. Correct the name in the file if it means the same.`,
        ),
      );
  const more = warnings.length - maxListed;
  if (more <= 0) return warnings;
  const message = `${more} more of the names that the plan creates are similar to existing ones. Read them all before you apply the plan.`;
  return [...warnings.slice(0, maxListed), importWarning('MORE_SIMILAR_NAMES', { count: more }, message)];
}

/** Of names with more letters, only the spelling with all letters is compared: the others are many. */
const maxLength = 40;
/** A longer word would have many hundred spellings with two letters less. */
const maxLettersWithTwoErrors = 16;
const namesBetweenYields = 20;

/** The new names that are similar to an existing one, each with the first such name. */
export async function findSimilar(
  added: readonly string[],
  existing: readonly string[],
  signal?: AbortSignal,
): Promise<[name: string, existing: string][]> {
  if (added.length === 0) return [];
  const bySpelling = new Map<string, string[]>();
  for await (const name of inTurns(added, signal))
    for (const spelling of spellingsOf(name)) {
      const others = bySpelling.get(spelling);
      if (others) others.push(name);
      else bySpelling.set(spelling, [name]);
    }
  const found = new Map<string, string>();
  for await (const name of inTurns(existing, signal))
    for (const spelling of spellingsOf(name)) {
      for (const other of bySpelling.get(spelling) ?? []) if (!found.has(other)) found.set(other, name);
      // Later names would find nothing new in it. Names that differ only in signs share all their spellings.
      bySpelling.delete(spelling);
    }
  return added.flatMap((name) => (found.has(name) ? [[name, found.get(name)!]] : []));
}

async function* inTurns(names: readonly string[], signal: AbortSignal | undefined): AsyncGenerator<string> {
  for (const [place, name] of names.entries()) {
    if (place % namesBetweenYields === 0) await yieldToEventLoop();
    signal?.throwIfAborted();
    yield name;
  }
}

/**
 * The spellings of a name without case, accents, signs, blanks and doubled letters, with all letters and without some.
 * Two names with a wrong, missing, additional or exchanged letter have a common spelling. Digits and short words are
 * kept: they distinguish names such as Room 1 and Team B.
 */
function spellingsOf(name: string): ReadonlySet<string> {
  const words = wordsOf(name)
    .replace(/(\p{L})\1+/gu, '$1')
    .split(' ');
  const all = words.join('');
  if (all === '') return new Set();
  const spellings = new Set([all]);
  if (all.length > maxLength) return spellings;
  for (const [place, word] of words.entries()) {
    const before = words.slice(0, place).join('');
    const after = words.slice(place + 1).join('');
    const letters = word.replace(/\P{L}/gu, '').length;
    const errors = letters < 4 ? 0 : letters < 8 || letters > maxLettersWithTwoErrors ? 1 : 2;
    for (const spelling of withoutLetters(word, errors)) spellings.add(`${before}${spelling}${after}`);
  }
  return spellings;
}

/** The word without up to so many letters. */
function* withoutLetters(word: string, count: number, start = 0): Generator<string> {
  if (count === 0) return;
  for (let at = start; at < word.length; at++) {
    if (!/\p{L}/u.test(word[at]!)) continue;
    const shorter = word.slice(0, at) + word.slice(at + 1);
    yield shorter;
    yield* withoutLetters(shorter, count - 1, at);
  }
}
