import { escapeHtml } from '../../platform/escape-html';
import type { Language, Localized } from '../../platform/text/language';
import { linkLivesMinutes } from '../auth/sign-in/sign-in-links';
import { labels } from '../labels/labels';
import { harmlessName, harmlessReason } from './harmless-texts';
import { type AddressChange, type NoticeDetails, NoticeKind } from './notice';

interface NoticeContext {
  /** Name of the organization. */
  readonly organization: string;
  /** Name of the recipient. */
  readonly recipient: string;
  /** URL of the console, without a trailing slash. */
  readonly consoleUrl: string;
  readonly exportId: number | null;
  readonly importId: number | null;
  readonly requestId: number | null;
  /** URL that signs the recipient in; null in any other mail. */
  readonly signInUrl: string | null;
}

interface NoticeTexts {
  /** For the greeting and the header `To`. Empty in a mail without a name. */
  readonly recipientName: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A mail without its frame: the link follows the sentences. */
interface Message {
  readonly recipientName: string;
  readonly greeting: string;
  readonly subject: string;
  readonly sentences: readonly string[];
  readonly link: { readonly label: string; readonly url: string };
}

/** The pages that mails link to: their path in the console, and which id follows it. */
const pages = {
  export: { path: 'exports', id: 'exportId' },
  import: { path: 'imports', id: 'importId' },
  request: { path: 'export-requests', id: 'requestId' },
} as const;

const pageOf: Readonly<
  Record<
    Exclude<NoticeKind, NoticeKind.SIGN_IN | NoticeKind.ADDRESS_CHANGED | NoticeKind.ADDRESS_LIMIT_REACHED>,
    keyof typeof pages
  >
> = {
  EXPORT_REQUESTED: 'export',
  EXPORT_COMPLETED: 'export',
  EXPORT_FAILED: 'export',
  IMPORT_COMPLETED: 'import',
  IMPORT_FAILED: 'import',
  REQUEST_OPENED: 'request',
  REQUEST_APPROVED: 'request',
  REQUEST_DECLINED: 'request',
};

/** A mail in plain text and in HTML. It links to a page that requires sign-in or offers it, never to a file. */
export function noticeTexts(kind: NoticeKind, details: NoticeDetails, context: NoticeContext): NoticeTexts {
  const { language = 'en' } = details;
  const message = messageOf(kind, language, details, context);
  const { recipientName, subject, greeting, sentences, link } = message;
  return {
    recipientName,
    subject,
    text: `${[greeting, ...sentences, `${link.label}: ${link.url}`, 'Tallyport'].join('\n\n')}\n`,
    html:
      `<!doctype html>\n<html lang="${language}"><body>\n` +
      `${[greeting, ...sentences].map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join('\n')}\n` +
      `<p><a href="${escapeHtml(link.url)}">${link.label}</a></p>\n<p>Tallyport</p>\n</body></html>\n`,
  };
}

function messageOf(kind: NoticeKind, language: Language, details: NoticeDetails, context: NoticeContext): Message {
  if (kind === NoticeKind.SIGN_IN) return signInMessage(language, context);
  if (kind === NoticeKind.ADDRESS_CHANGED) return addressMessage(language, details, context);
  if (kind === NoticeKind.ADDRESS_LIMIT_REACHED) return addressLimitMessage(language, context);
  return noticeMessage(kind, language, details, context);
}

function noticeMessage(
  kind: keyof typeof pageOf,
  language: Language,
  { what, who, reason, result, keptHours }: NoticeDetails,
  context: NoticeContext,
): Message {
  const texts = labels[language].noticeMail;
  const textOf = (text: string | Localized): string => (typeof text === 'string' ? text : text[language]);
  const { path, id } = pages[pageOf[kind]];
  // As a text, a user has written it.
  const shownReason = typeof reason === 'string' ? harmlessReason(reason) : textOf(reason ?? '');
  const recipientName = harmlessName(context.recipient) ?? '';
  return {
    recipientName,
    greeting: texts.greeting(recipientName),
    ...texts[kind]({
      what: textOf(what),
      who: harmlessName(who) ?? texts.someone,
      organization: harmlessName(context.organization) ?? texts.unnamed,
      reason: shownReason ?? '',
      hasHiddenReason: shownReason === null,
      result: textOf(result ?? ''),
      keptHours,
    }),
    link: { label: texts.buttons[pageOf[kind]], url: `${context.consoleUrl}/${path}/${context[id]}` },
  };
}

/** Anyone can request this mail for any address, and an account with that address can have any name. So it has none. */
function signInMessage(language: Language, { organization, signInUrl }: NoticeContext): Message {
  const { greeting, subject, link, unnamed, warning, button } = labels[language].signInMail;
  return {
    recipientName: '',
    greeting,
    subject,
    sentences: [link(harmlessName(organization) ?? unnamed, linkLivesMinutes), warning],
    link: { label: button, url: signInUrl! },
  };
}

function addressMessage(
  language: Language,
  { change, who }: NoticeDetails,
  { organization, recipient, consoleUrl }: NoticeContext,
): Message {
  const texts = labels[language].addressMail;
  const { to, by } = change!;
  const name = harmlessName(who);
  const causes: Record<AddressChange['by'], string> = {
    SELF: texts.bySelf,
    OTHER: name === null ? texts.byUnnamed : texts.byUser(name),
    OPERATOR: texts.byOperator,
  };
  const venue = harmlessName(organization) ?? texts.unnamed;
  const recipientName = harmlessName(recipient) ?? '';
  return {
    recipientName,
    greeting: texts.greeting(recipientName),
    subject: texts.subject,
    sentences: [to === null ? texts.removed(venue, causes[by]) : texts.changed(venue, to, causes[by]), texts.warning],
    link: { label: texts.button, url: `${consoleUrl}/settings/access` },
  };
}

function addressLimitMessage(language: Language, { organization, recipient, consoleUrl }: NoticeContext): Message {
  const { greeting, unnamed, button, limit } = labels[language].addressMail;
  const recipientName = harmlessName(recipient) ?? '';
  return {
    recipientName,
    greeting: greeting(recipientName),
    subject: limit.subject,
    sentences: [limit.reached(harmlessName(organization) ?? unnamed), limit.warning],
    link: { label: button, url: `${consoleUrl}/settings/audit-log` },
  };
}
