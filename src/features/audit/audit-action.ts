import { registerEnumType } from 'type-graphql';

export enum AuditAction {
  EXPORT_REQUESTED = 'EXPORT_REQUESTED',
  EXPORT_DEDUPLICATED = 'EXPORT_DEDUPLICATED',
  EXPORT_DENIED = 'EXPORT_DENIED',
  EXPORT_STARTED = 'EXPORT_STARTED',
  EXPORT_COMPLETED = 'EXPORT_COMPLETED',
  EXPORT_FAILED = 'EXPORT_FAILED',
  EXPORT_CANCELLED = 'EXPORT_CANCELLED',
  EXPORT_EXPIRED = 'EXPORT_EXPIRED',
  EXPORT_TEMPLATE_SAVED = 'EXPORT_TEMPLATE_SAVED',
  EXPORT_TEMPLATE_DELETED = 'EXPORT_TEMPLATE_DELETED',
  EXPORT_RETRIED = 'EXPORT_RETRIED',
  EXPORT_FILE_DELETED = 'EXPORT_FILE_DELETED',
  EXPORT_HANDED_OVER = 'EXPORT_HANDED_OVER',
  IMPORT_REQUESTED = 'IMPORT_REQUESTED',
  IMPORT_DENIED = 'IMPORT_DENIED',
  IMPORT_UPLOAD_STARTED = 'IMPORT_UPLOAD_STARTED',
  IMPORT_UPLOAD_DENIED = 'IMPORT_UPLOAD_DENIED',
  IMPORT_FILE_RECEIVED = 'IMPORT_FILE_RECEIVED',
  IMPORT_STARTED = 'IMPORT_STARTED',
  IMPORT_MAPPED = 'IMPORT_MAPPED',
  IMPORT_CHECKED = 'IMPORT_CHECKED',
  IMPORT_APPLIED = 'IMPORT_APPLIED',
  IMPORT_ROWS_APPLIED = 'IMPORT_ROWS_APPLIED',
  IMPORT_COMPLETED = 'IMPORT_COMPLETED',
  IMPORT_FAILED = 'IMPORT_FAILED',
  IMPORT_CANCELLED = 'IMPORT_CANCELLED',
  IMPORT_EXPIRED = 'IMPORT_EXPIRED',
  IMPORT_UNDONE = 'IMPORT_UNDONE',
  IMPORT_MAPPING_DELETED = 'IMPORT_MAPPING_DELETED',
  DOWNLOAD_URL_MINTED = 'DOWNLOAD_URL_MINTED',
  DOWNLOAD = 'DOWNLOAD',
  DOWNLOAD_DENIED = 'DOWNLOAD_DENIED',
  USER_CREATED = 'USER_CREATED',
  USER_CHANGED = 'USER_CHANGED',
  BOOKING_CREATED = 'BOOKING_CREATED',
  BOOKING_CONFIRMED = 'BOOKING_CONFIRMED',
  BOOKING_RESCHEDULED = 'BOOKING_RESCHEDULED',
  BOOKING_CANCELLED = 'BOOKING_CANCELLED',
  INVOICE_ISSUED = 'INVOICE_ISSUED',
  INVOICE_CHANGED = 'INVOICE_CHANGED',
  INVOICE_PAID = 'INVOICE_PAID',
  INVOICE_VOIDED = 'INVOICE_VOIDED',
  ORGANIZATION_CHANGED = 'ORGANIZATION_CHANGED',
  LOCATION_CREATED = 'LOCATION_CREATED',
  LOCATION_CHANGED = 'LOCATION_CHANGED',
  LOCATION_ARCHIVED = 'LOCATION_ARCHIVED',
  LOCATION_RESTORED = 'LOCATION_RESTORED',
  TEAM_CREATED = 'TEAM_CREATED',
  TEAM_CHANGED = 'TEAM_CHANGED',
  TEAM_ARCHIVED = 'TEAM_ARCHIVED',
  TEAM_RESTORED = 'TEAM_RESTORED',
  PLAN_CREATED = 'PLAN_CREATED',
  PLAN_CHANGED = 'PLAN_CHANGED',
  PLAN_ARCHIVED = 'PLAN_ARCHIVED',
  PLAN_RESTORED = 'PLAN_RESTORED',
  CUSTOM_PROPERTY_CREATED = 'CUSTOM_PROPERTY_CREATED',
  CUSTOM_PROPERTY_CHANGED = 'CUSTOM_PROPERTY_CHANGED',
  CUSTOM_PROPERTY_ARCHIVED = 'CUSTOM_PROPERTY_ARCHIVED',
  CUSTOM_PROPERTY_RESTORED = 'CUSTOM_PROPERTY_RESTORED',
  OWNERSHIP_TRANSFERRED = 'OWNERSHIP_TRANSFERRED',
  EXPORT_REQUEST_OPENED = 'EXPORT_REQUEST_OPENED',
  EXPORT_REQUEST_APPROVED = 'EXPORT_REQUEST_APPROVED',
  EXPORT_REQUEST_DECLINED = 'EXPORT_REQUEST_DECLINED',
  EXPORT_REQUEST_CANCELLED = 'EXPORT_REQUEST_CANCELLED',
  MAIL_FAILED = 'MAIL_FAILED',
  TOKEN_CREATED = 'TOKEN_CREATED',
  TOKEN_REVOKED = 'TOKEN_REVOKED',
  SIGN_IN_LINK_REQUESTED = 'SIGN_IN_LINK_REQUESTED',
  SIGNED_IN = 'SIGNED_IN',
  SIGN_IN_REFUSED = 'SIGN_IN_REFUSED',
  SIGNED_OUT = 'SIGNED_OUT',
  SESSION_REVOKED = 'SESSION_REVOKED',
  SINGLE_SIGN_ON_CHANGED = 'SINGLE_SIGN_ON_CHANGED',
  SINGLE_SIGN_ON_REFUSED = 'SINGLE_SIGN_ON_REFUSED',
  IDENTITY_LINKED = 'IDENTITY_LINKED',
  IDENTITY_UNLINKED = 'IDENTITY_UNLINKED',
}

registerEnumType(AuditAction, {
  name: 'AuditAction',
  description: 'An action that is recorded in the audit log.',
  valuesConfig: {
    EXPORT_REQUESTED: { description: 'A user started an export.' },
    EXPORT_DEDUPLICATED: {
      description: 'A user started an export that was already running, and received the running one.',
    },
    EXPORT_DENIED: { description: 'A user was denied an export, a preview, or an action on an export.' },
    EXPORT_STARTED: { description: 'A worker started processing the export.' },
    EXPORT_COMPLETED: { description: 'The file of the export was published.' },
    EXPORT_FAILED: { description: 'The export failed.' },
    EXPORT_CANCELLED: { description: 'A user cancelled the export.' },
    EXPORT_EXPIRED: {
      description: 'The file of the export was deleted after its retention time, or was found to be missing.',
    },
    EXPORT_RETRIED: { description: 'A user retried the export. The details contain the id of the new export.' },
    EXPORT_FILE_DELETED: { description: 'A user deleted the file of the export before it expired.' },
    EXPORT_HANDED_OVER: {
      description:
        'An unfinished export was handed over when ownership was transferred. The details contain the username of the new owner.',
    },
    EXPORT_TEMPLATE_SAVED: {
      description: 'A user saved an export template. The details contain its name and columns.',
    },
    EXPORT_TEMPLATE_DELETED: { description: 'A user deleted an export template. The details contain its name.' },
    IMPORT_REQUESTED: { description: 'A user started an import. The details contain its dataset and file name.' },
    IMPORT_DENIED: { description: 'A user was denied an import, or an action on one. The details say which.' },
    IMPORT_UPLOAD_STARTED: { description: 'The upload of a file started, or continued after an interruption.' },
    IMPORT_UPLOAD_DENIED: {
      description:
        'An upload was refused or cut off, because its user does not have the required permissions or no longer has ' +
        'them, or has too many uploads at once.',
    },
    IMPORT_FILE_RECEIVED: {
      description: 'The file of the import was uploaded as a whole. The details contain its size and SHA-256.',
    },
    IMPORT_STARTED: { description: 'A worker started to check the file of the import, or to apply its plan.' },
    IMPORT_MAPPED: { description: 'A user mapped the headers of the file to columns.' },
    IMPORT_CHECKED: {
      description:
        'The plan of the import is complete. The details contain the numbers of created, changed and failed rows.',
    },
    IMPORT_APPLIED: { description: 'A user decided to apply the plan of the import.' },
    IMPORT_ROWS_APPLIED: {
      description:
        'Records were changed by the import. The details contain the changed fields and the keys of the records.',
    },
    IMPORT_COMPLETED: {
      description: 'The plan of the import was applied. The details contain the numbers of rows and conflicts.',
    },
    IMPORT_FAILED: { description: 'The import failed. The details contain the reason as a code.' },
    IMPORT_CANCELLED: { description: 'A user cancelled the import.' },
    IMPORT_EXPIRED: {
      description:
        'The next step of the import was not taken in time, or its files were deleted after their retention time.',
    },
    IMPORT_MAPPING_DELETED: {
      description: 'A user deleted a saved mapping of headers to columns. The details contain its name.',
    },
    IMPORT_UNDONE: { description: 'A user undid the import. The details contain the id of the import that undoes it.' },
    DOWNLOAD_URL_MINTED: { description: 'A user created a download link with `createDownloadLink`.' },
    DOWNLOAD: { description: 'A download link was used with GET or HEAD, for the whole file or a range of it.' },
    DOWNLOAD_DENIED: {
      description: 'A download link was refused because its user does not have the required permissions.',
    },
    USER_CREATED: { description: 'A user was created. The details contain the username.' },
    USER_CHANGED: {
      description:
        'A user was changed. The details contain the username and the names of the changed fields, but no values.',
    },
    BOOKING_CREATED: { description: 'A booking was created. The details contain its reference.' },
    BOOKING_CONFIRMED: { description: 'A booking was confirmed. The details contain its reference.' },
    BOOKING_RESCHEDULED: { description: 'A booking was rescheduled. The details contain its reference and fields.' },
    BOOKING_CANCELLED: { description: 'A booking was cancelled. The details contain its reference.' },
    INVOICE_ISSUED: { description: 'An invoice was issued. The details contain its number.' },
    INVOICE_CHANGED: { description: 'The location or booking of an invoice was set. The details contain its number.' },
    INVOICE_PAID: { description: 'An invoice was marked as paid. The details contain its number.' },
    INVOICE_VOIDED: { description: 'An invoice was voided. The details contain its number.' },
    ORGANIZATION_CHANGED: {
      description: 'The owner changed the organization. The details contain the old and new values.',
    },
    LOCATION_CREATED: { description: 'A location was created. The details contain its name.' },
    LOCATION_CHANGED: {
      description: 'A location was changed. The details contain its name and the old and new values.',
    },
    LOCATION_ARCHIVED: { description: 'A location was archived. The details contain its name.' },
    LOCATION_RESTORED: { description: 'An archived location was restored. The details contain its name.' },
    TEAM_CREATED: { description: 'A team was created. The details contain its name.' },
    TEAM_CHANGED: { description: 'A team was changed. The details contain its name and the old and new values.' },
    TEAM_ARCHIVED: { description: 'A team was archived. The details contain its name.' },
    TEAM_RESTORED: { description: 'An archived team was restored. The details contain its name.' },
    PLAN_CREATED: { description: 'A plan was created. The details contain its name.' },
    PLAN_CHANGED: { description: 'A plan was changed. The details contain its name and the old and new values.' },
    PLAN_ARCHIVED: { description: 'A plan was archived. The details contain its name.' },
    PLAN_RESTORED: { description: 'An archived plan was restored. The details contain its name.' },
    CUSTOM_PROPERTY_CREATED: { description: 'A custom property was created. The details contain its name.' },
    CUSTOM_PROPERTY_CHANGED: {
      description: 'A custom property was changed. The details contain its name and the old and new values.',
    },
    CUSTOM_PROPERTY_ARCHIVED: { description: 'A custom property was archived. The details contain its name.' },
    CUSTOM_PROPERTY_RESTORED: {
      description: 'An archived custom property was restored. The details contain its name.',
    },
    OWNERSHIP_TRANSFERRED: {
      description: 'The owner made another user the owner. The details contain the username of the new owner.',
    },
    EXPORT_REQUEST_OPENED: {
      description:
        'A user requested an export from the owner. The details contain the id of the request and what it is for.',
    },
    EXPORT_REQUEST_APPROVED: { description: 'The owner approved an export request. The details contain its id.' },
    EXPORT_REQUEST_DECLINED: { description: 'The owner declined an export request. The details contain its id.' },
    EXPORT_REQUEST_CANCELLED: { description: 'The requester cancelled an export request. The details contain its id.' },
    MAIL_FAILED: { description: 'A mail could not be delivered. The details contain its kind and the error.' },
    TOKEN_CREATED: {
      description: 'An access token was created. The details contain the username and the id of the token.',
    },
    TOKEN_REVOKED: {
      description:
        'An access token was revoked by its user, the owner or the operator. The details contain the username and the id of the token.',
    },
    SIGN_IN_LINK_REQUESTED: {
      description:
        'A sign-in link was requested for the address of a user, by anyone. The details contain the username.',
    },
    SIGNED_IN: { description: 'A user signed in. The details contain how.' },
    SIGN_IN_REFUSED: {
      description:
        'The identity provider has signed a user in, but no account was found for them. The details contain the email address, if the provider has verified one, and the reason.',
    },
    SIGNED_OUT: { description: 'A user signed out. The details contain the username and the id of the session.' },
    SESSION_REVOKED: {
      description:
        'A session was ended, for example by its user. The details contain the username and the id of the session.',
    },
    SINGLE_SIGN_ON_CHANGED: {
      description:
        'The owner changed how users sign in with the identity provider. The details contain the old and new values, but no secret, and the numbers of unlinked identities and ended sessions.',
    },
    SINGLE_SIGN_ON_REFUSED: {
      description:
        'A user tried to change how users sign in with the identity provider, and was refused. The details contain why, but no values.',
    },
    IDENTITY_LINKED: {
      description:
        'A user signed in with the identity provider for the first time. The details contain the email address by which they were recognized.',
    },
    IDENTITY_UNLINKED: {
      description: 'A linked identity was removed by its user or the owner. The details contain the username.',
    },
  },
});
