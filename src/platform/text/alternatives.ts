/** Joins names as in a sentence: "A, B or C". */
export const alternatives = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;

// British English has no comma before the last name, like `alternatives`.
const conjunction = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** Joins names of which all are meant: "A, B and C". */
export const allOf = (names: readonly string[]): string => conjunction.format(names);
