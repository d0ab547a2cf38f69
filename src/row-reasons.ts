import type { Meanings } from './sentences';

/** What is wrong with the value of a cell. */
const cellReasons = {
  VALUE_REQUIRED: ['A value is required.', []],
  NOT_ONE_OF: ['The value is none of `values`.', ['value', 'values']],
  NOT_AN_AMOUNT: [
    'The value is no amount with at most `decimals` decimals, like `example`.',
    ['value', 'decimals', 'example'],
  ],
  OTHER_CURRENCY: ['The organization has another currency.', ['value', 'currency']],
  SINGLE_BACKSLASH: ['In a list, a backslash precedes another character than `|` or a backslash.', []],
  SEVERAL_LOCATIONS: ['The cell names several locations, but one is allowed.', []],
  NOT_A_TIME: ['The value is no date like 2026-10-31, and no instant like 2026-10-31T23:45:00.000Z.', ['value']],
  NO_SUCH_DAY: ['The month has only `days` days, and `last` is the last one.', ['value', 'days', 'last']],
  NO_SUCH_TIME: ['The clock is set forward at this time.', ['value', 'timezone']],
  TIME_REPEATED: ['The clock is set back at this time, so it is one of `instants`.', ['value', 'timezone', 'instants']],
  DATE_AMBIGUOUS: [
    'The date is one of `dates`, by the order of the file in `orders`. `time` is an example of a time to add, or empty.',
    ['value', 'dates', 'time', 'orders'],
  ],
  DATE_ORDER: [
    'Day, month and year have another order than in `date`: `orders`. `time` is an example of a time to add, or empty.',
    ['value', 'date', 'time', 'orders'],
  ],
  SHORT_YEAR: [
    'The year has two digits. The date may be one of `dates`. `time` is an example of a time to add, or empty.',
    ['value', 'dates', 'time'],
  ],
  USER_UNKNOWN: ['There is no user with the username.', ['value']],
  BOOKING_UNKNOWN: ['There is no booking with the reference.', ['value']],
  NAME_UNKNOWN: ['There is no location, team or plan with the name.', ['noun', 'name']],
  TOO_MANY_NAMES: ['The organization cannot have another location, team or plan.', ['noun', 'name', 'max']],
  NEW_RECORD_VALUE: ['A new user, booking or invoice needs a value in the column.', ['noun', 'column']],
  READ_ONLY_VALUE: ['The value of an existing user, booking or invoice never changes.', ['noun']],
} as const satisfies Meanings;

/** What spreadsheets and wrong encodings have left of the value of a cell. */
const damageReasons = {
  FORMULA_ERROR: ['The value is an error of a formula.', ['value']],
  FORMULA_UNSAVED: ['The formula has no saved result.', []],
  INVALID_CELL: ['The cell of a workbook is neither a number, a date nor a truth value.', ['value']],
  NARROW_COLUMN: ['The value is what a spreadsheet shows in a too narrow column.', []],
  ROUNDED_NUMBER: ['A spreadsheet has rounded the number.', ['value']],
  REPLACED_CHARACTERS: ['The text contains U+FFFD, for characters that a program could not read.', []],
  QUESTION_MARKS: ['A program has replaced characters of the old value by question marks.', []],
  MISREAD_VALUE: ['A program has read the UTF-8 of the old value in another encoding.', ['encoding']],
  NOT_IN_WORKBOOK: ['A workbook cannot hold the text of the record.', []],
} as const satisfies Meanings;

/** What is wrong with a row as a whole. */
const wholeRowReasons = {
  ROW_TOO_SHORT: ['The row has fewer cells than the header.', ['cells', 'width']],
  ROW_TOO_LONG: ['The row has more cells than the header, with a value in `column`.', ['cells', 'width', 'column']],
  KEY_EMPTY: ['The row does not name its record.', []],
  KEY_REPEATED: ['The row on `line` names the same record.', ['value', 'line']],
  KEY_UNKNOWN: ['There is no user, booking or invoice with the key.', ['noun', 'value']],
  KEY_GUARDED: ['There is no such record, perhaps because of the guard before the key.', ['noun', 'value']],
  USER_ID_UNKNOWN: ['There is no user with the id. Only usernames create users.', ['value']],
  CREATED_BY_IMPORT: ['The row of an undo file is about a record that the import created.', []],
  MORE_ERRORS: ['The row has `count` more errors, which are not listed.', ['count']],
} as const satisfies Meanings;

/** Why a row of a plan cannot be applied any longer, or cannot be undone. */
const conflictReasons = {
  VALUE_CHANGED: ['The value was changed since the plan was made.', ['value']],
  RECORD_CREATED: ['A user, booking or invoice with the key was created since the plan was made.', ['noun']],
  RECORD_DELETED: ['The user, booking or invoice was deleted.', ['noun']],
  RECORD_NOT_DELETED: ['The user, booking or invoice was changed, is in use, or was deleted.', ['noun']],
  COLUMN_GONE: ['The column no longer exists.', []],
  VALUE_KEPT: ['The value was changed since the import that is undone, and stays.', ['value']],
  RECORD_KEPT: ['The user, booking or invoice was changed since the import that is undone, and stays.', ['noun']],
  RECORD_USED: ['The user, booking or invoice is in use, and stays.', ['noun']],
} as const satisfies Meanings;

/** What is wrong with the rows of a file, and with all of them together. */
export const rowReasons = {
  ...cellReasons,
  ...damageReasons,
  ...wholeRowReasons,
  ...conflictReasons,
  TOO_MANY_ERRORS: [
    'The file has more than `maxErrors` errors. `errors` of them are for the reason `cause`, in the column `inColumn` unless that is empty.',
    ['maxErrors', 'errors', 'inColumn', 'cause'],
  ],
} as const satisfies Meanings;
