/**
 * The grammar of a cell with several values: separated by `|`; a literal `|` is written `\|`, a literal backslash `\\`.
 * `Main\|HQ` is one value, `Main|HQ` two.
 */
export const joinValues = (values: readonly string[]): string =>
  values.map((value) => value.replace(/[\\|]/g, '\\$&')).join('|');

/** The values of such a cell; none of an empty one. Null where a backslash stands before anything but `|` or `\`. */
export function splitValues(cell: string): string[] | null {
  if (cell === '') return [];
  const values: string[] = [];
  let value = '';
  for (const [part] of cell.matchAll(/\\[\\|]|./gsu)) {
    if (part === '\\') return null;
    if (part === '|') {
      values.push(value);
      value = '';
    } else value += part.length === 2 && part.startsWith('\\') ? part.slice(1) : part;
  }
  return [...values, value];
}
