/**
 * Everything that is not a character of XML 1.0: C0 controls except tab, LF and CR, lone surrogates, U+FFFE and U+FFFF.
 */
const unacceptable = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/**
 * Returns the first character of a text that CSV readers or XML 1.0 do not accept, as `U+0000`, or null. The API and the
 * loader refuse such texts, but rows that were stored earlier may still contain some.
 */
export function unacceptableCharacter(text: string): string | null {
  const found = unacceptable.exec(text);
  return found && `U+${found[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
