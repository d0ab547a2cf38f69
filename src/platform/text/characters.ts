/**
 * Everything that is no character of XML 1.0: C0 controls except tab, LF and CR, lone surrogates, U+FFFE and U+FFFF.
 */
const unacceptable = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/**
 * The first character of a text that no CSV reader or XML 1.0 document takes, as `U+0000`; null for an acceptable text.
 * The API and the loader refuse such texts; rows stored before they did may still hold some.
 */
export function unacceptableCharacter(text: string): string | null {
  const found = unacceptable.exec(text);
  return found && `U+${found[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
