import { fileReasons, headerReasons } from './file-reasons';
import type { Meanings, ParametersOf, SentenceParameters } from './sentences';

/** Why a viewer may not do something, whatever the state of the records is. */
export const denialReasons = {
  OWNER_ONLY: ['Requires the role OWNER, without a limited access token.', []],
  PERMISSIONS_REQUIRED: ['Requires permissions that the viewer does not have, all of them.', ['permissions']],
  LIMITED_TOKEN: ['A limited access token may not do this.', []],
  OWNER_NEEDS_NO_REQUEST: ['The owner starts exports directly.', []],
  NOT_SUPPORTED: ['No viewer can do this, such as exporting the dataset in another format.', []],
} as const satisfies Meanings;

export const generalReasons = {
  VALUE_TAKEN: ['Another record has this name or key.', ['value']],
  VALUE_ARCHIVED: ['An archived record has this name. Restore it, or choose another name.', ['value']],
  VALUE_BLANK: ['The text must not be blank.', []],
  UNKNOWN_ID: ['There is no such record, or the viewer may not see it.', ['id']],
  UNKNOWN_MAPPING: ['No mapping was saved with this name.', ['name']],
  PERIOD_INCOMPLETE: ['A period needs both dates, or a preset.', []],
  PERIOD_REVERSED: ['The end of the period is before its start.', []],
  STATE: ['The state of the record, such as COMPLETED, does not allow the action.', ['state']],
  CHANGED_MEANWHILE: ['Another request changed the record at the same time. Read it again.', []],
  ACCOUNT_NOT_ACTIVE: ['The account of the user who is concerned is not ACTIVE.', []],
  ADDRESS_SHARED: ['Another user has the same email address, and one of both is an admin or the owner.', ['email']],
  COUNT_LIMIT: ['As many records of this kind exist as are allowed. Remove some first.', ['max']],
  RATE_LIMIT: ['The user has done this as often as is allowed for now.', ['max', 'retryAfter']],
  AT_ONCE_LIMIT: ['As many files are being sent or received as are allowed at once.', ['max']],
  ORGANIZATION_BUSY: ['The user or the organization has too many operations running.', []],
  STORAGE_QUOTA: ['The files of the organization have used up its storage.', ['maxBytes']],
  LINK_EXPIRED: ['The link has expired or was already used.', []],
  FILE_DELETED: ['The file was deleted or lost.', []],
  NOTHING_TO_APPLY: ['The plan of the import changes nothing, and `failed` rows have errors.', ['failed']],
  STEP_EXPIRED: ['The time for the next step of the import has passed.', []],
  UNDO_OF_OTHER: ['A user whose imports the viewer may not see is undoing the import.', []],
  UNDO_EXPIRED: ['The changes of the import are no longer kept.', []],
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
} as const satisfies Meanings;

type ErrorReason = keyof typeof errorReasons;

/** The part of the details of an error that says why, for programs. */
export interface Because extends Readonly<Record<string, unknown>> {
  readonly reason: ErrorReason;
  readonly parameters: SentenceParameters;
}

/** Returns the reason and its parameters as details of an error. */
export const because = <Reason extends ErrorReason>(
  reason: Reason,
  ...[parameters]: [(typeof errorReasons)[Reason][1][number]] extends [never]
    ? []
    : [ParametersOf<typeof errorReasons, Reason>]
): Because => ({ reason, parameters: parameters ?? {} });
