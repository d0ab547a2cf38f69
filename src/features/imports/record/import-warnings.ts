/** What the warnings of imports mean, and their parameters. Codes never change their meaning. */
const importWarnings = {
  APPLIED_BEFORE: ['the same file with the same options was applied before', ['importId', 'appliedAt', 'username']],
  NO_ROWS: ['the file has no rows', []],
  TEXT_CUT: ['a workbook has probably cut texts or dropped characters', ['header', 'cells', 'line']],
  LEADING_ZEROS: ['a spreadsheet has probably removed leading zeros', ['header', 'cells', 'line']],
  NUMBER_NOTATION: ['a spreadsheet has probably changed the notation of numbers', ['header', 'cells', 'line']],
  DATE_OR_TIME: ['a spreadsheet has probably made dates or times of texts', ['header', 'cells', 'line']],
  TRUTH_VALUE: ['a spreadsheet has probably made truth values of texts', ['header', 'cells', 'line']],
  NUMBER_CELL: ['cells of a column of texts are numbers', ['header', 'cells', 'line']],
  UNDECIDED_HEADERS: ['headers need a decision', ['headers']],
  OTHER_DATASET: ['the file is probably of another dataset', ['dataset']],
  MISSING_HEADERS: ['the mapping names headers that the file does not have', ['headers']],
  HEADER: ['a decision about a header does not fit', ['header']],
  DECIMAL_SEPARATOR: ['the decimal separator does not go with the delimiter', []],
  UNREADABLE: ['the file has to be read in another way, for a reason such as ENCODING', ['reason']],
} as const satisfies Record<string, readonly [meaning: string, parameters: readonly string[]]>;

type ImportWarningCode = keyof typeof importWarnings;
type ParameterOf<Code extends ImportWarningCode> = (typeof importWarnings)[Code][1][number];

/** The codes of what is suspicious about a cell. */
export type SuspicionCode = {
  [Code in ImportWarningCode]: 'cells' extends ParameterOf<Code> ? Code : never;
}[ImportWarningCode];

/** A warning about a file or its plan: for programs, and as a sentence for people. */
export interface ImportWarning {
  readonly code: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly message: string;
}

/** All codes, as the schema describes them. */
export const importWarningCodes = Object.entries(importWarnings)
  .map(
    ([code, [meaning, parameters]]) => `${code} (${[meaning, ...parameters.map((name) => `\`${name}\``)].join(', ')})`,
  )
  .join('; ');

export const importWarning = <Code extends ImportWarningCode>(
  code: Code,
  parameters: Readonly<Record<ParameterOf<Code>, string | number>>,
  message: string,
): ImportWarning => ({ code, parameters, message });

/** A warning as it is stored. Imports of earlier versions have texts. */
export const parsedWarning = (stored: ImportWarning | string): ImportWarning =>
  typeof stored === 'string' ? { code: 'OTHER', parameters: {}, message: stored } : stored;
