const maxQuotedLength = 100;

/** A text of a client as messages have it. Long texts are cut: messages are stored, sent and logged many times. */
export const shortened = (text: string): string =>
  text.length > maxQuotedLength ? `${text.slice(0, maxQuotedLength).toWellFormed()}…` : text;

/** A text of a client in quotes, for a message. */
export const quoted = (text: string): string => JSON.stringify(shortened(text));

const maxListed = 20;

/** Texts of a client in quotes, at most 20 of them. */
export function quotedList(texts: readonly string[]): string {
  const listed = texts.slice(0, maxListed).map(quoted).join(', ');
  return texts.length > maxListed ? `${listed} and ${texts.length - maxListed} more` : listed;
}

/** The same texts as parameters of a message, with the number of all of them. */
export const listed = (texts: readonly string[]): { headers: readonly string[]; count: number } => ({
  headers: texts.slice(0, maxListed).map(shortened),
  count: texts.length,
});
