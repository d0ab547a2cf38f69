const maxQuotedLength = 100;

/** A text of a client in quotes, for a message. Long texts are cut: messages are stored, sent and logged many times. */
export const quoted = (text: string): string =>
  JSON.stringify(text.length > maxQuotedLength ? `${text.slice(0, maxQuotedLength).toWellFormed()}…` : text);
