import type { SendMailOptions } from 'nodemailer';
import { type Mail, type MailAddress, oneLine } from './mailer';

/** A word without an end is never folded, and a line may not be longer than 998 bytes. */
const maxHeaderLength = 150;

/** What looks like an encoded word would be read as one. */
const headerText = (text: string): string =>
  [...oneLine(text).replaceAll('=?', '= ?')].slice(0, maxHeaderLength).join('');

/**
 * A mail as nodemailer takes it. Addresses go as objects, so that it parses none; no part of it may name a file or an
 * address to be read.
 */
export const envelopeOf = (from: MailAddress, { messageId, date, to, subject, text, html }: Mail): SendMailOptions => ({
  messageId: `<${messageId}>`,
  date,
  from: { ...from },
  to: { name: headerText(to.name), address: to.address },
  subject: headerText(subject),
  text,
  html,
  // So that nobody's "out of office" answers.
  headers: { 'Auto-Submitted': 'auto-generated' },
  disableFileAccess: true,
  disableUrlAccess: true,
});
