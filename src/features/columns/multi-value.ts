/**
 * Writes a list as one cell. Values are separated by `|`. In a value, `|` is written `\|` and a backslash `\\`:
 * `Main\|HQ` is one value, `Main|HQ` is two.
 */
export const joinValues = (values: readonly string[]): string =>
  values.map((value) => value.replace(/[\\|]/g, '\\$&')).join('|');

/** Reads the list that `joinValues` wrote. Returns null if a backslash precedes anything but `|` or a backslash. */
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
