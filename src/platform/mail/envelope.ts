import type { SendMailOptions } from 'nodemailer';
import { type Mail, type MailAddress, oneLine } from './mailer';

/** A line must not exceed 998 bytes, and a long text without spaces is never folded. */
const maxHeaderLength = 150;

/** Escapes `=?`, because mail programs would decode it as an encoded word. */
const headerText = (text: string): string =>
  [...oneLine(text).replaceAll('=?', '= ?')].slice(0, maxHeaderLength).join('');

/**
 * A mail in nodemailer's form. Addresses are objects, so that nodemailer does not parse them. Access to files and URLs
 * is disabled.
 */
export const envelopeOf = (from: MailAddress, { messageId, date, to, subject, text, html }: Mail): SendMailOptions => ({
  messageId: `<${messageId}>`,
  date,
  from: { ...from },
  to: { name: headerText(to.name), address: to.address },
  subject: headerText(subject),
  text,
  html,
  // Prevents "out of office" replies.
  headers: { 'Auto-Submitted': 'auto-generated' },
  disableFileAccess: true,
  disableUrlAccess: true,
});
