const maxQuotedLength = 100;

/** A text of a client in quotes, for a message. Long texts are cut: messages are stored, sent and logged many times. */
export const quoted = (text: string): string =>
  JSON.stringify(text.length > maxQuotedLength ? `${text.slice(0, maxQuotedLength).toWellFormed()}…` : text);

const maxListed = 20;

/** Texts of a client in quotes, at most 20 of them. */
export function quotedList(texts: readonly string[]): string {
  const listed = texts.slice(0, maxListed).map(quoted).join(', ');
  return texts.length > maxListed ? `${listed} and ${texts.length - maxListed} more` : listed;
}
