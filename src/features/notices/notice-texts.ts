import { escapeHtml } from '../../platform/escape-html';
import { oneLine } from '../../platform/mail/mailer';
import type { Language } from '../../platform/text/language';
import { linkLivesMinutes } from '../auth/sign-in/sign-in-links';
import { labels } from '../labels/labels';
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

interface NoticeContent {
  readonly subject: string;
  readonly sentences: readonly string[];
  readonly page: keyof typeof pages;
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
  export: { path: 'exports', id: 'exportId', label: 'Open the export' },
  import: { path: 'imports', id: 'importId', label: 'Open the import' },
  request: { path: 'export-requests', id: 'requestId', label: 'Open the request' },
} as const;

const contents: Record<
  Exclude<NoticeKind, NoticeKind.SIGN_IN | NoticeKind.ADDRESS_CHANGED>,
  (details: NoticeDetails & { who: string; organization: string }) => NoticeContent
> = {
  EXPORT_REQUESTED: ({ what, who, organization }) => ({
    subject: `Export of ${what} was requested`,
    sentences: [
      `${who} has started an export of ${what} of ${organization}.`,
      'You will receive another mail when it is ready. If you do not want this export, you can cancel it on its page.',
    ],
    page: 'export',
  }),
  EXPORT_COMPLETED: ({ what, organization, keptHours }) => ({
    subject: `Your export of ${what} is ready`,
    sentences: [
      `The export of ${what} of ${organization} is ready.`,
      'Sign in and download it from its page' +
        `${keptHours ? `; the file is kept for ${keptHours} ${keptHours === 1 ? 'hour' : 'hours'}` : ''}.`,
    ],
    page: 'export',
  }),
  EXPORT_FAILED: ({ what, organization, reason }) => ({
    subject: `Your export of ${what} failed`,
    sentences: [
      `The export of ${what} of ${organization} failed. ${reason ?? ''}`.trim(),
      'There is no file. Users with the required permissions can start it again on its page.',
    ],
    page: 'export',
  }),
  IMPORT_COMPLETED: ({ what, organization, result, keptHours }) => ({
    subject: `Your import of ${what} is applied`,
    sentences: [
      `The import of ${what} into ${organization} is applied${result ? `: ${result}` : ''}.`,
      `On its page you can see the rows, and undo the import${within(keptHours)}.`,
    ],
    page: 'import',
  }),
  IMPORT_FAILED: ({ what, organization, reason, result }) => ({
    subject: `Your import of ${what} did not work`,
    sentences: [
      `The import of ${what} into ${organization} could not be completed, sorry. ${reason ?? ''}`.trim(),
      result ? `Before that, it was partly applied: ${result}. These changes remain.` : 'No record was changed.',
    ],
    page: 'import',
  }),
  REQUEST_OPENED: ({ what, who, organization, reason }) => ({
    subject: `${who} requests an export of ${what}`,
    sentences: [
      `${who} requests an export of ${what} of ${organization} from you.`,
      ...(reason ? [`Their reason: ${reason}`] : []),
      'Nothing is exported unless you approve it.',
    ],
    page: 'request',
  }),
  REQUEST_APPROVED: ({ what, who, organization }) => ({
    subject: `Your request for an export of ${what} was approved`,
    sentences: [
      `${who} has approved your request for an export of ${what} of ${organization}, and has started it.`,
      'They receive the file and can pass it on to you.',
    ],
    page: 'request',
  }),
  REQUEST_DECLINED: ({ what, who, organization, reason }) => ({
    subject: `Your request for an export of ${what} was declined`,
    sentences: [
      `${who} has declined your request for an export of ${what} of ${organization}.`,
      ...(reason ? [`Their reason: ${reason}`] : []),
    ],
    page: 'request',
  }),
};

const within = (hours: number | undefined): string =>
  hours ? ` within ${hours} ${hours === 1 ? 'hour' : 'hours'}` : '';

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
      `${[greeting, ...sentences].map((sentence) => `<p>${escaped(sentence)}</p>`).join('\n')}\n` +
      `<p><a href="${escaped(link.url)}">${link.label}</a></p>\n<p>Tallyport</p>\n</body></html>\n`,
  };
}

function messageOf(kind: NoticeKind, language: Language, details: NoticeDetails, context: NoticeContext): Message {
  if (kind === NoticeKind.SIGN_IN) return signInMessage(language, context);
  if (kind === NoticeKind.ADDRESS_CHANGED) return addressMessage(language, details, context);
  return noticeMessage(kind, details, context);
}

function noticeMessage(kind: keyof typeof contents, details: NoticeDetails, context: NoticeContext): Message {
  const { subject, sentences, page } = contents[kind]({
    ...details,
    who: harmlessName(details.who) ?? 'A user',
    organization: harmlessName(context.organization) ?? 'your organization',
  });
  const { label, path, id } = pages[page];
  const recipientName = harmlessName(context.recipient) ?? '';
  return {
    recipientName,
    greeting: recipientName ? `Hello ${recipientName},` : 'Hello,',
    subject,
    sentences,
    link: { label, url: `${context.consoleUrl}/${path}/${context[id]}` },
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

const maxNameLength = 60;
/** Signs of a URL, a host such as example.com, which mail programs make a link, and the end of a sentence. */
const passesForLinkOrSentence = /[/:@!?\r\n\v\f\u0085\p{Zl}\p{Zp}]|\.\p{L}{2}|\p{L}{5}\.\s/u;

/**
 * A name that users chose, if it cannot pass for a sentence or a link of the mail. Null for any other name: this mail
 * comes from the operator's server.
 */
function harmlessName(name: string | undefined): string | null {
  if (!name || name.length > maxNameLength || passesForLinkOrSentence.test(name)) return null;
  return oneLine(name) || null;
}

const escaped = (text: string): string => escapeHtml(text).replace(/\r\n|\r|\n/g, '<br>');
