import { oneLine } from '../../platform/mail/mailer';

// Mails come from the operator's server, so a text that a user chose must not pass for a sentence or a link of the mail.

const maxNameLength = 60;
const maxReasonLength = 500;

/** Signs of a URL, a host such as example.com, which mail programs make a link, and the end of a sentence. */
const passesForLinkOrSentence = /[/:@!?\r\n\v\f\u0085\p{Zl}\p{Zp}]|\.\p{L}{2}|\p{L}{5}\.\s/u;
const passesForLink = /:\/\/|@|\.\p{L}{2}/u;
/** Ends the parentheses in which a mail shows the name of a file. */
const closesParentheses = /^[^(]*\)/;
const extension = /\.(csv|tsv|txt|xlsx)$/i;

/** A name that users chose. Null if it could pass for a sentence or a link. */
export function harmlessName(name: string | undefined): string | null {
  if (!name || name.length > maxNameLength || passesForLinkOrSentence.test(name)) return null;
  return oneLine(name) || null;
}

/** As `harmlessName`, for the name of an uploaded file. */
export function harmlessFileName(name: string): string | null {
  const stem = harmlessName(name.replace(extension, ''));
  return stem === null || closesParentheses.test(stem) ? null : stem + (extension.exec(name)?.[0] ?? '');
}

/** A text that a mail quotes after the name of its author, on one line. Null if it could pass for a link. */
export const harmlessReason = (reason: string): string | null =>
  reason.length > maxReasonLength || passesForLink.test(reason) ? null : oneLine(reason);
