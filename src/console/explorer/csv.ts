import type { Cell } from './answer-table.js';

// Names and lists are written as in the exports of the server, whose code the console may not import.

/** A spreadsheet would run such a text as a formula, so it gets a `'` in front. */
const runsAsFormula = /^'*[\s\u200b\u2060]*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/;

/** The API sends amounts as texts. */
const isAmount = (cell: Cell): boolean => typeof cell === 'string' && /^-?\d+(\.\d+)?$/.test(cell);

/** A CSV file by RFC 4180 with a byte order mark, by which spreadsheets recognize UTF-8. */
export function csvOf(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  // Among names, a text such as -5 is a name.
  const fields = columns.map((_column, at) =>
    rows.every((cells) => cells[at] === null || typeof cells[at] === 'number' || isAmount(cells[at]!))
      ? plainField
      : textField,
  );
  const lines = rows.map((cells) => cells.map((cell, at) => fields[at]!(cell)));
  return `\uFEFF${[columns.map(textField), ...lines].map(lineOf).join('')}`;
}

/** A single empty cell would be a blank line, which programs skip. */
const lineOf = (fields: readonly string[]): string => `${fields.join(',') || '""'}\r\n`;

const plainField = (cell: Cell): string => String(cell ?? '');

function textField(cell: Cell): string {
  if (cell === null || typeof cell === 'number') return plainField(cell);
  const text = Array.isArray(cell) ? cell.map(listed).join('|') : String(cell);
  const guarded = runsAsFormula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** A value of a list, whose values are separated by `|`. */
const listed = (value: unknown): string => String(value ?? '').replace(/[\\|]/g, '\\$&');
