/**
 * The grammar of a cell with several values: separated by `|`; a literal `|` is written `\|`, a literal backslash `\\`.
 * `Main\|HQ` is one value, `Main|HQ` two.
 */
export const joinValues = (values: readonly string[]): string => values.map((value) => value.replace(/[\\|]/g, '\\$&')).join('|');
