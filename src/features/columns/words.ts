import { fold } from '../../platform/text/fold';
import { type Language, languages } from '../../platform/text/language';
import type { EnumLabelTable } from '../labels/label-tables';
import { labels } from '../labels/labels';

/** Returns the value of a word, or undefined. Case and blanks around the word do not matter. */
type ReadWord<Value> = (text: string) => Value | undefined;

function wordReader<Value>(words: readonly (readonly [word: string, value: Value])[]): ReadWord<Value> {
  const values = new Map(words.map(([word, value]) => [fold(word), value]));
  return (text) => values.get(fold(text.trim()));
}

/** Reads the values of an enum: as the API writes them, and as their labels in any language. */
export const enumReader = (name: keyof EnumLabelTable): ReadWord<string> =>
  wordReader(
    languages.flatMap((language) =>
      Object.entries(labels[language].enums[name]!).flatMap(([value, label]) => [
        [value, value] as const,
        [label, value] as const,
      ]),
    ),
  );

/** What people and spreadsheets write for true and false, in addition to 1 and 0. */
const truthWords: Readonly<Record<Language, readonly (readonly [word: string, value: boolean])[]>> = {
  en: [
    ['true', true],
    ['yes', true],
    ['false', false],
    ['no', false],
  ],
  de: [
    ['wahr', true],
    ['ja', true],
    ['falsch', false],
    ['nein', false],
  ],
};

export const readTruth = wordReader<boolean>([['1', true], ['0', false], ...Object.values(truthWords).flat()]);
