/** What spreadsheets show instead of a value: errors of formulas, and cells that are too narrow. */
const formulaError =
  /^(#(NAME\?|REF!|VALUE!|DIV\/0!|N\/A|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|UNKNOWN!|GETTING_DATA)|Err:\d{3})$/;
const tooNarrow = /^#{3,}$/;
/** A long number after Excel has rounded it: the last digits are lost. */
const rounded = /^[+-]?\d([.,]\d+)?E\+\d{2,}$/;

/** Returns why a text is no value but what a spreadsheet has left of one; null for any other text. */
export function spreadsheetDamage(text: string): string | null {
  if (formulaError.test(text)) return `${text} is an error of a formula. Write the value itself.`;
  if (tooNarrow.test(text))
    return 'The spreadsheet has saved what a too narrow column shows. Widen the column and save the file again.';
  if (rounded.test(text))
    return `${text} is a number that a spreadsheet has rounded, so digits are lost. Format the column as text and write the value again.`;
  return null;
}
