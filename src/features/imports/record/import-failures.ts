import { unreadableReasons } from '../reading/unreadable-file';

/** Why an import failed: the code for programs, and what it means. */
export const importFailures = {
  ...unreadableReasons,
  HEADER: 'a header is missing or duplicated',
  NO_KEY_COLUMN: 'no column identifies the records',
  TOO_MANY_ROWS: 'the file has more rows than allowed',
  TOO_MANY_ERRORS: 'the file has more errors than allowed',
  PERMISSION_LOST: 'the user who started or applied the import no longer has the permissions',
  CREDENTIAL_REVOKED:
    'an access token or session was revoked that had started or applied the import, sent its file or mapped its headers',
  UNDO_OVER: 'the changes of the other import are no longer kept',
  FILE_LOST: 'the server lost the uploaded file',
  FILE_ALTERED: 'the uploaded file was changed on the server',
  STORAGE: 'the server could not write a file',
  STORAGE_FULL: 'the server has no space for a file',
  WORKER_LOST: 'workers died three times',
  INTERNAL: 'the server has an error',
} as const;

export type ImportFailureCode = keyof typeof importFailures;
