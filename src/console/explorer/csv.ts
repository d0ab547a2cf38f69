import type { Cell } from './answer-table.js';

/** As in the exports of the server: a spreadsheet would run such a text as a formula, so it gets a `'` in front. */
const runsAsFormula = /^'*[\s\u200b\u2060]*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/;
const isNumber = /^-?\d+(\.\d+)?$/;

/** A CSV file by RFC 4180 with a byte order mark, by which spreadsheets recognize UTF-8. */
export const csvOf = (columns: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  `\uFEFF${[columns, ...rows].map((cells) => `${cells.map(fieldOf).join(',')}\r\n`).join('')}`;

function fieldOf(cell: Cell): string {
  if (cell === null) return '';
  const text = String(cell);
  const guarded = typeof cell === 'string' && !isNumber.test(text) && runsAsFormula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
