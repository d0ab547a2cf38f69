/** Excel's limit for the characters (UTF-16 units) of one cell. */
export const maxCellLength = 32_767;

// Characters that XML 1.0 does not allow: controls except tab, LF and CR; U+FFFE and U+FFFF; halves of surrogate pairs.
// exceljs writes the last three unchanged, and no reader can open a workbook with such a character in a cell.
const forbidden =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const suspicious = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]/;
// Excel reads _x0041_ in a cell as the character A, so the leading underscore must be written as such a code.
const escapeLike = /_(?=x[0-9A-Fa-f]{4}_)/g;

/** A text as a cell shows it; `cut` when it exceeded the limit of a cell. */
export function shownText(text: string): { text: string; cut: boolean } {
  // A line break in a cell is LF, and XML readers turn CR into LF.
  let safe = suspicious.test(text) ? text.replace(/\r\n?/g, '\n').replace(forbidden, '') : text;
  const cut = safe.length > maxCellLength;
  if (cut) {
    safe = safe.slice(0, maxCellLength);
    if (/[\ud800-\udbff]$/.test(safe)) safe = safe.slice(0, -1);
  }
  return { text: safe, cut };
}

/** The same text, escaped so that every reader opens the file and shows it. */
export function safeCellText(text: string): { text: string; cut: boolean } {
  const { text: shown, cut } = shownText(text);
  return { text: shown.includes('_x') ? shown.replace(escapeLike, '_x005F_') : shown, cut };
}
