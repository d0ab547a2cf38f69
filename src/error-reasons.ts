import { fileReasons, headerReasons } from './file-reasons';
import { rowReasons } from './row-reasons';
import type { Meanings, ParametersOf, SentenceParameters } from './sentences';

/** Why a viewer may not do something, whatever the state of the records is. */
export const denialReasons = {
  OWNER_ONLY: ['Requires the role OWNER, without a limited access token.', []],
  PERMISSIONS_REQUIRED: ['Requires permissions that the viewer does not have, all of them.', ['permissions']],
  LIMITED_TOKEN: ['A limited access token may not do this.', []],
  SESSION_REQUIRED: ['Requires a session. No access token may do this.', []],
  LINK_SESSION_REQUIRED: ['Requires a session that was started by a link, not with the identity provider.', []],
  OWNER_NEEDS_NO_REQUEST: ['The owner starts exports directly.', []],
  NOT_SUPPORTED: ['No viewer can do this, such as exporting the dataset in another format.', []],
} as const satisfies Meanings;

export const generalReasons = {
  VALUE_TAKEN: ['Another record has this name or key.', ['value']],
  VALUE_ARCHIVED: ['An archived record has this name. Restore it, or choose another name.', ['value']],
  VALUE_BLANK: ['The text must not be blank.', []],
  UNKNOWN_ID: ['There is no such record, or the viewer may not see it.', ['id']],
  MISSING: ['`what`, such as a page or a link, does not exist.', ['what']],
  NO_LONGER_VISIBLE: ['The viewer may no longer see the record, or all of the records.', []],
  DELETED_WITH_USER: ['The record was deleted with the user who requested it.', []],
  FILE_DELETION: ['Only the owner, and users who may download the file, may delete it.', []],
  REQUESTER_ONLY: ['Only the user who made the request may do this.', []],
  UNKNOWN_MAPPING: ['No mapping was saved with this name.', ['name']],
  PERIOD_INCOMPLETE: ['A period needs both dates, or a preset.', []],
  PERIOD_REVERSED: ['The end of the period is before its start.', []],
  STATE: ['The state of the record, such as COMPLETED, does not allow the action.', ['state']],
  BOOKING_STATE: ['The status of the booking does not allow the action.', ['status']],
  INVOICE_STATE: ['The status of the invoice does not allow the action.', ['status']],
  BOOKING_OF_OTHER_USER: ['The booking is of another user than the invoice.', ['reference']],
  CHANGED_MEANWHILE: ['Another request changed the record at the same time. Read it again.', []],
  ACCOUNT_NOT_ACTIVE: ['The account of the user who is concerned is not ACTIVE.', []],
  ADDRESS_SHARED: ['Another user has the same email address, and one of both is an admin or the owner.', ['email']],
  ADDRESS_UNCONFIRMED: [
    'An access token or a session of the identity provider has set the email address. The owner confirms it by sending it.',
    ['email'],
  ],
  COUNT_LIMIT: ['As many records of this kind exist as are allowed. Remove some first.', ['max']],
  RATE_LIMIT: ['The user has done this as often as is allowed for now.', ['max', 'retryAfter']],
  AT_ONCE_LIMIT: ['As many files are being sent or received as are allowed at once.', ['max']],
  CONNECTIONS_OF_USER: ['As many live connections of the user are open as are allowed.', ['max']],
  CONNECTIONS_OF_ADDRESS: ['As many live connections from the network address are open as are allowed.', ['max']],
  SERVER_FULL: ['The server has as many live connections as are allowed.', []],
  LIVE_OPERATIONS: ['As many operations run on the connection as are allowed.', ['max']],
  ORGANIZATION_BUSY: ['The user or the organization has too many operations running.', []],
  STORAGE_QUOTA: ['The files of the organization have used up its storage.', ['maxBytes']],
  LINK_EXPIRED: ['The link has expired or was already used.', []],
  FILE_REFUSED: ['The user of the link or of the upload may not have the file, or not send it.', []],
  FILE_DELETED: ['The file was deleted or lost.', []],
  NOTHING_TO_APPLY: ['The plan of the import changes nothing, and `failed` rows have errors.', ['failed']],
  STEP_EXPIRED: ['The time for the next step of the import has passed.', []],
  UNDO_OF_OTHER: ['A user whose imports the viewer may not see is undoing the import.', []],
  UNDO_EXPIRED: ['The changes of the import are no longer kept.', []],
  NO_SINGLE_SIGN_ON: ['There is no such organization, or it has no identity provider.', []],
  SIGN_IN_NOT_STARTED: ['The sign-in was not started in this browser, was already used, or has expired.', []],
  PROVIDER_UNREACHABLE: ['The identity provider does not answer.', ['provider']],
  PROVIDER_REFUSED: ['The user has canceled the sign-in, or the identity provider has refused it.', ['provider']],
  PROVIDER_UNPROVED: ['The answer of the identity provider does not prove who the user is.', ['provider']],
  NO_ACCOUNT: [
    'No active account of the organization is for the user of the identity provider.',
    ['provider', 'organization'],
  ],
  FOREIGN_FORM: ['The form was not sent by a page of the server.', []],
  FOREIGN_PAGE: ['The request was not sent by a page of the server or of `CORS_ORIGINS`.', []],
  HEADERS_TOO_LARGE: ['The address or the headers of the request, such as its cookies, are too large.', []],
  BODY_TOO_LARGE: ['The body of the request is too large.', []],
  SIGN_IN_REQUIRED: ['No one is signed in, or the access token is no longer valid.', []],
  SESSION_ENDED: ['The session of a live connection or of a link has ended, or its account is not active.', []],
  TOKEN_ENDED: ['The access token of a live connection or of a link has ended, or its account is not active.', []],
  VIEWER_CHANGED: ['The session is of another user than the one for whom the page sends the request.', []],
  SERVER_AWAY: ['The server is stopping, or cannot reach its database. Nothing was changed.', []],
  SERVER_BUSY: ['Too many requests are waiting at the server. Try again in a few seconds.', []],
  REQUEST_TOO_SLOW: ['The request took too long to arrive.', []],
  DATABASE_AWAY: ['The database does not respond. Whether a change was saved is unknown.', []],
  INTERNAL_ERROR: ['An error of the server.', ['requestId']],
  VALUE_REPEATED: ['The value appears more than once in the request.', ['value']],
  TEXT_TOO_LONG: ['The text is too long.', ['max']],
  INVISIBLE_CHARACTER: ['The text contains a character that cannot be seen, such as U+200B.', ['character']],
  NOT_AN_ADDRESS: ['The text is not an email address.', []],
  TOO_MANY_VALUES: ['The list has too many values.', ['max']],
  LISTED_LENGTH: ['A value of the list is empty or too long.', ['max']],
  FILE_NAME: ['File systems do not allow the name, or it has the extension, which is added.', []],
  NAME_LENGTH: ['The name is blank or too long.', ['max']],
  PROPERTY_KEY: ['The key has other characters than letters a to z, digits and `_`, or is too long.', ['max']],
  POSITION_RANGE: ['The position is negative or too large.', ['max']],
  TIME_ZONE: ['There is no time zone with this name.', ['value']],
  DOMAIN: ['The text is not a domain.', ['value']],
  DOMAIN_MISSING: ['At least one domain is required.', []],
  ISSUER: ['The text is not the URL of an identity provider.', ['value']],
  ISSUER_UNREADABLE: ['The configuration of the identity provider could not be read.', ['value']],
  NAME_SERVERS_AWAY: ['The name servers of the domains do not answer.', ['domains']],
  SECRET_CHARACTERS: ['The client secret has characters other than visible ASCII.', []],
  SECRET_REQUIRED: ['A new issuer or client needs a client secret, or null.', []],
  SECRETS_NOT_STORED: ['The server cannot store client secrets.', []],
  ALREADY_OWNER: ['The user is the owner.', []],
  OWNER_ROLE: ['The role of the owner changes only by a transfer of ownership.', []],
  OWNER_STAYS_ACTIVE: ["The owner's account must stay ACTIVE.", []],
  OWN_ACCOUNT: ['Users cannot make their own account ACTIVE.', []],
  EXPIRY_PAST: ['The end of the access token is not in the future.', []],
  EXPIRY_TOO_LATE: ['The end of the access token is too late.', ['days']],
  EXPIRY_AFTER_PARENT: ['The end is after the end of the token of the request.', ['end']],
  AMOUNT_RANGE: ['The amount is too large.', []],
  END_BEFORE_START: ['The end is not later than the start.', []],
  BOOKING_TOO_LONG: ['The end is too long after the start.', ['days']],
  ALREADY_ARCHIVED: ['The record is archived.', ['value']],
  NOT_ARCHIVED: ['The record is not archived.', ['value']],
  UPLOAD_OFFSET: [
    'The upload does not continue after the last byte that arrived, of which there are `offset`.',
    ['offset'],
  ],
  FILE_TOO_LARGE: ['The file is larger than any file may be.', ['maxBytes']],
  FILE_NOT_STORED: ['The server cannot store the file at the moment.', []],
  UPLOAD_CLOSED: ['The import takes no file any longer.', []],
  OTHER_IMPORT_DATASET: ['The corrected import is of another dataset.', ['dataset']],
  MAPPING_OF_OTHER: ['The mapping belongs to another user, so its plan needs `applyImport`.', ['name']],
  HEADERS_NOT_READ: ['The headers of the file are not read yet.', []],
  NO_COLUMNS: ['A file needs at least one column.', []],
  UNKNOWN_COLUMN: ['There is no such column.', ['column']],
  COLUMN_UNAVAILABLE: ['The organization does not have the column.', ['column']],
  UNKNOWN_TEMPLATE: ['There is no such template.', ['template']],
  TEMPLATE_EMPTY: ['The columns of the template no longer exist.', []],
  NOT_REPEATABLE: ['Columns or records of the export no longer exist, for the reason `cause`.', ['cause']],
  ZIP_ONLY: ['A full export has only the format ZIP.', []],
  ZIP_FULL_ONLY: ['Only a full export has the format ZIP.', []],
  NOT_IMPORTABLE: ['A full export cannot be imported as a whole.', []],
  NOT_LISTED: ['The value is not one of `values`.', ['value', 'values']],
  NO_GROUPS: ['The request needs `groupBy`.', []],
  NUMBER_RANGE: ['The number is not a whole one from `min` to `max`.', ['min', 'max']],
  DIMENSION_REPEATED: ['A dimension appears more than once.', []],
  NEGATIVE: ['The number is negative.', []],
  RANGE_EMPTY: ['A range needs at least one bound.', []],
  RANGE_OVERDETERMINED: ['A range has both an exact value and a bound.', []],
  RANGE_REVERSED: ['The upper bound of the range is less than the lower one.', []],
  PERIOD_OVERDETERMINED: ['A period has both a preset and dates.', []],
  PERIOD_BASIS: ['The dataset does not have the date that the period is about.', ['dataset', 'bases']],
  TOO_MANY_MONTHS: ['The range has too many months.', ['max']],
  TOO_MANY_PERIODS: ['The range has too many periods of this granularity.', ['max']],
  OPERATION_COST: ['The operation costs more points than one may cost.', ['cost', 'max']],
  TOO_MANY_RESULTS: ['The statistics would have too many rows, or too many to compute.', ['rows', 'max']],
  TOO_MANY_DIFFERENT: ['The field has too many different values to list them.', ['max']],
  CLOCK_BEFORE_1970: ['Groups by weekday or hour need a range that starts in 1970 or later.', []],
  DATE_RANGE: ['The dates would be before the year 1 or after 9999.', []],
  STATUS_NOT_COUNTED: ['The figures never count records with the status of the filter.', []],
  SEPARATORS_EQUAL: ['The delimiter and the decimal separator are both a comma.', []],
  CSV_OPTIONS: ['Only `formats` have CSV options.', ['formats']],
  FILTER_OF_OTHER_DATASET: ['The filter is only for the dataset `dataset`.', ['dataset']],
  OPTION_OF_FULL_EXPORT: ['Only full exports have the option.', []],
  OPTION_OF_ROW_EXPORT: ['Full exports do not have the option.', []],
  COLUMNS_AND_TEMPLATE: ['Both columns and a template are requested.', []],
  EXCLUSION_NEEDS_FILTER: ['Rows can be excluded only from the rows of a filter, not from `ids`.', []],
  TEMPLATE_OF_OTHER_DATASET: ['The template is for another dataset.', ['template', 'dataset']],
  FULL_EXPORT_TEMPLATE: ['A full export always has all columns, so it has no templates.', []],
  RECORD_COUNT: ['The request has no records, or too many.', ['max']],
  PROPERTIES_OF_USERS: ['Only an import of users can create custom properties.', []],
  MAPPING_TOO_LARGE: ['The decisions about headers are too large to be kept.', ['maxBytes']],
  UNDO_WITHOUT_FILE: ['An undo has no file and no headers.', []],
  UPLOAD_ALTERED: ['Other bytes arrived than were sent.', []],
} as const satisfies Meanings;

/**
 * Why a request was refused, more exactly than its error code: what each reason means, and its parameters. Screens
 * translate the reason; the English message of an error is for developers, too. Reasons never change their meaning.
 */
export const errorReasons = {
  ...denialReasons,
  ...generalReasons,
  ...headerReasons,
  ...fileReasons,
  ...rowReasons,
} as const satisfies Meanings;

type ErrorReason = keyof typeof errorReasons;

/** The part of the details of an error that says why, for programs. */
export interface Because extends Readonly<Record<string, unknown>> {
  readonly reason: ErrorReason;
  readonly parameters: SentenceParameters;
}

declare const unexplained: unique symbol;

/** The details of an error without a reason. Only `withoutReason` makes them. */
interface Unexplained extends Readonly<Record<string, unknown>> {
  readonly [unexplained]: true;
}

/** Machine-readable details of an error. The compiler requires a reason, or the decision that there is none. */
export type ErrorDetails = Because | Unexplained;

/**
 * Details of an error that only a wrong program causes, so that no person has to understand it: its message is English.
 * test/api/graphql/error-reasons.test.ts lists the uses.
 */
export const withoutReason = (details: Readonly<Record<string, unknown>> = {}): ErrorDetails => details as Unexplained;

/** Returns the reason and its parameters as details of an error. */
export const because = <Reason extends ErrorReason>(
  reason: Reason,
  ...[parameters]: [(typeof errorReasons)[Reason][1][number]] extends [never]
    ? []
    : [ParametersOf<typeof errorReasons, Reason>]
): Because => ({ reason, parameters: parameters ?? {} });

/** The reason in the details of an error. Null for an error that only a wrong program causes. */
export function reasonIn({ reason, parameters = {} }: Readonly<Record<string, unknown>>): Because | null {
  return reason === undefined ? null : ({ reason, parameters } as Because);
}

/** The reason of an error as parameters of a reason that quotes it. */
export function causeOf(details: Readonly<Record<string, unknown>>): SentenceParameters & { readonly cause: string } {
  const { reason = '', parameters = {} } = details as Partial<Because>;
  return { ...parameters, cause: reason };
}
