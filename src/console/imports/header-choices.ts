import type { MappableColumn } from '../generated.js';
import { t } from '../texts/index.js';
import type { FileColumn } from './import-details.js';

/** What becomes of a header: the key of a column, or one of these. Keys contain no colon. */
export const ignored = ':ignore';
export const newProperty = ':new';
export const undecided = '';

/** The choice for each header of the file: the decision that was made, or else the suggested one. */
export function firstChoices(
  columns: readonly FileColumn[],
  targets: readonly MappableColumn[],
): ReadonlyMap<string, string> {
  const known = new Set(targets.map(({ key }) => key));
  return new Map(columns.map((column) => [column.header, firstChoice(column, known)]));
}

function firstChoice(
  { column, isUndecided, suggestion, confidence, newCustomProperty }: FileColumn,
  known: ReadonlySet<string>,
): string {
  if (newCustomProperty !== null) return newProperty;
  if (isUndecided) return suggestion ?? (confidence === null ? undecided : ignored);
  // Figures are recognized and not imported.
  return column !== null && known.has(column) ? column : ignored;
}

/** The headers without a choice. */
export const openHeaders = (choices: ReadonlyMap<string, string>): readonly string[] =>
  [...choices].flatMap(([header, choice]) => (choice === undecided ? header : []));

/** What becomes of the headers, in one line. */
export function columnSummary(choices: ReadonlyMap<string, string>): string {
  const open = openHeaders(choices).length;
  const all = [...choices.values()];
  const mapped = all.filter((choice) => choice !== undecided && choice !== ignored).length;
  return open > 0 ? t.imports.columns.undecided(open, all.length) : t.imports.columns.summary(mapped, all.length);
}
