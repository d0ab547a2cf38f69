import { type Because, because } from '../../../../error-reasons';
import { shownText } from '../../../../platform/files/workbook-text';
import { quoted } from '../../../../platform/text/quoted';
import { encodingName } from '../../reading/encoding';
import { findMisreading } from '../../reading/misread-utf8';
import type { SuspicionCode } from '../../record/import-warnings';
import { isFormulaError } from './formula-errors';

/** What a spreadsheet or a wrong encoding has left of a value, and what to do. */
interface Damage {
  readonly message: string;
  readonly reason: Because;
}

const tooNarrow = /^#{3,}$/;
/** A long number after Excel has rounded it: the last digits are lost. */
const rounded = /^[+-]?\d([.,]\d+)?E\+\d{2,}$/;

/**
 * Returns why a text is no value, but what a spreadsheet or a wrong encoding has left of one. Null for any other text.
 * `oldText` is the text of the record, or null for a new one.
 */
export function findDamage(text: string, oldText: string | null): Damage | null {
  if (isFormulaError(text)) return errorOfFormula(text);
  if (tooNarrow.test(text))
    return {
      message: 'The spreadsheet has saved what a too narrow column shows. Widen the column and save the file again.',
      reason: because('NARROW_COLUMN'),
    };
  if (rounded.test(text))
    return {
      message: `${text} is a number that a spreadsheet has rounded, so digits are lost. Format the column as text and write the value again.`,
      reason: because('ROUNDED_NUMBER', { value: text }),
    };
  if (text.includes('\ufffd'))
    return {
      message:
        'The text contains U+FFFD, which programs write for characters that they cannot read. Open the original file in its encoding, or write these characters again.',
      reason: because('REPLACED_CHARACTERS'),
    };
  return oldText === null ? null : findLostLetters(withLf(oldText), text);
}

const errorOfFormula = (text: string): Damage => ({
  message: `${text} is an error of a formula. Write the value itself.`,
  reason: because('FORMULA_ERROR', { value: text }),
});

/** Spreadsheets write every line break as LF. */
export const withLf = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);

function findLostLetters(oldText: string, newText: string): Damage | null {
  if (newText.includes('?') && splitters.some((split) => isQuestioned(split(oldText), split(newText))))
    return {
      message:
        'Only letters of the old value have become "?", because a program has saved the file in an encoding without them. Save the file as UTF-8, or write the value again.',
      reason: because('QUESTION_MARKS'),
    };
  const misread = findMisreading(oldText, newText);
  return (
    misread && {
      message: `The text is the old value after a program has read its UTF-8 as ${encodingName(misread)}. Open the original file as UTF-8, or write the value again.`,
      reason: because('MISREAD_VALUE', { encoding: misread }),
    }
  );
}

/** Programs replace a character outside the Basic Multilingual Plane by one `?`, or each of its two halves. */
const splitters: readonly ((text: string) => readonly string[])[] = [(text) => text.split(''), (text) => [...text]];

const isQuestioned = (before: readonly string[], after: readonly string[]): boolean =>
  before.length === after.length &&
  before.every((character, index) => after[index] === character || (after[index] === '?' && character > '\x7f'));

const zeros = /^0+(?=\d)/;
const number = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(E[+-]?\d{1,3})?$/i;
/** What spreadsheets take for a date or a time, and what they make of it. */
const dateLike =
  /^(\d{1,4}([-/.: ]\d{1,4}){1,2}[.]?|[a-z]{3,9}[-/. ]?\d{1,4}|\d{1,4}[-/. ]{0,2}[a-z]{3,9}([-/. ]{1,2}\d{2,4})?)$/i;
/** A phone number without `+`. */
const phone = /^\d[\d\s().\-/]*$/;
const digitsOf = (text: string): string => text.replace(/^\+|[\s().\-/]/g, '');
const maxComparedLength = 40;

const advice = 'Open the file with this column as text, or ignore the column.';

/** What is suspicious about a cell, as a sentence. Plans store the codes. */
const suspicions: Readonly<Record<SuspicionCode, string>> = {
  TEXT_CUT:
    'A workbook has probably cut the text, or dropped its control characters. Change it in a CSV export, or ignore the column.',
  LEADING_ZEROS: `Only leading zeros are lost. A spreadsheet has probably removed them. ${advice}`,
  NUMBER_NOTATION: `Only the notation of a number differs. A spreadsheet has probably changed it. ${advice}`,
  DATE_OR_TIME: `A spreadsheet has probably made a date or a time of the text. ${advice}`,
  TRUTH_VALUE: `Only the case differs. A spreadsheet has probably made a truth value of the text. ${advice}`,
  NUMBER_CELL: 'The cell is a number, not a text: leading zeros and digits after the 15th may be lost.',
  DATE_CELL: 'The cell is a date or a time, not a text. Format it as text, and write it as it should be stored.',
  BOOLEAN_CELL: 'The cell is a truth value, not a text. Format it as text, and write it as it should be stored.',
  GUARD_REMOVED:
    "The `'` before the text is not stored, because CSV files have it as a guard. To store it, import the file with `formulaGuard: false`.",
};

export const describeSuspicion = (code: string): string => suspicions[code as SuspicionCode] ?? code;

/**
 * Returns why a change of a text is probably not meant: it is what a spreadsheet makes of the old text when it opens and
 * saves a file. Null for any other change.
 */
export function spreadsheetChange(oldText: string, newText: string): SuspicionCode | null {
  if (shownText(oldText).text === newText) return 'TEXT_CUT';
  if (oldText.length > maxComparedLength || newText.length > maxComparedLength) return null;
  if (/^\d+$/.test(newText) && oldText.replace(zeros, '') === newText) return 'LEADING_ZEROS';
  if (oldText.startsWith('+') && phone.test(newText) && digitsOf(oldText) === digitsOf(newText))
    return 'NUMBER_NOTATION';
  if (number.test(oldText) && number.test(newText) && !zeros.test(newText) && isSameNumber(oldText, newText))
    return 'NUMBER_NOTATION';
  if (dateLike.test(oldText) && dateLike.test(newText) && !number.test(newText)) return 'DATE_OR_TIME';
  if (/^(true|false)$/i.test(newText) && oldText.toLowerCase() === newText.toLowerCase()) return 'TRUTH_VALUE';
  return null;
}

/** Spreadsheets keep 15 digits. */
function isSameNumber(oldText: string, newText: string): boolean {
  const [before, after] = [oldText, newText].map((text) => Number(text.replace(',', '.')));
  return Number.isFinite(before) && before!.toPrecision(15) === after!.toPrecision(15);
}

/** Says what is wrong with a cell whose kind is ERROR: a formula without a result, an error, or no valid value. */
export function errorOfWorkbook(text: string): Damage {
  if (text.startsWith('='))
    return {
      message: 'The formula has no saved result. Open and save the file in a spreadsheet, or write the value.',
      reason: because('FORMULA_UNSAVED'),
    };
  if (isFormulaError(text)) return errorOfFormula(text);
  return {
    message: `The cell has ${quoted(text)}, which is no number, date or boolean. Write the value again.`,
    reason: because('INVALID_CELL', { value: text }),
  };
}
