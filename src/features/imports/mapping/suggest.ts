import { registerEnumType } from 'type-graphql';
import type { ColumnDescription } from '../../columns/column';
import { headerKey, type KnownColumns } from './known-columns';
import { SimilarTexts, wordsOf } from './similarity';
import { synonyms } from './synonyms';

export enum MatchConfidence {
  CERTAIN = 'CERTAIN',
  LIKELY = 'LIKELY',
  POSSIBLE = 'POSSIBLE',
}

registerEnumType(MatchConfidence, {
  name: 'MatchConfidence',
  description: 'How well a header of a file matches a column.',
  valuesConfig: {
    CERTAIN: { description: 'The header is the label, the key or a template header of the column.' },
    LIKELY: {
      description:
        'The header has the same words in another spelling, is a common name for the column in one of several ' +
        'languages, or was mapped to it in an earlier import.',
    },
    POSSIBLE: { description: 'The header is similar to a name of the column. Check it before you accept it.' },
  },
});

/** A column that a header of a file may mean. */
export interface Suggestion {
  readonly column: ColumnDescription;
  readonly confidence: MatchConfidence;
}

export type SynonymDataset = keyof typeof synonyms;

const minSimilarity = 0.6;
/** A longer header is a sentence, and no name of a column. */
const maxComparedLength = 60;

/**
 * Suggests a column for each header of another system, or null. No column of `taken` is suggested, and none twice: the
 * better match gets it. `remembered` maps headers of an earlier import, in the form of `headerKey`, to the keys of their
 * columns, or to null for a header that was ignored.
 */
export function suggestColumns(
  headers: readonly string[],
  known: KnownColumns,
  dataset: SynonymDataset | null,
  taken: ReadonlySet<ColumnDescription>,
  remembered: ReadonlyMap<string, string | null>,
): (Suggestion | null)[] {
  const columnsByName = namesByWords(known, dataset);
  const names = {
    columns: columnsByName,
    texts: [...columnsByName],
    similar: new SimilarTexts([...columnsByName.keys()]),
  };
  const candidates = headers.flatMap((header, index) =>
    candidatesFor(header, known, names, remembered).map((candidate) => ({ ...candidate, index })),
  );
  candidates.sort((a, b) => b.score - a.score || a.index - b.index);
  const suggestions = headers.map((): Suggestion | null => null);
  const used = new Set(taken);
  for (const { index, column, confidence } of candidates) {
    if (suggestions[index] || used.has(column)) continue;
    suggestions[index] = { column, confidence };
    used.add(column);
  }
  return suggestions;
}

interface Candidate extends Suggestion {
  readonly score: number;
}

function candidatesFor(
  header: string,
  known: KnownColumns,
  names: Names,
  remembered: ReadonlyMap<string, string | null>,
): Candidate[] {
  const earlierKey = remembered.get(headerKey(header));
  if (earlierKey === null) return [];
  const earlier = known.get(earlierKey ?? '');
  if (earlier) return [{ column: earlier, confidence: MatchConfidence.LIKELY, score: 3 }];
  const words = wordsOf(header);
  const column = names.columns.get(words);
  if (column) return [{ column, confidence: MatchConfidence.LIKELY, score: 2 }];
  if (words.length > maxComparedLength) return [];
  const best = new Map<ColumnDescription, number>();
  for (const [place, score] of names.similar.find(words, minSimilarity)) {
    const [, similar] = names.texts[place]!;
    if (score > (best.get(similar) ?? 0)) best.set(similar, score);
  }
  return [...best].map(([similar, score]) => ({ column: similar, confidence: MatchConfidence.POSSIBLE, score }));
}

interface Names {
  readonly columns: ReadonlyMap<string, ColumnDescription>;
  /** The same, by the places of `similar`. */
  readonly texts: readonly (readonly [name: string, column: ColumnDescription])[];
  readonly similar: SimilarTexts;
}

/** All names of the columns that can be read, as words: labels and keys first, then synonyms. */
function namesByWords(known: KnownColumns, dataset: SynonymDataset | null): Map<string, ColumnDescription> {
  const names = new Map<string, ColumnDescription>();
  const add = (name: string, column: ColumnDescription | undefined): void => {
    if (column && known.isRead(column) && name !== '' && !names.has(name)) names.set(name, column);
  };
  for (const column of known.columns) add(wordsOf(column.label), column);
  for (const column of known.columns) add(wordsOf(column.key), column);
  for (const [key, texts] of Object.entries<readonly string[]>(dataset ? synonyms[dataset] : {}))
    for (const text of texts) add(text, known.get(key));
  return names;
}
