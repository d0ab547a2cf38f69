import { type Because, because } from '../../../error-reasons';
import { guarded, unguarded } from '../../../platform/files/csv-dialect';
import { listed, quoted, quotedList, shortened } from '../../../platform/text/quoted';
import type { ColumnDescription } from '../../columns/column';
import { encodingName } from '../reading/encoding';
import { findMisreadMark } from '../reading/misread-utf8';
import type { Source } from '../reading/source';
import { headerKey, isReportHeader, type KnownColumns } from './known-columns';
import { MatchConfidence, suggestColumns, type Suggestion, type SynonymDataset } from './suggest';

/** A decision about one header of a file. */
export interface HeaderDecision {
  readonly header: string;
  /** Key of the column; null: the column of the file is ignored. */
  readonly column: string | null;
  /** Name of a custom property to create for the header, instead of `column`. */
  readonly newCustomProperty?: string | null | undefined;
}

/** A header of a file, and what is read from the column under it. */
interface MappedHeader {
  readonly header: string;
  readonly suggestion: Suggestion | null;
  /** The column that takes the values; null if nothing is read. */
  readonly column: ColumnDescription | null;
  readonly newCustomProperty: string | null;
  /** Whether a user has to decide about the header: it is not ours, and no decision names it. */
  readonly isUndecided: boolean;
}

/** What is wrong with a header, or with a decision about it. */
export interface HeaderProblem {
  readonly header: string;
  readonly message: string;
  readonly reason: Because;
}

interface HeaderMap {
  readonly headers: readonly MappedHeader[];
  /** Decisions that do not fit the file or the columns. */
  readonly problems: readonly HeaderProblem[];
}

/**
 * Maps the headers of a file to columns: by the decisions, and otherwise where the header is certain. Headers of other
 * systems without a decision are left undecided, with a suggestion. So are headers of refused columns, without one.
 */
export function mapHeaders(
  headers: readonly string[],
  known: KnownColumns,
  dataset: SynonymDataset | null,
  decisions: readonly HeaderDecision[] = [],
  remembered: ReadonlyMap<string, string | null> = new Map(),
  isRefused: (column: ColumnDescription) => boolean = () => false,
): HeaderMap {
  const decisionsByHeader = new Map(decisions.map((decision) => [headerKey(decision.header), decision]));
  const mapped = headers.map((header): MappedHeader => {
    const decision = decisionsByHeader.get(headerKey(header));
    // A workbook of ours has a name such as `'=A` without a guard, and `plainHeaders` has removed its `'`.
    const found = known.find(header) ?? known.find(guarded(header));
    const own = found && !isRefused(found) ? found : undefined;
    const column = decision ? known.get(decision.column ?? '') : own;
    return {
      header,
      suggestion: own ? { column: own, confidence: MatchConfidence.CERTAIN } : null,
      column: column && known.isRead(column) ? column : null,
      newCustomProperty: decision?.newCustomProperty ?? null,
      isUndecided: !decision && !own && !isReportHeader(header),
    };
  });
  const undecided = mapped.filter(({ isUndecided }) => isUndecided);
  const suggestions = suggestColumns(
    undecided.map(({ header }) => header),
    known,
    dataset,
    new Set([...mapped.flatMap(({ column }) => column ?? []), ...known.columns.filter(isRefused)]),
    remembered,
  );
  const suggestionFor = new Map(undecided.map((each, index) => [each, suggestions[index]!]));
  return {
    headers: mapped.map((each) => ({ ...each, suggestion: suggestionFor.get(each) ?? each.suggestion })),
    problems: [...problemsOf(decisions, headers, known), ...duplicates(mapped)],
  };
}

/** The headers of a file, without the guard of our own CSV files, which is still there after one is saved as a workbook. */
export const plainHeaders = ({ headers }: Pick<Source, 'headers'>, formulaGuard: boolean): readonly string[] =>
  formulaGuard ? headers.map(unguarded) : headers;

/** Every report of an import repeats headers. Labels of columns have at most 100 characters. */
const maxHeaderLength = 300;

/** Returns what makes the headers unusable whatever is decided about them. The first problem is enough. */
export function findHeaderProblem(headers: readonly string[]): HeaderProblem | null {
  const [first = ''] = headers;
  const misread = findMisreadMark(first);
  if (misread)
    return {
      header: first,
      message: `The header ${quoted(first)} shows that a program has read UTF-8 as ${encodingName(misread)}, so other letters than A to Z are damaged. Open the original file as UTF-8, and save it again.`,
      reason: because('HEADER_MISREAD', { header: shortened(first), encoding: encodingName(misread) }),
    };
  const seen = new Map<string, string>();
  for (const [index, header] of headers.entries()) {
    if (header.trim() === '')
      return {
        header,
        message: `Column ${index + 1} has values, but no header. Name it, or remove the column.`,
        reason: because('HEADER_MISSING', { column: index + 1 }),
      };
    if (header.length > maxHeaderLength) {
      const message = `The header ${quoted(header)} is longer than ${maxHeaderLength} characters. Shorten it.`;
      return {
        header,
        message,
        reason: because('HEADER_TOO_LONG', { header: shortened(header), max: maxHeaderLength }),
      };
    }
    const earlier = seen.get(headerKey(header));
    if (earlier !== undefined)
      return {
        header,
        message: `The header ${quoted(header)} is duplicated (case and blanks are ignored). Rename one of the two columns.`,
        reason: because('HEADER_DUPLICATED', { header }),
      };
    seen.set(headerKey(header), header);
  }
  return null;
}

function problemsOf(
  decisions: readonly HeaderDecision[],
  headers: readonly string[],
  known: KnownColumns,
): HeaderProblem[] {
  const existing = new Set(headers.map(headerKey));
  const decided = new Set<string>();
  return decisions.flatMap(({ header, column, newCustomProperty }) => {
    const problem = (message: string, reason: Because): HeaderProblem[] => [{ header, message, reason }];
    const key = headerKey(header);
    const name = quoted(header);
    if (decided.size === decided.add(key).size)
      return problem(`The header ${name} is mapped twice.`, because('HEADER_MAPPED_TWICE', { header }));
    if (!existing.has(key))
      return problem(
        `The file has no header ${name}. Its headers are ${quotedList(headers)}.`,
        because('HEADER_UNKNOWN', { header, ...listed(headers) }),
      );
    if (column !== null && newCustomProperty)
      return problem(
        `The header ${name} has both a column and a new custom property. Name one of them.`,
        because('HEADER_OVERDETERMINED', { header }),
      );
    if (column === null) return [];
    const found = known.get(column);
    if (!found)
      return problem(
        `There is no column ${quoted(column)}. List the columns with \`exportColumns\`.`,
        because('HEADER_COLUMN_UNKNOWN', { header, column: shortened(column) }),
      );
    if (!known.isRead(found))
      return problem(
        `The column ${quoted(column)} cannot be imported. Map ${name} to another one or to null.`,
        because('HEADER_COLUMN_READ_ONLY', { header, column }),
      );
    return [];
  });
}

/** Two headers for one column: the second is the problem. */
function duplicates(mapped: readonly MappedHeader[]): HeaderProblem[] {
  const headerByColumn = new Map<ColumnDescription, string>();
  return mapped.flatMap(({ header, column }) => {
    if (!column) return [];
    const earlier = headerByColumn.get(column);
    if (earlier === undefined) {
      headerByColumn.set(column, header);
      return [];
    }
    return [
      {
        header,
        message: `The headers ${quoted(earlier)} and ${quoted(header)} are both the column ${quoted(column.key)}. Remove one of the two columns, or map one to null.`,
        reason: because('HEADERS_OF_ONE_COLUMN', { header, otherHeader: earlier, column: column.key }),
      },
    ];
  });
}
