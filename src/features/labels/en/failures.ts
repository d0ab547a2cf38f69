import type { Meanings } from '../../../sentences';

/** Why a job failed, or why its file was lost. The code alone says enough, so none has parameters. */
export const failures = {
  WORKER_LOST: ['The worker stopped several times without a result.', []],
  STORAGE_FULL: ['The storage of the server is full.', []],
  STORAGE: ['The storage of the server does not work.', []],
  QUOTA_EXCEEDED: ['The files of the organization have used up its storage.', []],
  PERMISSION_LOST: ['The user who started it may no longer do so.', []],
  CREDENTIAL_REVOKED: ['An access token or session that had a part in it was revoked.', []],
  FILE_LOST: ['The file was lost.', []],
  FILE_ALTERED: ['The file was changed.', []],
  INTERNAL: ['An internal error.', []],
} as const satisfies Meanings;

/** Why files of an organization cannot have a column. */
export const missingColumns = {
  COLUMN_GONE: ['The column no longer exists.', []],
  NO_CUSTOM_TERMS: ['The organization has no custom terms of service.', []],
  SHEET_COLUMNS: ['A sheet has at most `max` columns.', ['max']],
} as const satisfies Meanings;
