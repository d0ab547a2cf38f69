import type { Meanings } from '../../../sentences';

/** What the warnings about files of exports mean, and their parameters. */
export const exportWarnings = {
  COLUMN_GONE: ['a column of the template no longer exists', ['column']],
  NO_CUSTOM_TERMS: ['a column of the template needs custom terms of service, which the organization lacks', ['column']],
  SHEET_COLUMNS: ['columns were omitted: a sheet has at most `max`', ['columns', 'max']],
  TEXTS_CUT: ['texts were longer than cells of a workbook can be', ['cells']],
  UNRESOLVED_REFERENCES: [
    'values of a column have no row in the other file',
    ['unresolved', 'references', 'column', 'file', 'otherFile'],
  ],
} as const satisfies Meanings;

/** What the warnings of imports mean, and their parameters. */
export const importWarnings = {
  APPLIED_BEFORE: [
    'the same file with the same options was applied before; empty: `importId` and `username` that the viewer may not see',
    ['importId', 'appliedAt', 'username'],
  ],
  NO_ROWS: ['the file has no rows', []],
  TEXT_CUT: ['a workbook has probably cut texts or dropped characters', ['header', 'cells', 'line']],
  LEADING_ZEROS: ['a spreadsheet has probably removed leading zeros', ['header', 'cells', 'line']],
  NUMBER_NOTATION: ['a spreadsheet has probably changed the notation of numbers', ['header', 'cells', 'line']],
  DATE_OR_TIME: ['a spreadsheet has probably made dates or times of texts', ['header', 'cells', 'line']],
  TRUTH_VALUE: ['a spreadsheet has probably made truth values of texts', ['header', 'cells', 'line']],
  NUMBER_CELL: ['cells of a column of texts are numbers', ['header', 'cells', 'line']],
  DATE_CELL: ['cells of a column of texts are dates or times', ['header', 'cells', 'line']],
  BOOLEAN_CELL: ['cells of a column of texts are truth values', ['header', 'cells', 'line']],
  GUARD_REMOVED: ['cells of a workbook have the guard of a CSV file, which is not stored', ['header', 'cells', 'line']],
  SIMILAR_NAME: [
    'the plan creates a location, team or plan (`kind`) whose name is similar to an existing one',
    ['kind', 'name', 'existing'],
  ],
  MORE_SIMILAR_NAMES: ['further names that the plan creates are similar to existing ones', ['count']],
  UNDECIDED_HEADERS: ['headers need a decision', ['headers', 'count']],
  OTHER_DATASET: ['the file is probably of another dataset', ['dataset']],
  NO_KEY: ['no header is mapped to one of the columns that identify the records', ['dataset', 'columns']],
  MISSING_HEADERS: ['the mapping names headers that the file does not have', ['headers', 'count', 'mapping']],
  HEADER: ['a decision about a header does not fit, for the reason `problem`', ['header', 'problem']],
  DECIMAL_SEPARATOR: ['the decimal separator does not go with the delimiter', []],
  UNREADABLE: ['the file has to be read in another way, for a reason such as ENCODING', ['reason', 'problem']],
} as const satisfies Meanings;

export const warnings = { ...exportWarnings, ...importWarnings } as const;

/** What is suspicious about a changed cell. Import warnings with the same codes count such cells. */
export const cellWarnings = {
  TEXT_CUT: ['a workbook has probably cut the text or dropped characters', []],
  LEADING_ZEROS: ['a spreadsheet has probably removed leading zeros', []],
  NUMBER_NOTATION: ['a spreadsheet has probably changed the notation of the number', []],
  DATE_OR_TIME: ['a spreadsheet has probably made a date or a time of the text', []],
  TRUTH_VALUE: ['a spreadsheet has probably made a truth value of the text', []],
  NUMBER_CELL: ['the cell is a number, not a text', []],
  DATE_CELL: ['the cell is a date or a time, not a text', []],
  BOOLEAN_CELL: ['the cell is a truth value, not a text', []],
  GUARD_REMOVED: ['the cell of a workbook has the guard of a CSV file, which is not stored', []],
} as const satisfies Meanings;
