import type { NoticeMailTexts } from '../label-tables';

const hours = (n: number): string => (n === 1 ? '1 hour' : `${n} hours`);

const datasets: Readonly<Record<string, string>> = { USERS: 'users', BOOKINGS: 'bookings', INVOICES: 'invoices' };

/** Texts of the mails about exports, imports and requests. */
export const noticeMail: NoticeMailTexts = {
  contents: {
    dataset: (dataset, detail) => `${datasets[dataset] ?? dataset}${detail === null ? '' : ` (${detail})`}`,
    oneUser: (format) => `one user (${format})`,
    organization: 'the whole organization',
  },
  greeting: (name) => (name ? `Hello ${name},` : 'Hello,'),
  someone: 'A user',
  unnamed: 'your organization',
  reasonOnPage: 'Its page shows the reason.',
  buttons: { export: 'Open the export', import: 'Open the import', request: 'Open the request' },
  EXPORT_REQUESTED: ({ what, who, organization }) => ({
    subject: `Export of ${what} was requested`,
    sentences: [
      `${who} has started an export of ${what} of ${organization}.`,
      'You will receive another mail when it is ready. If you do not want this export, you can cancel it on its page.',
    ],
  }),
  EXPORT_COMPLETED: ({ what, organization, keptHours }) => ({
    subject: `Your export of ${what} is ready`,
    sentences: [
      `The export of ${what} of ${organization} is ready.`,
      `Sign in and download it from its page${keptHours ? `; the file is kept for ${hours(keptHours)}` : ''}.`,
    ],
  }),
  EXPORT_FAILED: ({ what, organization, reason }) => ({
    subject: `Your export of ${what} failed`,
    sentences: [
      `The export of ${what} of ${organization} failed. ${reason}`.trim(),
      'There is no file. Users with the required permissions can start it again on its page.',
    ],
  }),
  IMPORT_COMPLETED: ({ what, organization, result, keptHours }) => ({
    subject: `Your import of ${what} is applied`,
    sentences: [
      `The import of ${what} into ${organization} is applied${result ? `: ${result}` : ''}.`,
      `On its page you can see the rows, and undo the import${keptHours ? ` within ${hours(keptHours)}` : ''}.`,
    ],
  }),
  IMPORT_FAILED: ({ what, organization, reason, result }) => ({
    subject: `Your import of ${what} did not work`,
    sentences: [
      `The import of ${what} into ${organization} could not be completed, sorry. ${reason}`.trim(),
      result ? `Before that, it was partly applied: ${result}. These changes remain.` : 'No record was changed.',
    ],
  }),
  REQUEST_OPENED: ({ what, who, organization, reason, hasHiddenReason }) => ({
    subject: `${who} requests an export of ${what}`,
    sentences: [
      `${who} requests an export of ${what} of ${organization} from you.`,
      ...(hasHiddenReason ? [noticeMail.reasonOnPage] : reason ? [`Their reason: ${reason}`] : []),
      'Nothing is exported unless you approve it.',
    ],
  }),
  REQUEST_APPROVED: ({ what, who, organization }) => ({
    subject: `Your request for an export of ${what} was approved`,
    sentences: [
      `${who} has approved your request for an export of ${what} of ${organization}, and has started it.`,
      'They receive the file and can pass it on to you.',
    ],
  }),
  REQUEST_DECLINED: ({ what, who, organization, reason, hasHiddenReason }) => ({
    subject: `Your request for an export of ${what} was declined`,
    sentences: [
      `${who} has declined your request for an export of ${what} of ${organization}.`,
      ...(hasHiddenReason ? [noticeMail.reasonOnPage] : reason ? [`Their reason: ${reason}`] : []),
    ],
  }),
};
