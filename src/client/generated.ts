// Written by `npm run schema` from schema.graphql and documents.graphql. Do not edit.

import { type TypedDocument, typedDocument } from './typed-document.js';

/** A background job that creates a file: the request, its requester, state, progress and file. */
export interface Export {
  __typename: 'Export';
  /** Id of the export. */
  id: string;
  /** Increases with every change. Of two copies, the one with the larger version is newer. */
  version: number;
  /** State of the export. */
  state: ExportState;
  /** Dataset in the file. */
  dataset: ExportDataset;
  /** Format of the file. */
  format: ExportFormat;
  /** Keys of the columns in order, fixed when the export was requested. Empty for ORGANIZATION, which has all columns. */
  columnKeys: string[];
  /** When the export was requested. */
  requestedAt: string;
  /** User who started the export. After a transfer of ownership: the new owner, for unfinished ORGANIZATION exports. */
  requestedBy: {
    __typename: 'User';
    /** Id of the user. */
    id: string;
    /** First and last name, or the username if both are empty. */
    displayName: string;
  };
  /** When a worker first started the export. Null before. */
  startedAt: string | null;
  /** When the export was completed, failed or was canceled. Null before. */
  finishedAt: string | null;
  /** When the export last changed, by the clock of the database. Pass the latest received value as `since` of `exportActivity`. */
  changedAt: string;
  /** When the file will be deleted: by default 24 hours after completion, unless it is deleted earlier. Null before completion. */
  expiresAt: string | null;
  /** Id of the export that this one retries. Null if it is not a retry. */
  retryOf: string | null;
  /** Notes for readers of the file, for example about cells truncated at Excel's limit, in the language of the request. */
  warnings: string[];
  /** Progress of the export. */
  progress: {
    /** Current phase. */
    phase: ExportPhase;
    /** Percentage from 0 to 100. 100 only once the file can be downloaded. */
    percent: number;
    /** Number of rows written. */
    rowsDone: number;
    /** Total number of rows. Null until it is known. */
    rowsTotal: number | null;
    /** Estimated seconds until all rows are done. Null if unknown. */
    secondsLeft: number | null;
    /** Position in the queue, 1 for the next export. Null unless QUEUED. All organizations share the queue: the one with the fewest running exports is next, with its oldest export. Subscriptions send each change within the first hundred positions, without a change of `version`. */
    queuePosition: number | null;
  };
  /** Why the export failed, or why its file was lost. Null otherwise. */
  failure: {
    /** Reason as a code: WORKER_LOST, STORAGE_FULL, STORAGE, QUOTA_EXCEEDED, PERMISSION_LOST, CREDENTIAL_REVOKED, FILE_LOST, FILE_ALTERED or INTERNAL. */
    code: string;
    /** Reason as a readable text, in the language of the request. */
    message: string;
  } | null;
  /** The file; null unless the export is COMPLETED and the viewer may download it. */
  file: {
    /** Suggested file name. */
    name: string;
    /** Media type. */
    contentType: string;
    /** Size in bytes. */
    bytes: number | string;
    /** Number of rows, without the header. */
    rows: number;
    /** SHA-256 of the file, in hexadecimal. */
    sha256: string;
  } | null;
  /** Actions that the viewer can currently take. */
  actions: {
    /** Whether `cancelExport` would cancel the export. */
    cancel: boolean;
    /** Whether `retryExport` would start the export again. */
    retry: boolean;
    /** Whether the viewer can download `file`. */
    download: boolean;
    /** Whether `deleteExportFile` would delete the file. */
    delete: boolean;
  };
}

/** An uploaded file that is compared with the records, and applied to them: its options, state and plan. */
export interface Import {
  __typename: 'Import';
  /** Id of the import. */
  id: string;
  /** Increases with every change. Of two copies, the one with the larger version is newer. */
  version: number;
  /** State of the import. */
  state: ImportState;
  /** Dataset that the file changes: USERS, BOOKINGS or INVOICES. */
  dataset: ExportDataset;
  /** Name of the file, as the requester sent it. For an undo, after `Undo of `. See `title` for screens. */
  fileName: string;
  /** Name of the file. For an undo, what it does with the file, in the language of the request. */
  title: string;
  /** When the import was requested. */
  requestedAt: string;
  /** User who started the import. */
  requestedBy: {
    __typename: 'User';
    /** Id of the user. */
    id: string;
    /** First and last name, or the username if both are empty. */
    displayName: string;
  };
  /** When a worker first started to check the file. Null before. */
  startedAt: string | null;
  /** When the plan was complete. Null before. */
  checkedAt: string | null;
  /** When the import was completed, failed, was canceled or expired. Null before. */
  finishedAt: string | null;
  /** When the import last changed, by the clock of the database. Pass the latest received value as `since` of `importActivity`. */
  changedAt: string;
  /** While the import waits for a user: when it expires. After its end: when its files and the changes of its plan are deleted. Null while a worker has it, and once they are deleted. */
  expiresAt: string | null;
  /** Id of the import that this one undoes. Null if it undoes none. */
  undoOf: string | null;
  /** Notes about the file and its plan, for example that it was applied before. Empty for viewers who may not import its dataset. */
  warnings: string[];
  /** Progress of the current stage. */
  progress: {
    /** Current phase. */
    phase: ImportPhase;
    /** Percentage of the stage, from 0 to 100. 100 only when the plan is complete, or the import is. */
    percent: number;
    /** Number of rows checked; while applying, number of rows whose batch is applied. */
    rowsDone: number;
    /** Total number of rows. Null until it is known. */
    rowsTotal: number | null;
    /** Estimated seconds until all rows are done. Null if unknown. */
    secondsLeft: number | null;
    /** Position in the queue, 1 for the next import. Null unless CHECKING or APPLYING waits for a worker. One import per organization is checked or applied at a time. Subscriptions send each change within the first hundred positions, without a change of `version`. */
    queuePosition: number | null;
    /** Number of rows checked so far that would create a record. Final with the plan. Null for viewers who may not import its dataset. */
    created: number | null;
    /** Number of rows checked so far that would change a record. Final with the plan. Null for viewers who may not import its dataset. */
    changed: number | null;
    /** Number of rows checked so far that change nothing. Final with the plan. Null for viewers who may not import its dataset. */
    unchanged: number | null;
    /** Number of rows checked so far with errors. Final with the plan. Null for viewers who may not import its dataset. */
    failed: number | null;
    /** Number of records checked so far that an undo would delete. Final with the plan. Null for viewers who may not import its dataset. */
    removed: number | null;
  };
  /** Why the import failed. Null otherwise. Viewers who may not import its dataset read only which permissions they need, instead of the reason. */
  failure: {
    /** Reason as a code: EMPTY_FILE (the file has no header), NOT_A_TABLE (the file is not CSV or XLSX), PROTECTED (the workbook needs a password), ENCODING (the file is UTF-32), QUOTES (a quote of the CSV file is invalid), WORKBOOK (the workbook is damaged), SHEET (the workbook has no sheet), LIMIT (the file exceeds a limit of the reader), HEADER (a header is missing or duplicated), NO_KEY_COLUMN (no column identifies the records), TOO_MANY_ROWS (the file has more rows than allowed), TOO_MANY_ERRORS (the file has more errors than allowed), PERMISSION_LOST (the user who started or applied the import no longer has the permissions), CREDENTIAL_REVOKED (an access token or session was revoked that had started or applied the import, sent its file or mapped its headers), UNDO_OVER (the changes of the other import are no longer kept), FILE_LOST (the server lost the uploaded file), FILE_ALTERED (the uploaded file was changed on the server), STORAGE (the server could not write a file), STORAGE_FULL (the server has no space for a file), WORKER_LOST (workers died three times), INTERNAL (the server has an error). */
    code: string;
    /** Reason as a readable text, in the language of the request. */
    message: string;
  } | null;
  /** What the import would do. Null until the plan is complete, once it is deleted (24 hours after the end of the import by default), and for viewers who may not import its dataset. */
  plan: {
    /** Number of rows that create a record. */
    created: number;
    /** Number of rows that change a record. */
    changed: number;
    /** Number of rows that change nothing. */
    unchanged: number;
    /** Number of rows with errors. They are not applied. */
    failed: number;
    /** Number of records that an undo deletes, because the other import created them. */
    removed: number;
    /** Number of rows among `created`, `changed` and `removed` that are applied. 0 until the plan is applied. After a failure or `cancelImport` it counts the batches before it. */
    applied: number;
    /** Number of rows among `created`, `changed` and `removed` that were not applied, because the record was changed after the plan was made. 0 until the plan is applied. */
    conflicts: number;
    /** Headers of the columns that are not imported. */
    ignoredColumns: string[];
    /** Names of the locations that applying creates. */
    newLocations: string[];
  } | null;
  /** Actions that the viewer can currently take. */
  actions: {
    /** Whether the viewer can upload the file, or replace it. */
    upload: boolean;
    /** Whether `mapImport` would map the headers and check the file again. */
    map: boolean;
    /** Whether `applyImport` would apply the plan. False for a plan that changes nothing. */
    apply: boolean;
    /** Whether `cancelImport` would cancel the import. */
    cancel: boolean;
    /** Whether `undoImport` would undo what was applied. */
    undo: boolean;
    /** Whether the viewer can download `files`. */
    download: boolean;
  };
}

/** A request for an export, approved or declined by the owner. */
export interface ExportRequest {
  __typename: 'ExportRequest';
  /** Id of the request. */
  id: string;
  /** Increases with every change. Of two copies, the one with the larger version is newer. */
  version: number;
  /** State of the request. */
  state: ExportRequestState;
  /** Dataset of the file. */
  dataset: ExportDataset;
  /** Format of the file. */
  format: ExportFormat;
  /** The requested template; null for the default template or `columns`. */
  template: string | null;
  /** Keys of the requested columns; null for the columns of the template. */
  columns: string[] | null;
  /** The requested rows. */
  selection: {
    /** Number of ids that were selected. */
    idCount: number | null;
    /** Number of ids that were excluded from the rows of the filter. */
    excludedIdCount: number | null;
    /** Filter of the dataset, as JSON. */
    filter: string | null;
    /** Resolved period. */
    period: {
      /** The date that must be in the period. */
      by: PeriodBasis;
      /** The first day of the period. */
      start: string;
      /** The last day of the period. */
      end: string;
    } | null;
    /** For ORGANIZATION: id of the user whose data the export is limited to. */
    userId: string | null;
  };
  /** The requester's reason; null if the request has none. */
  reason: string | null;
  /** When the request was made. */
  requestedAt: string;
  /** The user who made the request. */
  requestedBy: {
    __typename: 'User';
    /** Id of the user. */
    id: string;
    /** First and last name, or the username if both are empty. */
    displayName: string;
  };
  /** When the request last changed, by the clock of the database. Pass the latest received value as `since` of `exportRequestsChanged`. */
  changedAt: string;
  /** When the request was approved or declined; null if it was not. */
  decidedAt: string | null;
  /** The owner who approved or declined the request. Null until then, or if the viewer may not see that user. */
  decidedBy: {
    __typename: 'User';
    /** Id of the user. */
    id: string;
    /** First and last name, or the username if both are empty. */
    displayName: string;
  } | null;
  /** The owner's reason for declining. Null if none was set, or if the request was not declined. */
  declineReason: string | null;
  /** The export that the approval started or joined; null unless APPROVED, or if the viewer may not read it. */
  export: {
    __typename: 'Export';
    /** Id of the export. */
    id: string;
    /** State of the export. */
    state: ExportState;
  } | null;
}

export interface UsersResult {
  /** The users of the organization as a paginated list. Without the permission IDENTITIES_VIEW: only the viewer, with the `scope` OWN. FORBIDDEN for orders and filters by figures that the viewer may not see. */
  users: {
    /** Total number of matching users. Counted only if selected. */
    totalCount: number;
    /** Rows of this page. */
    nodes: Array<{
      __typename: 'User';
      /** Id of the user. */
      id: string;
      /** Username. Unique in the organization, ignoring case (full Unicode case folding and NFKC). Never changes. */
      username: string;
      /** First and last name, or the username if both are empty. */
      displayName: string;
    }>;
    /** Position of this page in the list. */
    pageInfo: {
      /** Whether more rows follow this page. */
      hasNextPage: boolean;
      /** Cursor of the last row: pass it as `after` for the next page. Null if the page is empty. */
      endCursor: string | null;
    };
  };
}
export interface UsersVariables {
  first?: number | null;
  after?: string | null;
  filter?: UserFilter | null;
  orderBy?: UserOrder[] | null;
}
export const UsersDocument: TypedDocument<UsersResult, UsersVariables> =
  /* @__PURE__ */ typedDocument(`query Users($first:Int=50$after:String$filter:UserFilter$orderBy:[UserOrder!]){users(first:$first after:$after filter:$filter orderBy:$orderBy){totalCount nodes{__typename id username displayName}pageInfo{hasNextPage endCursor}}}`);

export interface EnumLabelsResult {
  /** Labels for the values of enums, such as states and order fields, in the language of the request: the best match of `Accept-Language` or, on a WebSocket, `acceptLanguage` of `connectionParams`. English (`en`) or German (`de`); English if neither is accepted. */
  enumLabels: Array<{
    /** Name of the enum in the schema. */
    enum: string;
    /** All values of the enum. */
    values: Array<{
      /** Name of the value. */
      value: string;
      /** Label in the language of the request. */
      label: string;
    }>;
  }>;
}
export interface EnumLabelsVariables {
  enums?: string[] | null;
}
export const EnumLabelsDocument: TypedDocument<EnumLabelsResult, EnumLabelsVariables> =
  /* @__PURE__ */ typedDocument(`query EnumLabels($enums:[String!]){enumLabels(enums:$enums){enum values{value label}}}`);

export interface ExportByIdResult {
  /** An export by id. Null if the id is unknown or the viewer may not see the export. */
  export: Export | null;
}
export interface ExportByIdVariables {
  id: string;
}
export const ExportByIdDocument: TypedDocument<ExportByIdResult, ExportByIdVariables> =
  /* @__PURE__ */ typedDocument(`query ExportById($id:ID!){export(id:$id){...Export}} fragment Export on Export{__typename id version state dataset format columnKeys requestedAt requestedBy{__typename id displayName}startedAt finishedAt changedAt expiresAt retryOf warnings progress{phase percent rowsDone rowsTotal secondsLeft queuePosition}failure{code message}file{name contentType bytes rows sha256}actions{cancel retry download delete}}`);

export interface ExportsResult {
  /** Exports of the organization, newest first. Viewers who may not export users see only their own exports, with the `scope` OWN. */
  exports: {
    /** Rows of this page. */
    nodes: Export[];
    /** Position of this page in the list. */
    pageInfo: {
      /** Whether more rows follow this page. */
      hasNextPage: boolean;
      /** Cursor of the last row: pass it as `after` for the next page. Null if the page is empty. */
      endCursor: string | null;
    };
  };
}
export interface ExportsVariables {
  first?: number | null;
  after?: string | null;
  states?: ExportState[] | null;
  datasets?: ExportDataset[] | null;
}
export const ExportsDocument: TypedDocument<ExportsResult, ExportsVariables> =
  /* @__PURE__ */ typedDocument(`query Exports($first:Int=50$after:String$states:[ExportState!]$datasets:[ExportDataset!]){exports(first:$first after:$after states:$states datasets:$datasets){nodes{...Export}pageInfo{hasNextPage endCursor}}} fragment Export on Export{__typename id version state dataset format columnKeys requestedAt requestedBy{__typename id displayName}startedAt finishedAt changedAt expiresAt retryOf warnings progress{phase percent rowsDone rowsTotal secondsLeft queuePosition}failure{code message}file{name contentType bytes rows sha256}actions{cancel retry download delete}}`);

export interface ExportColumnsResult {
  /** All columns that files of the dataset can have. The columns of the default template come first, in its order. */
  exportColumns: Array<{
    /** Key of the column, for `columns`. */
    key: string;
    /** Header of the column in files, unless a template replaces it. */
    label: string;
    /** Label of the column on screens, in the language of the request. For a custom property, the same as `label`. */
    title: string;
    /** The group in which a column picker shows it. The same in every language. */
    group: string;
    /** Label of the group, in the language of the request. For a file of ORGANIZATION, the same as `group`. */
    groupTitle: string;
    /** What the cells contain, and how figures are counted, in the language of the request. */
    description: string;
    /** Type of the cells. */
    type: ColumnType;
    /** Ids of the `exportTemplates` that have the column. */
    templates: string[];
    /** Whether the viewer can export the column: the organization has it, and permissions allow it. */
    available: boolean;
    /** Why the viewer cannot export the column, such as missing permissions; null if it is available. */
    unavailableReason: string | null;
    /** Whether the organization has the column, so that `requestExport` can ask for it without its permissions. */
    requestable: boolean;
  }>;
}
export interface ExportColumnsVariables {
  dataset?: ExportDataset;
}
export const ExportColumnsDocument: TypedDocument<ExportColumnsResult, ExportColumnsVariables> =
  /* @__PURE__ */ typedDocument(`query ExportColumns($dataset:ExportDataset!=USERS){exportColumns(dataset:$dataset){key label title group groupTitle description type templates available unavailableReason requestable}}`);

export interface ExportTemplatesResult {
  /** The export templates: first the system templates, then the organization's own, ordered by name. */
  exportTemplates: Array<{
    __typename: 'ExportTemplate';
    /** The value for `template` of an export. For a system template, its name. */
    id: string;
    /** Name of the template. */
    name: string;
    /** Label of a system template, in the language of the request. For any other template, its name. */
    title: string;
    /** Dataset of the files. */
    dataset: ExportDataset;
    /** Keys of the columns, in the order of the file. For a system template, only columns that this organization has. */
    columns: string[];
    /** Whether it is a system template, which cannot be changed. */
    system: boolean;
  }>;
}
export const ExportTemplatesDocument: TypedDocument<ExportTemplatesResult, {}> =
  /* @__PURE__ */ typedDocument(`query ExportTemplates{exportTemplates{__typename id name title dataset columns system}}`);

export interface PreviewExportResult {
  /** The number of rows, the columns and the first rows of an export, without starting it. Requires the permissions to start it; otherwise null with FORBIDDEN. */
  previewExport: {
    /** Exact number of rows, without the header. */
    rows: number;
    /** The columns of the file, in order. */
    columns: Array<{
      /** Key of the column. */
      key: string;
      /** Header as written to the file. */
      label: string;
      /** Type of the cells. */
      type: ColumnType;
    }>;
    /** The first ten rows, each a list of cells; empty for ZIP. CSV: the parsed cells, including formula guards. XLSX: the displayed cells, with dates as YYYY-MM-DD and amounts as in CSV. JSON Lines: texts as they are, other values as JSON. An empty cell is an empty string. */
    sample: Array<string[]>;
    /** The period with its dates; null if none was requested. */
    period: {
      /** The first day of the period. */
      start: string;
      /** The last day of the period. */
      end: string;
    } | null;
    /** Columns of the template that are omitted from the file. */
    dropped: Array<{
      /** Key of the column. */
      key: string;
      /** Why it is omitted, in the language of the request. */
      reason: string;
    }>;
  } | null;
}
export interface PreviewExportVariables {
  input: StartExportInput;
}
export const PreviewExportDocument: TypedDocument<PreviewExportResult, PreviewExportVariables> =
  /* @__PURE__ */ typedDocument(`query PreviewExport($input:StartExportInput!){previewExport(input:$input){rows columns{key label type}sample period{start end}dropped{key reason}}}`);

export interface ExportLinkResult {
  /** An export by id. Null if the id is unknown or the viewer may not see the export. */
  export: {
    /** The file; null unless the export is COMPLETED and the viewer may download it. */
    file: {
      /** Suggested file name. */
      name: string;
      /** URL for GET and HEAD, also with Range. Works without a token for a few minutes, and only while the viewer may download the file. Each read of this field returns a new URL. The audit log records each use of it, but not the reads of this field. */
      downloadUrl: string;
    } | null;
  } | null;
}
export interface ExportLinkVariables {
  id: string;
}
export const ExportLinkDocument: TypedDocument<ExportLinkResult, ExportLinkVariables> =
  /* @__PURE__ */ typedDocument(`query ExportLink($id:ID!){export(id:$id){file{name downloadUrl}}}`);

export interface CreateDownloadLinkResult {
  /** Creates a link to the file of a COMPLETED export, for another person or program, and records it in the audit log. NOT_FOUND if the id is unknown, FORBIDDEN if the viewer may not download the file, CONFLICT before the export is COMPLETED, EXPIRED once its file is deleted. */
  createDownloadLink: {
    /** URL for GET and HEAD, also with Range. Works without a token until `expiresAt`, and only while the user who created it may download the file. The audit log records each use. */
    url: string;
  };
}
export interface CreateDownloadLinkVariables {
  id: string;
}
export const CreateDownloadLinkDocument: TypedDocument<CreateDownloadLinkResult, CreateDownloadLinkVariables> =
  /* @__PURE__ */ typedDocument(`mutation CreateDownloadLink($id:ID!){createDownloadLink(id:$id){url}}`);

export interface StartExportResult {
  /** Starts an export in the background. Requires the role OWNER or ADMIN and the permission DATA_PROTECTION. USERS also requires IDENTITIES_VIEW and IDENTITIES_EDIT, BOOKINGS requires BOOKINGS_VIEW, INVOICES requires INVOICES_VIEW. Columns about users and filters by users also require IDENTITIES_VIEW; filters by figures require the permissions that show the figures. ORGANIZATION requires the role OWNER and runs once at a time: a second request returns the running export. FORBIDDEN otherwise. */
  startExport: {
    /** Whether `export` was already running: an identical one of the same user, or a full export of the organization by any user. */
    deduplicated: boolean;
    /** The export, which is new or was already running. */
    export: Export;
  };
}
export interface StartExportVariables {
  input: StartExportInput;
}
export const StartExportDocument: TypedDocument<StartExportResult, StartExportVariables> =
  /* @__PURE__ */ typedDocument(`mutation StartExport($input:StartExportInput!){startExport(input:$input){deduplicated export{...Export}}} fragment Export on Export{__typename id version state dataset format columnKeys requestedAt requestedBy{__typename id displayName}startedAt finishedAt changedAt expiresAt retryOf warnings progress{phase percent rowsDone rowsTotal secondsLeft queuePosition}failure{code message}file{name contentType bytes rows sha256}actions{cancel retry download delete}}`);

export interface CancelExportResult {
  /** Cancels an export. A running one stops within two seconds and leaves no file. Idempotent. NOT_FOUND if the id is unknown. CONFLICT if the export is COMPLETED, FAILED or EXPIRED. */
  cancelExport: Export;
}
export interface CancelExportVariables {
  id: string;
}
export const CancelExportDocument: TypedDocument<CancelExportResult, CancelExportVariables> =
  /* @__PURE__ */ typedDocument(`mutation CancelExport($id:ID!){cancelExport(id:$id){...Export}} fragment Export on Export{__typename id version state dataset format columnKeys requestedAt requestedBy{__typename id displayName}startedAt finishedAt changedAt expiresAt retryOf warnings progress{phase percent rowsDone rowsTotal secondsLeft queuePosition}failure{code message}file{name contentType bytes rows sha256}actions{cancel retry download delete}}`);

export interface RetryExportResult {
  /** Starts a new export with the same request as one that is FAILED, CANCELLED or EXPIRED; CONFLICT in other states. Keeps the resolved period and the requested `asOf`. If an identical export is already unfinished, returns it with `deduplicated` true. NOT_FOUND if the id is unknown. FORBIDDEN if the viewer may not start such an export. */
  retryExport: Export;
}
export interface RetryExportVariables {
  id: string;
}
export const RetryExportDocument: TypedDocument<RetryExportResult, RetryExportVariables> =
  /* @__PURE__ */ typedDocument(`mutation RetryExport($id:ID!){retryExport(id:$id){...Export}} fragment Export on Export{__typename id version state dataset format columnKeys requestedAt requestedBy{__typename id displayName}startedAt finishedAt changedAt expiresAt retryOf warnings progress{phase percent rowsDone rowsTotal secondsLeft queuePosition}failure{code message}file{name contentType bytes rows sha256}actions{cancel retry download delete}}`);

export interface DeleteExportFileResult {
  /** Deletes the file of a COMPLETED export before it expires. The export becomes EXPIRED immediately and all its links stop working; a running download finishes. Requires permission to download the file, or the role OWNER; FORBIDDEN otherwise. Idempotent. NOT_FOUND if the id is unknown. CONFLICT if the export has no file. */
  deleteExportFile: Export;
}
export interface DeleteExportFileVariables {
  id: string;
}
export const DeleteExportFileDocument: TypedDocument<DeleteExportFileResult, DeleteExportFileVariables> =
  /* @__PURE__ */ typedDocument(`mutation DeleteExportFile($id:ID!){deleteExportFile(id:$id){...Export}} fragment Export on Export{__typename id version state dataset format columnKeys requestedAt requestedBy{__typename id displayName}startedAt finishedAt changedAt expiresAt retryOf warnings progress{phase percent rowsDone rowsTotal secondsLeft queuePosition}failure{code message}file{name contentType bytes rows sha256}actions{cancel retry download delete}}`);

export interface ExportProgressResult {
  /** Live state of one export. Sends the current state immediately (even if the export has ended), then changes in order, at most four per second, then the final state. Then the subscription completes. NOT_FOUND if the id is unknown. */
  exportProgress: Export;
}
export interface ExportProgressVariables {
  id: string;
}
export const ExportProgressDocument: TypedDocument<ExportProgressResult, ExportProgressVariables> =
  /* @__PURE__ */ typedDocument(`subscription ExportProgress($id:ID!){exportProgress(id:$id){...Export}} fragment Export on Export{__typename id version state dataset format columnKeys requestedAt requestedBy{__typename id displayName}startedAt finishedAt changedAt expiresAt retryOf warnings progress{phase percent rowsDone rowsTotal secondsLeft queuePosition}failure{code message}file{name contentType bytes rows sha256}actions{cancel retry download delete}}`);

export interface ExportActivityResult {
  /** Live states of all exports that the viewer may see and that match the arguments. These filter as in `exports`. First sends the active and recently changed exports, in the order of their last change: of the active ones at most 1,000, those that changed last. Then sends changes, at most four per second for each. Each event is a full state: per id, keep the one with the largest `version`; of equal versions, the later one. One whose state or requester does not match is sent once after it has changed, because the client may have it in its list: remove it from the list. Recently changed exports are also sent if their state or requester does not match, so that a client that reconnects with the same arguments learns what ended or stopped matching in the meantime. Ends with FORBIDDEN if the viewer may see fewer exports than before. */
  exportActivity: Export;
}
export interface ExportActivityVariables {
  since?: string | null;
}
export const ExportActivityDocument: TypedDocument<ExportActivityResult, ExportActivityVariables> =
  /* @__PURE__ */ typedDocument(`subscription ExportActivity($since:DateTime){exportActivity(since:$since){...Export}} fragment Export on Export{__typename id version state dataset format columnKeys requestedAt requestedBy{__typename id displayName}startedAt finishedAt changedAt expiresAt retryOf warnings progress{phase percent rowsDone rowsTotal secondsLeft queuePosition}failure{code message}file{name contentType bytes rows sha256}actions{cancel retry download delete}}`);

export interface ExportRequestsResult {
  /** Export requests, newest first. The owner sees all of them; other viewers see only their own, with the `scope` OWN. */
  exportRequests: {
    /** Rows of this page. */
    nodes: ExportRequest[];
    /** Position of this page in the list. */
    pageInfo: {
      /** Whether more rows follow this page. */
      hasNextPage: boolean;
      /** Cursor of the last row: pass it as `after` for the next page. Null if the page is empty. */
      endCursor: string | null;
    };
  };
}
export interface ExportRequestsVariables {
  first?: number | null;
  after?: string | null;
  states?: ExportRequestState[] | null;
}
export const ExportRequestsDocument: TypedDocument<ExportRequestsResult, ExportRequestsVariables> =
  /* @__PURE__ */ typedDocument(`query ExportRequests($first:Int=50$after:String$states:[ExportRequestState!]){exportRequests(first:$first after:$after states:$states){nodes{...ExportRequest}pageInfo{hasNextPage endCursor}}} fragment ExportRequest on ExportRequest{__typename id version state dataset format template columns selection{idCount excludedIdCount filter period{by start end}userId}reason requestedAt requestedBy{__typename id displayName}changedAt decidedAt decidedBy{__typename id displayName}declineReason export{__typename id state}}`);

export interface RequestExportResult {
  /** Requests an export and notifies the owner by mail. If the viewer has an identical OPEN request, returns it with its original reason and `deduplicated` true. LIMIT_REACHED for a viewer with 50 OPEN requests. FORBIDDEN for the owner; use `startExport`. */
  requestExport: ExportRequest & {
    /** Whether `requestExport` returned an identical OPEN request of the viewer instead of a new one. Null everywhere except in the result of `requestExport`. */
    deduplicated: boolean | null;
  };
}
export interface RequestExportVariables {
  input: RequestExportInput;
}
export const RequestExportDocument: TypedDocument<RequestExportResult, RequestExportVariables> =
  /* @__PURE__ */ typedDocument(`mutation RequestExport($input:RequestExportInput!){requestExport(input:$input){...ExportRequest deduplicated}} fragment ExportRequest on ExportRequest{__typename id version state dataset format template columns selection{idCount excludedIdCount filter period{by start end}userId}reason requestedAt requestedBy{__typename id displayName}changedAt decidedAt decidedBy{__typename id displayName}declineReason export{__typename id state}}`);

export interface ApproveExportRequestResult {
  /** Approves a request: starts the export as the owner and notifies the requester by mail. FORBIDDEN unless the viewer is the owner. NOT_FOUND if the id is unknown. CONFLICT if the request is not OPEN, its columns or rows no longer exist, or the requester's account is not ACTIVE. */
  approveExportRequest: {
    /** Whether `export` was already running: an identical one of the same user, or a full export of the organization by any user. */
    deduplicated: boolean;
    /** The export, which is new or was already running. */
    export: Export;
  };
}
export interface ApproveExportRequestVariables {
  id: string;
}
export const ApproveExportRequestDocument: TypedDocument<ApproveExportRequestResult, ApproveExportRequestVariables> =
  /* @__PURE__ */ typedDocument(`mutation ApproveExportRequest($id:ID!){approveExportRequest(id:$id){deduplicated export{...Export}}} fragment Export on Export{__typename id version state dataset format columnKeys requestedAt requestedBy{__typename id displayName}startedAt finishedAt changedAt expiresAt retryOf warnings progress{phase percent rowsDone rowsTotal secondsLeft queuePosition}failure{code message}file{name contentType bytes rows sha256}actions{cancel retry download delete}}`);

export interface DeclineExportRequestResult {
  /** Declines a request and notifies the requester by mail. FORBIDDEN unless the viewer is the owner. NOT_FOUND if the id is unknown. CONFLICT if the request is not OPEN. */
  declineExportRequest: ExportRequest;
}
export interface DeclineExportRequestVariables {
  id: string;
  reason?: string | null;
}
export const DeclineExportRequestDocument: TypedDocument<DeclineExportRequestResult, DeclineExportRequestVariables> =
  /* @__PURE__ */ typedDocument(`mutation DeclineExportRequest($id:ID!$reason:String){declineExportRequest(id:$id reason:$reason){...ExportRequest}} fragment ExportRequest on ExportRequest{__typename id version state dataset format template columns selection{idCount excludedIdCount filter period{by start end}userId}reason requestedAt requestedBy{__typename id displayName}changedAt decidedAt decidedBy{__typename id displayName}declineReason export{__typename id state}}`);

export interface CancelExportRequestResult {
  /** Withdraws one of the viewer's own requests. FORBIDDEN for another user's. Idempotent. NOT_FOUND if the id is unknown. CONFLICT if it was approved or declined. */
  cancelExportRequest: ExportRequest;
}
export interface CancelExportRequestVariables {
  id: string;
}
export const CancelExportRequestDocument: TypedDocument<CancelExportRequestResult, CancelExportRequestVariables> =
  /* @__PURE__ */ typedDocument(`mutation CancelExportRequest($id:ID!){cancelExportRequest(id:$id){...ExportRequest}} fragment ExportRequest on ExportRequest{__typename id version state dataset format template columns selection{idCount excludedIdCount filter period{by start end}userId}reason requestedAt requestedBy{__typename id displayName}changedAt decidedAt decidedBy{__typename id displayName}declineReason export{__typename id state}}`);

export interface ExportRequestsChangedResult {
  /** Live states of all export requests that the viewer may see and that match the arguments. These filter as in `exportRequests`. First sends the active and recently changed export requests, in the order of their last change: of the active ones at most 1,000, those that changed last. Then sends changes, at most four per second for each. Each event is a full state: per id, keep the one with the largest `version`; of equal versions, the later one. One whose state or requester does not match is sent once after it has changed, because the client may have it in its list: remove it from the list. Recently changed export requests are also sent if their state or requester does not match, so that a client that reconnects with the same arguments learns what ended or stopped matching in the meantime. Ends with FORBIDDEN if the viewer may see fewer export requests than before. */
  exportRequestsChanged: ExportRequest;
}
export interface ExportRequestsChangedVariables {
  since?: string | null;
}
export const ExportRequestsChangedDocument: TypedDocument<ExportRequestsChangedResult, ExportRequestsChangedVariables> =
  /* @__PURE__ */ typedDocument(`subscription ExportRequestsChanged($since:DateTime){exportRequestsChanged(since:$since){...ExportRequest}} fragment ExportRequest on ExportRequest{__typename id version state dataset format template columns selection{idCount excludedIdCount filter period{by start end}userId}reason requestedAt requestedBy{__typename id displayName}changedAt decidedAt decidedBy{__typename id displayName}declineReason export{__typename id state}}`);

export interface ImportByIdResult {
  /** An import by id. Null if the id is unknown or the viewer may not see the import. */
  import: Import | null;
}
export interface ImportByIdVariables {
  id: string;
}
export const ImportByIdDocument: TypedDocument<ImportByIdResult, ImportByIdVariables> =
  /* @__PURE__ */ typedDocument(`query ImportById($id:ID!){import(id:$id){...Import}} fragment Import on Import{__typename id version state dataset fileName title requestedAt requestedBy{__typename id displayName}startedAt checkedAt finishedAt changedAt expiresAt undoOf warnings progress{phase percent rowsDone rowsTotal secondsLeft queuePosition created changed unchanged failed removed}failure{code message}plan{created changed unchanged failed removed applied conflicts ignoredColumns newLocations}actions{upload map apply cancel undo download}}`);

export interface ImportsResult {
  /** Imports of the organization, newest first. Viewers who may not import users see only their own imports, with the `scope` OWN. */
  imports: {
    /** Rows of this page. */
    nodes: Import[];
    /** Position of this page in the list. */
    pageInfo: {
      /** Whether more rows follow this page. */
      hasNextPage: boolean;
      /** Cursor of the last row: pass it as `after` for the next page. Null if the page is empty. */
      endCursor: string | null;
    };
  };
}
export interface ImportsVariables {
  first?: number | null;
  after?: string | null;
  states?: ImportState[] | null;
}
export const ImportsDocument: TypedDocument<ImportsResult, ImportsVariables> =
  /* @__PURE__ */ typedDocument(`query Imports($first:Int=50$after:String$states:[ImportState!]){imports(first:$first after:$after states:$states){nodes{...Import}pageInfo{hasNextPage endCursor}}} fragment Import on Import{__typename id version state dataset fileName title requestedAt requestedBy{__typename id displayName}startedAt checkedAt finishedAt changedAt expiresAt undoOf warnings progress{phase percent rowsDone rowsTotal secondsLeft queuePosition created changed unchanged failed removed}failure{code message}plan{created changed unchanged failed removed applied conflicts ignoredColumns newLocations}actions{upload map apply cancel undo download}}`);

export interface ImportColumnsResult {
  /** An import by id. Null if the id is unknown or the viewer may not see the import. */
  import: {
    /** Columns of the file, in their order. Null until the headers are read, once the files are deleted, and for viewers who may not import its dataset. */
    columns: Array<{
      /** Header in the file. */
      header: string;
      /** Whether the header is not known and has to be mapped with `mapImport` before the file can be checked. */
      isUndecided: boolean;
      /** Key of the column that probably belongs to the header. Null if there is none. */
      suggestion: string | null;
      /** How certain `suggestion` is. LIKELY without a suggestion: the header was ignored in your last import with these headers. Otherwise null without a suggestion. */
      confidence: MatchConfidence | null;
      /** Key of the column that takes the values. Null: the values are ignored or, with `isUndecided`, not yet mapped. */
      column: string | null;
      /** Name of the custom property that is created for the values. Null if there is none. */
      newCustomProperty: string | null;
      /** Cells of the first rows, as they are in the file. */
      samples: string[];
    }> | null;
  } | null;
}
export interface ImportColumnsVariables {
  id: string;
}
export const ImportColumnsDocument: TypedDocument<ImportColumnsResult, ImportColumnsVariables> =
  /* @__PURE__ */ typedDocument(`query ImportColumns($id:ID!){import(id:$id){columns{header isUndecided suggestion confidence column newCustomProperty samples}}}`);

export interface ImportChangesResult {
  /** An import by id. Null if the id is unknown or the viewer may not see the import. */
  import: {
    /** What the import would do. Null until the plan is complete, once it is deleted (24 hours after the end of the import by default), and for viewers who may not import its dataset. */
    plan: {
      /** The changed cells, in the order of the file. A record that is created or deleted starts with its key. A page of a filtered list may have fewer entries than requested although more follow: see `hasNextPage`. */
      changes: {
        /** Total number of matching changes of an import. Counted only if selected. */
        totalCount: number;
        /** Rows of this page. */
        nodes: Array<{
          /** Row of the file, counted from 1 without the header. */
          row: number;
          /** Line of the file on which the row starts, or row of the sheet. */
          line: number;
          /** Username of the user, reference of the booking or number of the invoice. */
          username: string;
          /** Header of the column in the file. */
          header: string;
          /** Value before the change, as our CSV files write it. Null: empty, or the record is created. */
          old: string | null;
          /** Value after the change, as our CSV files write it. Null: empty, or the record is deleted. */
          new: string | null;
          /** What is suspicious about the new value, for example that a workbook holds it as a number. Usually null. */
          warning: string | null;
        }>;
        /** Position of this page in the list. */
        pageInfo: {
          /** Whether more rows follow this page. */
          hasNextPage: boolean;
          /** Cursor of the last row: pass it as `after` for the next page. Null if the page is empty. */
          endCursor: string | null;
        };
      };
    } | null;
  } | null;
}
export interface ImportChangesVariables {
  id: string;
  first?: number | null;
  after?: string | null;
}
export const ImportChangesDocument: TypedDocument<ImportChangesResult, ImportChangesVariables> =
  /* @__PURE__ */ typedDocument(`query ImportChanges($id:ID!$first:Int=50$after:String){import(id:$id){plan{changes(first:$first after:$after){totalCount nodes{row line username header old new warning}pageInfo{hasNextPage endCursor}}}}}`);

export interface ImportErrorsResult {
  /** An import by id. Null if the id is unknown or the viewer may not see the import. */
  import: {
    /** What the import would do. Null until the plan is complete, once it is deleted (24 hours after the end of the import by default), and for viewers who may not import its dataset. */
    plan: {
      /** The errors and conflicts, by batches of rows in the order of the file. A page of a filtered list may have fewer entries than requested although more follow: see `hasNextPage`. */
      errors: {
        /** Total number of matching errors of an import. Counted only if selected. */
        totalCount: number;
        /** Rows of this page. */
        nodes: Array<{
          /** Row of the file, counted from 1 without the header. */
          row: number;
          /** Line of the file on which the row starts, or row of the sheet. */
          line: number;
          /** Header of the column in the file. Null like `column`. */
          header: string | null;
          /** What is wrong: ROW_LENGTH (the row is shorter or longer than the header), KEY_MISSING (the row names no record), KEY_DUPLICATED (an earlier row names the same record), KEY_UNKNOWN (there is no such record), CREATED_ROW (the row of an undo file is about a created record, which only `undoImport` deletes), INVALID_VALUE (the value breaks a rule of its column), DAMAGED_VALUE (a spreadsheet has lost the value), NOT_IN_WORKBOOK (a workbook cannot hold the value), UNKNOWN_NAME (no location, team or plan has the name), REQUIRED (the record needs a value), READ_ONLY (the value of an existing record does not change), NOT_ALLOWED (the state of the record forbids the change), FORBIDDEN (the requester may not make the change), CONFLICT (the record was changed in the meantime), MORE_ERRORS (the row has further errors, which are not listed). */
          code: string;
          /** The reason as a sentence in the language of the request, and what to do. English without a `reason`. */
          message: string;
        }>;
        /** Position of this page in the list. */
        pageInfo: {
          /** Whether more rows follow this page. */
          hasNextPage: boolean;
          /** Cursor of the last row: pass it as `after` for the next page. Null if the page is empty. */
          endCursor: string | null;
        };
      };
    } | null;
  } | null;
}
export interface ImportErrorsVariables {
  id: string;
  first?: number | null;
  after?: string | null;
}
export const ImportErrorsDocument: TypedDocument<ImportErrorsResult, ImportErrorsVariables> =
  /* @__PURE__ */ typedDocument(`query ImportErrors($id:ID!$first:Int=50$after:String){import(id:$id){plan{errors(first:$first after:$after){totalCount nodes{row line header code message}pageInfo{hasNextPage endCursor}}}}}`);

export interface UploadLinkResult {
  /** An import by id. Null if the id is unknown or the viewer may not see the import. */
  import: Import & {
    /** Where to send the file: one PUT with its bytes. HEAD answers with `Upload-Offset`, the number of bytes that have arrived; a PUT with `Upload-Offset` continues after them, and one without starts over. The link works without a token, for an hour by default and only while the viewer may import. Each read returns a new one. Null once the file has arrived, and for users other than the requester. */
    uploadUrl: string | null;
  } | null;
}
export interface UploadLinkVariables {
  id: string;
}
export const UploadLinkDocument: TypedDocument<UploadLinkResult, UploadLinkVariables> =
  /* @__PURE__ */ typedDocument(`query UploadLink($id:ID!){import(id:$id){...Import uploadUrl}} fragment Import on Import{__typename id version state dataset fileName title requestedAt requestedBy{__typename id displayName}startedAt checkedAt finishedAt changedAt expiresAt undoOf warnings progress{phase percent rowsDone rowsTotal secondsLeft queuePosition created changed unchanged failed removed}failure{code message}plan{created changed unchanged failed removed applied conflicts ignoredColumns newLocations}actions{upload map apply cancel undo download}}`);

export interface ImportLinksResult {
  /** An import by id. Null if the id is unknown or the viewer may not see the import. */
  import: {
    /** Files of the import. Each is null for viewers without permission to download it. */
    files: {
      /** The rows that failed or conflicted, as CSV in UTF-8. With `formulaGuard`, texts that a spreadsheet would run as formulas start with a `'`, which an import removes. The first two columns, `__line` and `__errors`, contain the line of the uploaded file and the reasons. The file with corrected rows can be imported as it is. Null if no row failed. */
      errors: {
        /** URL for GET and HEAD, also with Range. Works without a token for a few minutes, and only while the viewer may download the file. Each read of this field returns a new URL. The audit log records each use of it, but not the reads of this field. */
        downloadUrl: string;
      } | null;
      /** The earlier values of the changed cells, as CSV; `__keep` in other cells leaves them as they are now. Prefer `undoImport`: a file imported by hand needs `blankCells: CLEAR` to empty cells, replaces values that were changed since, and cannot delete the created records, which have `true` in `__created`. Null if nothing was applied. */
      undo: {
        /** URL for GET and HEAD, also with Range. Works without a token for a few minutes, and only while the viewer may download the file. Each read of this field returns a new URL. The audit log records each use of it, but not the reads of this field. */
        downloadUrl: string;
      } | null;
      /** The uploaded file. Null until it has arrived. */
      source: {
        /** URL for GET and HEAD, also with Range. Works without a token for a few minutes, and only while the viewer may download the file. Each read of this field returns a new URL. The audit log records each use of it, but not the reads of this field. */
        downloadUrl: string;
      } | null;
    };
  } | null;
}
export interface ImportLinksVariables {
  id: string;
}
export const ImportLinksDocument: TypedDocument<ImportLinksResult, ImportLinksVariables> =
  /* @__PURE__ */ typedDocument(`query ImportLinks($id:ID!){import(id:$id){files{errors{downloadUrl}undo{downloadUrl}source{downloadUrl}}}}`);

export interface StartImportResult {
  /** Starts an import. Send the file to its `uploadUrl` by one PUT; then a worker checks it, and `plan` shows what would change. Requires the role OWNER or ADMIN and the permissions IDENTITIES_VIEW and IDENTITIES_EDIT for USERS, BOOKINGS_VIEW and BOOKINGS_EDIT for BOOKINGS, INVOICES_VIEW and INVOICES_EDIT for INVOICES; FORBIDDEN otherwise. LIMIT_REACHED if the user starts too many imports within a minute, or if too many imports of the organization have not ended. QUOTA_EXCEEDED if the files of the organization have used up its quota. */
  startImport: Import & {
    /** Where to send the file: one PUT with its bytes. HEAD answers with `Upload-Offset`, the number of bytes that have arrived; a PUT with `Upload-Offset` continues after them, and one without starts over. The link works without a token, for an hour by default and only while the viewer may import. Each read returns a new one. Null once the file has arrived, and for users other than the requester. */
    uploadUrl: string | null;
  };
}
export interface StartImportVariables {
  input: StartImportInput;
}
export const StartImportDocument: TypedDocument<StartImportResult, StartImportVariables> =
  /* @__PURE__ */ typedDocument(`mutation StartImport($input:StartImportInput!){startImport(input:$input){...Import uploadUrl}} fragment Import on Import{__typename id version state dataset fileName title requestedAt requestedBy{__typename id displayName}startedAt checkedAt finishedAt changedAt expiresAt undoOf warnings progress{phase percent rowsDone rowsTotal secondsLeft queuePosition created changed unchanged failed removed}failure{code message}plan{created changed unchanged failed removed applied conflicts ignoredColumns newLocations}actions{upload map apply cancel undo download}}`);

export interface MapImportResult {
  /** Maps headers of the file to columns, or changes how the file is read or its rows are applied, and checks the file again. What is not named stays as it was. BAD_USER_INPUT for a header that the file does not have, or a column that does not exist, cannot be imported or is mapped twice; if the same call changes how the file is read, `warnings` contains such problems instead. CONFLICT unless the import is AWAITING_MAPPING or READY, EXPIRED if its time has passed. Requires the permissions of `startImport`; FORBIDDEN otherwise. */
  mapImport: Import;
}
export interface MapImportVariables {
  id: string;
  mapping?: ColumnMappingInput[];
  mappingName?: string | null;
}
export const MapImportDocument: TypedDocument<MapImportResult, MapImportVariables> =
  /* @__PURE__ */ typedDocument(`mutation MapImport($id:ID!$mapping:[ColumnMappingInput!]!=[]$mappingName:String){mapImport(id:$id mapping:$mapping mappingName:$mappingName){...Import}} fragment Import on Import{__typename id version state dataset fileName title requestedAt requestedBy{__typename id displayName}startedAt checkedAt finishedAt changedAt expiresAt undoOf warnings progress{phase percent rowsDone rowsTotal secondsLeft queuePosition created changed unchanged failed removed}failure{code message}plan{created changed unchanged failed removed applied conflicts ignoredColumns newLocations}actions{upload map apply cancel undo download}}`);

export interface ApplyImportResult {
  /** Applies the plan of a READY import in the background. Idempotent. Rows with errors are not applied, nor rows whose records were changed since they were checked; those are conflicts in `plan.errors`. CONFLICT in other states and for a plan that changes nothing, EXPIRED if the time of the import has passed. Requires the permissions of `startImport`; FORBIDDEN otherwise. */
  applyImport: Import;
}
export interface ApplyImportVariables {
  id: string;
}
export const ApplyImportDocument: TypedDocument<ApplyImportResult, ApplyImportVariables> =
  /* @__PURE__ */ typedDocument(`mutation ApplyImport($id:ID!){applyImport(id:$id){...Import}} fragment Import on Import{__typename id version state dataset fileName title requestedAt requestedBy{__typename id displayName}startedAt checkedAt finishedAt changedAt expiresAt undoOf warnings progress{phase percent rowsDone rowsTotal secondsLeft queuePosition created changed unchanged failed removed}failure{code message}plan{created changed unchanged failed removed applied conflicts ignoredColumns newLocations}actions{upload map apply cancel undo download}}`);

export interface CancelImportResult {
  /** Cancels an import. Idempotent. While a worker applies it, the worker stops after a whole batch, and what was applied remains; `undoImport` takes it back. Allowed to the user who started the import and to users who may start such an import; FORBIDDEN otherwise. CONFLICT if the import has already ended otherwise. */
  cancelImport: Import;
}
export interface CancelImportVariables {
  id: string;
}
export const CancelImportDocument: TypedDocument<CancelImportResult, CancelImportVariables> =
  /* @__PURE__ */ typedDocument(`mutation CancelImport($id:ID!){cancelImport(id:$id){...Import}} fragment Import on Import{__typename id version state dataset fileName title requestedAt requestedBy{__typename id displayName}startedAt checkedAt finishedAt changedAt expiresAt undoOf warnings progress{phase percent rowsDone rowsTotal secondsLeft queuePosition created changed unchanged failed removed}failure{code message}plan{created changed unchanged failed removed applied conflicts ignoredColumns newLocations}actions{upload map apply cancel undo download}}`);

export interface UndoImportResult {
  /** Starts an import that restores what another one has changed, and removes the records that it created. Its plan shows what would change, and `applyImport` applies it. What was changed since is kept, and is an error of its row. While such an import is unfinished, it is returned. CONFLICT if the other import has changed nothing, or if a user whose imports you may not see is undoing it; EXPIRED once its changes are no longer kept, LIMIT_REACHED as for `startImport`. It works also if the storage quota is used up. Requires the permissions of `startImport`; FORBIDDEN otherwise. */
  undoImport: Import;
}
export interface UndoImportVariables {
  id: string;
}
export const UndoImportDocument: TypedDocument<UndoImportResult, UndoImportVariables> =
  /* @__PURE__ */ typedDocument(`mutation UndoImport($id:ID!){undoImport(id:$id){...Import}} fragment Import on Import{__typename id version state dataset fileName title requestedAt requestedBy{__typename id displayName}startedAt checkedAt finishedAt changedAt expiresAt undoOf warnings progress{phase percent rowsDone rowsTotal secondsLeft queuePosition created changed unchanged failed removed}failure{code message}plan{created changed unchanged failed removed applied conflicts ignoredColumns newLocations}actions{upload map apply cancel undo download}}`);

export interface SignOutResult {
  /** Ends the session of this request, but not the access tokens, exports and imports that were created with it, and deletes its cookie unless it was sent over a WebSocket. FORBIDDEN for a request with an access token. */
  signOut: {
    __typename: 'Session';
    /** Id of the session, for `revokeSession`. Not secret. */
    id: string;
  };
}
export const SignOutDocument: TypedDocument<SignOutResult, {}> =
  /* @__PURE__ */ typedDocument(`mutation SignOut{signOut{__typename id}}`);

export interface ImportProgressResult {
  /** Live state of one import. Sends the current state immediately (even if the import has ended), then changes in order, at most four per second, then the final state. Then the subscription completes. It goes on while the import waits for a user. NOT_FOUND if the id is unknown. */
  importProgress: Import;
}
export interface ImportProgressVariables {
  id: string;
}
export const ImportProgressDocument: TypedDocument<ImportProgressResult, ImportProgressVariables> =
  /* @__PURE__ */ typedDocument(`subscription ImportProgress($id:ID!){importProgress(id:$id){...Import}} fragment Import on Import{__typename id version state dataset fileName title requestedAt requestedBy{__typename id displayName}startedAt checkedAt finishedAt changedAt expiresAt undoOf warnings progress{phase percent rowsDone rowsTotal secondsLeft queuePosition created changed unchanged failed removed}failure{code message}plan{created changed unchanged failed removed applied conflicts ignoredColumns newLocations}actions{upload map apply cancel undo download}}`);

export interface ImportActivityResult {
  /** Live states of all imports that the viewer may see and that match the arguments. These filter as in `imports`. First sends the active and recently changed imports, in the order of their last change: of the active ones at most 1,000, those that changed last. Then sends changes, at most four per second for each. Each event is a full state: per id, keep the one with the largest `version`; of equal versions, the later one. One whose state or requester does not match is sent once after it has changed, because the client may have it in its list: remove it from the list. Recently changed imports are also sent if their state or requester does not match, so that a client that reconnects with the same arguments learns what ended or stopped matching in the meantime. Ends with FORBIDDEN if the viewer may see fewer imports than before. */
  importActivity: Import;
}
export interface ImportActivityVariables {
  since?: string | null;
}
export const ImportActivityDocument: TypedDocument<ImportActivityResult, ImportActivityVariables> =
  /* @__PURE__ */ typedDocument(`subscription ImportActivity($since:DateTime){importActivity(since:$since){...Import}} fragment Import on Import{__typename id version state dataset fileName title requestedAt requestedBy{__typename id displayName}startedAt checkedAt finishedAt changedAt expiresAt undoOf warnings progress{phase percent rowsDone rowsTotal secondsLeft queuePosition created changed unchanged failed removed}failure{code message}plan{created changed unchanged failed removed applied conflicts ignoredColumns newLocations}actions{upload map apply cancel undo download}}`);

/** A range of an amount, in minor units of the organization's currency (10050 is 100.50 EUR). Give `eq`, or `gte` and/or `lte`; otherwise BAD_USER_INPUT. */
export interface AmountFilter {
  /** Exactly this amount. */
  eq?: number | string | null;
  /** At least this amount. */
  gte?: number | string | null;
  /** At most this amount. */
  lte?: number | string | null;
}

/** Meaning of an empty cell in an imported file. */
export type BlankCells =
  /** The field is cleared. */
  | 'CLEAR'
  /** The field keeps its value. */
  | 'KEEP';

/** A number of confirmed bookings within a range of dates in the venue time zone. Give `from`, `to` or both; otherwise BAD_USER_INPUT. */
export interface BookedInFilter {
  /** Which instant determines the date of a booking. */
  basis?: BookingBasis;
  /** The number of bookings in the range. Absent: at least 1. With `{ eq: 0 }`, users who have not booked. */
  count?: NumberFilter | null;
  /** First date, inclusive. */
  from?: string | null;
  /** Last date, inclusive. */
  to?: string | null;
}

/** Which instant of a booking determines its month or date. */
export type BookingBasis =
  /** When the booking starts (`startsAt`). */
  | 'BOOKED'
  /** When the booking was created (`createdAt`). */
  | 'CREATED';

/** A range of the number of confirmed bookings; users without bookings have 0. Give `eq`, or `gte` and/or `lte`; otherwise BAD_USER_INPUT. */
export interface BookingCountFilter {
  /** Which instant determines the month of a booking. */
  basis?: BookingBasis;
  /** Exactly this number. */
  eq?: number | null;
  /** At least this number. */
  gte?: number | null;
  /** At most this number. */
  lte?: number | null;
}

/** Selects bookings. All given fields must match (AND). A list matches any of its values (OR); an empty list matches nothing. */
export interface BookingFilter {
  /** Matches one of these filters, in addition to the other fields (AND). Up to 10, and up to 5 levels of filters. */
  anyOf?: BookingFilter[] | null;
  /** Range of the time of creation. */
  createdAt?: InstantRange | null;
  /** Range of the end. */
  endsAt?: InstantRange | null;
  /** Whether the booking has a resource. */
  hasResource?: boolean | null;
  /** Ids of the bookings. Unknown ids match nothing. At most 10,000 values. */
  ids?: string[] | null;
  /** How long before its start the booking was created, in whole days of 24 hours, rounded down. Bookings that were created after their start do not match. */
  leadDays?: NumberFilter | null;
  /** Ids of the locations, from `organization { locations { id } }`. BAD_USER_INPUT for an unknown id. */
  locationIds?: string[] | null;
  /** Duration in whole minutes, rounded down. */
  minutes?: NumberFilter | null;
  /** Does not match this filter. A field without a value counts as not matching, so it is selected. */
  not?: BookingFilter | null;
  /** References, case-sensitive. */
  references?: string[] | null;
  /** Resources, case-sensitive. `lookup` lists them. */
  resource?: string[] | null;
  /** Range of the start. */
  startsAt?: InstantRange | null;
  /** Current status. */
  status?: BookingStatus[] | null;
  /** Ids of the users who booked. Unknown ids match nothing. At most 10,000 values. */
  userIds?: string[] | null;
  /** Selects bookings by the current attributes of the user who booked. FORBIDDEN without IDENTITIES_VIEW, unless the result has the scope OWN. An empty filter matches every user. */
  users?: UserFilter | null;
}

/** The status of a booking. */
export type BookingStatus =
  /** Cancelled. Not counted in figures. */
  | 'CANCELLED'
  /** Confirmed. The only status that counts in figures. */
  | 'CONFIRMED'
  /** Not yet confirmed. Not counted in figures. */
  | 'PENDING';

/** The decision about one header of a file: the column that takes its values, a new custom property, or neither to ignore it. */
export interface ColumnMappingInput {
  /** Key of a column, as `exportColumns` lists it. Null: the header is ignored. At most 200 characters. */
  column?: string | null;
  /** Header in the file. At most 1,000 characters. */
  header: string;
  /** Name of a custom property that is created for the values when the plan is applied. BAD_USER_INPUT together with `column`, for another dataset than USERS, and for a name that `createCustomProperty` refuses or that a column has. At most 191 characters. */
  newCustomProperty?: string | null;
}

/** The type of the values in a column. */
export type ColumnType =
  /** `true` or `false` in CSV. */
  | 'BOOLEAN'
  /** A calendar date in the venue time zone, `YYYY-MM-DD` in CSV. */
  | 'DATE'
  /** A date and time in the venue time zone. In CSV it includes the UTC offset: `2026-10-31T23:45:00.000+01:00`. */
  | 'INSTANT'
  /** A whole number. */
  | 'INTEGER'
  /** An amount in major units of the organization's currency, like `1234.50` in CSV. */
  | 'MONEY'
  /** Text. */
  | 'TEXT';

/** Separator of the cells in a CSV file. */
export type CsvDelimiter =
  /** A comma, as in RFC 4180. */
  | 'COMMA'
  /** A semicolon, which spreadsheets expect in countries with a decimal comma. */
  | 'SEMICOLON'
  /** A tab. Cells are quoted as in CSV. */
  | 'TAB';

/** Options for CSV files. The defaults suit spreadsheets. */
export interface CsvOptionsInput {
  /** Whether the file starts with a byte order mark, so that spreadsheets recognize UTF-8. */
  byteOrderMark?: boolean;
  /** The decimal separator of amounts and other numbers. Default: COMMA with the delimiter SEMICOLON, otherwise POINT. BAD_USER_INPUT for COMMA with the delimiter COMMA. */
  decimalSeparator?: DecimalSeparator | null;
  /** The character between two cells. */
  delimiter?: CsvDelimiter;
  /** Whether texts that a spreadsheet would run as formulas are prefixed with `'`. Set to false if a program reads the file. */
  formulaGuard?: boolean;
}

/** The values of one custom property that match. */
export interface CustomPropertyFilter {
  /** Key of the property, from `organization { customProperties }`. BAD_USER_INPUT for an unknown key. */
  key: string;
  /** Has one of these values, case-sensitive. Null: has no value. An empty list matches no users. */
  values: Array<string | null>;
}

/** Order of day, month and year in the dates of a file. Each order also takes `2026-11-30`. */
export type DateOrder =
  /** Also `30.11.2026`, `30/11/2026` and `30-11-2026`, with a time like `14:30`. */
  | 'DAY_MONTH_YEAR'
  /** Also `11/30/2026`, `11.30.2026` and `11-30-2026`, with a time like `14:30` or `2:30 PM`. */
  | 'MONTH_DAY_YEAR'
  /** Only `2026-11-30`. All other dates are errors, because they may be ambiguous. */
  | 'YEAR_MONTH_DAY';

/** Decimal separator of numbers in a CSV file. */
export type DecimalSeparator =
  /** A comma: `1234,50`. Not allowed with the delimiter COMMA. */
  | 'COMMA'
  /** A point: `1234.50`. */
  | 'POINT';

/** What a file contains. */
export type ExportDataset =
  /** One row per booking. */
  | 'BOOKINGS'
  /** One row per invoice. */
  | 'INVOICES'
  /** All data of the organization, or of one of its users: a ZIP of CSV files that refer to each other, with a manifest. */
  | 'ORGANIZATION'
  /** One row per user. */
  | 'USERS';

/** A filter of rows. Only the field of the requested dataset may be set. */
export interface ExportFilterInput {
  /** For BOOKINGS. */
  bookings?: BookingFilter | null;
  /** For INVOICES. */
  invoices?: InvoiceFilter | null;
  /** For USERS. */
  users?: UserFilter | null;
}

/** How a file is written. */
export type ExportFormat =
  /** RFC 4180: comma (or another delimiter), CRLF, UTF-8 with a byte order mark. Texts that a spreadsheet would run as formulas are prefixed with `'`. */
  | 'CSV'
  /** JSON Lines in UTF-8: one object per line, with the keys of the columns as names. Amounts are strings, instants are in UTC, columns of several values are arrays, missing values are null. */
  | 'JSONL'
  /** An Excel workbook with real dates, numbers and booleans. */
  | 'XLSX'
  /** CSV files and a `manifest.json` with the rows, columns and SHA-256 of each file. Only for ORGANIZATION. */
  | 'ZIP';

/** Phase of the processing of an export. */
export type ExportPhase =
  /** Not started yet, or counting the rows. */
  | 'COUNTING'
  /** Closing and publishing the file after all rows are written. */
  | 'FINALIZING'
  /** Reading and writing rows. */
  | 'READING';

/** State of a request for an export. */
export type ExportRequestState =
  /** Final: the owner approved it, which started the export. */
  | 'APPROVED'
  /** Final: the requester withdrew it. */
  | 'CANCELLED'
  /** Final: the owner declined it. */
  | 'DECLINED'
  /** Waiting for the decision of the owner. */
  | 'OPEN';

/** State of an export. */
export type ExportState =
  /** Final: cancelled, without a file. */
  | 'CANCELLED'
  /** Cancelled while running; the worker is stopping. */
  | 'CANCELLING'
  /** The file can be downloaded. Final until the file expires. */
  | 'COMPLETED'
  /** Final: completed, but the file is deleted. */
  | 'EXPIRED'
  /** Final: failed, without a file. `failure` contains the reason. */
  | 'FAILED'
  /** Waiting for a worker. */
  | 'QUEUED'
  /** A worker is processing the export. */
  | 'RUNNING';

/** A range of the date of the first confirmed booking, in the venue time zone. Give `from`, `to` or both; otherwise BAD_USER_INPUT. Users without a booking do not match. */
export interface FirstBookingFilter {
  /** Which instant determines the date of a booking. The first booking can differ between the bases. */
  basis?: BookingBasis;
  /** First date, inclusive. */
  from?: string | null;
  /** Last date, inclusive. */
  to?: string | null;
}

/** An encoding of CSV files. */
export type ImportEncoding =
  /** Traditional Chinese. */
  | 'BIG5'
  /** Korean, with the additions of Windows. */
  | 'EUC_KR'
  /** Chinese, with GBK and GB 2312. */
  | 'GB18030'
  /** Latin-9, of Western European languages on Unix. */
  | 'ISO_8859_15'
  /** Western European languages in older programs on macOS. */
  | 'MAC_ROMAN'
  /** Japanese, with the additions of Windows. */
  | 'SHIFT_JIS'
  /** UTF-8, with or without a byte order mark. */
  | 'UTF_8'
  /** UTF-16, the more significant byte first. */
  | 'UTF_16BE'
  /** UTF-16, the less significant byte first. Excel calls it Unicode Text. */
  | 'UTF_16LE'
  /** Central European languages on Windows. */
  | 'WINDOWS_1250'
  /** Cyrillic on Windows. */
  | 'WINDOWS_1251'
  /** Western European languages on Windows. */
  | 'WINDOWS_1252'
  /** Greek on Windows. */
  | 'WINDOWS_1253'
  /** Turkish on Windows. */
  | 'WINDOWS_1254'
  /** Hebrew on Windows. */
  | 'WINDOWS_1255'
  /** Arabic on Windows. */
  | 'WINDOWS_1256'
  /** Baltic languages on Windows. */
  | 'WINDOWS_1257';

/** Phase of the processing of an import. */
export type ImportPhase =
  /** Writing the changes, or waiting for a worker to do so. */
  | 'APPLYING'
  /** Comparing the rows of the file with the records. */
  | 'COMPARING'
  /** Writing the error file and the undo file after all changes are written. */
  | 'FINALIZING'
  /** Not started yet, or reading the headers of the file. */
  | 'READING';

/** State of an import. */
export type ImportState =
  /** A worker writes the changes of the plan, or will as soon as one is free. */
  | 'APPLYING'
  /** Waiting for the upload of the file. */
  | 'AWAITING_FILE'
  /** The file needs a decision. `mapImport` maps headers that are not known to columns, and chooses another encoding or sheet. `warnings` contains the problem. */
  | 'AWAITING_MAPPING'
  /** Final: cancelled. Changes that were applied before remain. */
  | 'CANCELLED'
  /** Cancelled while checking or applying; the worker is stopping. */
  | 'CANCELLING'
  /** The file is uploaded. A worker compares it with the records, or will as soon as one is free. */
  | 'CHECKING'
  /** Final: the plan was applied, except for the rows with errors and conflicts. */
  | 'COMPLETED'
  /** Final: the next step was not taken within 24 hours. Nothing was applied. */
  | 'EXPIRED'
  /** Final: failed. `failure` contains the reason. Changes that were applied before the failure remain. */
  | 'FAILED'
  /** The plan is complete and nothing is written. `applyImport` applies it. */
  | 'READY';

/** A range of instants, from `from` (inclusive) to `before` (exclusive). If a bound is absent, the range is open on that side. */
export interface InstantRange {
  /** End, exclusive. Not earlier than `from`. */
  before?: string | null;
  /** Start, inclusive. */
  from?: string | null;
}

/** Selects invoices. All given fields must match (AND). A list matches any of its values (OR); an empty list matches nothing. */
export interface InvoiceFilter {
  /** Matches one of these filters, in addition to the other fields (AND). Up to 10, and up to 5 levels of filters. */
  anyOf?: InvoiceFilter[] | null;
  /** Ids of the invoiced bookings. Unknown ids match nothing. FORBIDDEN without BOOKINGS_VIEW, unless the result has the scope OWN. At most 10,000 values. */
  bookingIds?: string[] | null;
  /** Whether the invoice has a booking. FORBIDDEN without BOOKINGS_VIEW, unless the result has the scope OWN. */
  hasBooking?: boolean | null;
  /** Whether the invoice has a location. */
  hasLocation?: boolean | null;
  /** Ids of the invoices. Unknown ids match nothing. At most 10,000 values. */
  ids?: string[] | null;
  /** Range of the time of issue. */
  issuedAt?: InstantRange | null;
  /** Ids of the locations of the invoices themselves, from `organization { locations { id } }`. Invoices without a location do not match. BAD_USER_INPUT for an unknown id. */
  locationIds?: string[] | null;
  /** Does not match this filter. A field without a value counts as not matching, so it is selected. */
  not?: InvoiceFilter | null;
  /** Numbers, case-sensitive. */
  numbers?: string[] | null;
  /** Current status. */
  status?: InvoiceStatus[] | null;
  /** Range of the total. */
  totalAmount?: AmountFilter | null;
  /** Ids of the invoiced users. Unknown ids match nothing. At most 10,000 values. */
  userIds?: string[] | null;
  /** Selects invoices by the current attributes of the invoiced user. FORBIDDEN without IDENTITIES_VIEW, unless the result has the scope OWN. An empty filter matches every user. */
  users?: UserFilter | null;
}

/** The status of an invoice. */
export type InvoiceStatus =
  /** Issued, not yet paid. */
  | 'OPEN'
  /** Paid. */
  | 'PAID'
  /** Withdrawn. Not counted in figures. */
  | 'VOID';

/** A range of the date of the last confirmed booking, in the venue time zone. Give `from`, `to` or both; otherwise BAD_USER_INPUT. Users without a booking do not match. */
export interface LastBookingFilter {
  /** Which instant determines the date of a booking. The last booking can differ between the bases. */
  basis?: BookingBasis;
  /** First date, inclusive. */
  from?: string | null;
  /** Last date, inclusive. */
  to?: string | null;
}

/** How well a header of a file matches a column. */
export type MatchConfidence =
  /** The header is the label, the key or a template header of the column. */
  | 'CERTAIN'
  /** The header has the same words in another spelling, is a common name for the column in one of several languages, or was mapped to it in an earlier import. */
  | 'LIKELY'
  /** The header is similar to a name of the column. Check it before you accept it. */
  | 'POSSIBLE';

/** A range of a whole number. Give `eq`, or `gte` and/or `lte`; otherwise BAD_USER_INPUT. */
export interface NumberFilter {
  /** Exactly this number. */
  eq?: number | null;
  /** At least this number. */
  gte?: number | null;
  /** At most this number. */
  lte?: number | null;
}

/** Sort direction. */
export type OrderDirection =
  /** Ascending: smallest, earliest or alphabetically first values come first. */
  | 'ASC'
  /** Descending: largest, latest or alphabetically last values come first. */
  | 'DESC';

/** The date of a record that must be in the period. */
export type PeriodBasis =
  /** When the user or booking was created, or the invoice issued. */
  | 'CREATED'
  /** INVOICES only: when the invoice was issued. */
  | 'ISSUED'
  /** USERS only: when the user last signed in. Excludes users who never did. */
  | 'LAST_LOGIN'
  /** BOOKINGS only: when the booking starts. */
  | 'STARTS';

/** A period of dates in the venue time zone: either `start` and `end`, or `preset`. */
export interface PeriodInput {
  /** The date of the records that must be in the period. */
  by?: PeriodBasis;
  /** The last day of the period, inclusive. */
  end?: string | null;
  /** A named period, instead of `start` and `end`. Converted to dates when the export is requested. */
  preset?: PeriodPreset | null;
  /** The first day of the period. */
  start?: string | null;
}

/** Days in the venue time zone, relative to today. LAST_… ends today; THIS_… and PREVIOUS_… are whole calendar units. */
export type PeriodPreset =
  /** From the same weekday two weeks ago to today. */
  | 'LAST_2_WEEKS'
  /** From the same day three months ago to today. The last day of a shorter month. */
  | 'LAST_3_MONTHS'
  /** From the same day six months ago to today. The last day of a shorter month. */
  | 'LAST_6_MONTHS'
  /** From the same day of last month to today. The last day of a shorter month. The calendar month is PREVIOUS_MONTH. */
  | 'LAST_MONTH'
  /** From the same weekday of last week to today. */
  | 'LAST_WEEK'
  /** From the same day last year to today. 28 February for the 29th. The calendar year is PREVIOUS_YEAR. */
  | 'LAST_YEAR'
  /** The whole calendar month before the month of today. */
  | 'PREVIOUS_MONTH'
  /** The whole calendar quarter before the quarter of today. */
  | 'PREVIOUS_QUARTER'
  /** The whole calendar year before the year of today. */
  | 'PREVIOUS_YEAR'
  /** The whole calendar month of today, with the days to come. */
  | 'THIS_MONTH'
  /** The whole calendar quarter of today, with the days to come. */
  | 'THIS_QUARTER'
  /** The whole calendar year of today, with the days to come. */
  | 'THIS_YEAR';

/** A request for an export. */
export interface RequestExportInput {
  /** The export, as for `startExport`. A preset period ends on the day of the request. Ids may only name rows that the viewer may read. */
  export: StartExportInput;
  /** The reason, shown to the owner; at most 1000 characters. */
  reason?: string | null;
}

/** Role of a user in the organization. */
export type Role =
  /** Has the permissions that the owner granted. */
  | 'ADMIN'
  /** Has no permissions and sees only their own data. */
  | 'MEMBER'
  /** Has every permission. Each organization has exactly one owner. */
  | 'OWNER';

/** An export to be started. */
export interface StartExportInput {
  /** The instant that determines this month and last month. Default: when processing starts. */
  asOf?: string | null;
  /** Keys of columns from `exportColumns`, in the order of the file. Instead of `template`. At most 1,000 values. */
  columns?: string[] | null;
  /** Options for CSV files. BAD_USER_INPUT unless the format is CSV or ZIP. */
  csv?: CsvOptionsInput | null;
  /** The records in the file. */
  dataset?: ExportDataset;
  /** Ids of rows that match `filter` but are excluded. BAD_USER_INPUT for an unknown id, with `ids`, and without a filter of the dataset. An empty filter, such as `{ users: {} }`, matches all rows. At most 10,000 values. */
  excludeIds?: string[] | null;
  /** Name of the file without its extension, up to 100 characters. Default: the dataset, the date and the id of the export. BAD_USER_INPUT for a name that a file system could refuse. Names of files in a ZIP do not change. */
  fileName?: string | null;
  /** The rows must match this filter. */
  filter?: ExportFilterInput | null;
  /** CSV, XLSX or JSONL; for ORGANIZATION, ZIP. */
  format: ExportFormat;
  /** Ids of the rows. `filter` and `period` narrow them further. Empty: no rows. Default: all rows. BAD_USER_INPUT for an unknown id. At most 10,000 values. */
  ids?: string[] | null;
  /** The rows must be in this period, in addition to `ids` and `filter`. */
  period?: PeriodInput | null;
  /** The columns: USER_SUMMARY, USER_ACCOUNTS, USER_MANAGEMENT, BOOKING_LIST, INVOICE_LIST, or the id of a saved template from `exportTemplates`. Default: USER_SUMMARY, BOOKING_LIST or INVOICE_LIST, depending on the dataset. At most 100 characters. */
  template?: string | null;
  /** For ORGANIZATION: export only the data of this user. BAD_USER_INPUT for an unknown id. */
  userId?: string | null;
}

/** An import to be started. */
export interface StartImportInput {
  /** Whether the plan is applied without `applyImport` if no row has an error. Becomes false when another user calls `mapImport`. BAD_USER_INPUT with the saved mapping of another user. */
  applyWhenClean?: boolean;
  /** Meaning of empty cells. */
  blankCells?: BlankCells;
  /** Id of the import that this one corrects, for example with its error file: see `Import.correctionOf` and `Import.corrections`. Unless `applyWhenClean` is true, its mapping is taken over if `mapping` and `mappingName` are null, and its `dateOrder`, `decimalSeparator` and `formulaGuard` where they have their default value. BAD_USER_INPUT if the id is unknown, if the viewer may not see the import, or if it is of another dataset. */
  correctionOf?: string | null;
  /** Whether a row with an unknown key creates a record. Otherwise it is an error of that row. */
  createMissing?: boolean;
  /** The records that the file changes: USERS, BOOKINGS or INVOICES. BAD_USER_INPUT for ORGANIZATION. */
  dataset?: ExportDataset;
  /** Order of day, month and year in the dates of the file. */
  dateOrder?: DateOrder;
  /** Decimal separator of the numbers in a CSV file. Null: COMMA with the delimiter SEMICOLON, otherwise POINT. BAD_USER_INPUT for COMMA with the delimiter COMMA. */
  decimalSeparator?: DecimalSeparator | null;
  /** Delimiter of a CSV file. Null: recognized from the file. */
  delimiter?: CsvDelimiter | null;
  /** Encoding of a CSV file. Null: what its byte order mark says, otherwise UTF-8; a file that is neither waits until `mapImport` chooses its encoding. */
  encoding?: ImportEncoding | null;
  /** Name of the file, for people, without invisible characters. What the file contains decides how it is read, CSV or XLSX. At most 200 characters. */
  fileName: string;
  /** Whether a leading `'` before a formula is removed from texts and headers, as exports write it to CSV files. A workbook has it if it was a CSV file before. Set to false for files that were written without it. */
  formulaGuard?: boolean;
  /** Decisions about headers. Null or missing headers: decided by their names, or by `mapImport` later. At most 1,000 values. */
  mapping?: ColumnMappingInput[] | null;
  /** Name of a saved mapping. With `mapping`: the mapping is saved under this name when the plan is applied, instead of an earlier one; CONFLICT if that belongs to another user. Without: the saved mapping is used; NOT_FOUND if there is none. At most 100 characters. */
  mappingName?: string | null;
  /** Name of the sheet of an XLSX file. Null: the first one. At most 200 characters. */
  sheet?: string | null;
}

/** A filter of users. All given fields must match (AND). A list matches any of its values (OR); an empty list matches no users. FORBIDDEN for filters by figures without the permission, except for viewers who see only themselves. */
export interface UserFilter {
  /** Has one of these values of `accountType`, case-sensitive. `lookup` lists them. Each of at most 100 characters. */
  accountType?: string[] | null;
  /** Matches one of these filters, in addition to the other fields (AND). Up to 10, and up to 5 levels of filters. */
  anyOf?: UserFilter[] | null;
  /** Has one of these values of `appVersion`, case-sensitive. `lookup` lists them. Each of at most 100 characters. */
  appVersion?: string[] | null;
  /** Whether invoices are paid automatically. */
  autopaymentsEnabled?: boolean | null;
  /** Has one of these values of `billingCity`, case-sensitive. `lookup` lists them. Each of at most 200 characters. */
  billingCity?: string[] | null;
  /** Has one of these values of `billingCountry`, case-sensitive. `lookup` lists them. Each of at most 200 characters. */
  billingCountry?: string[] | null;
  /** Number of confirmed bookings in a range of dates. Requires the permission BOOKINGS_VIEW, or the permissions of user exports. */
  bookedIn?: BookedInFilter | null;
  /** Number of confirmed bookings in the month before the current month in the venue time zone (see `asOf`). Requires the permission BOOKINGS_VIEW, or the permissions of user exports. */
  bookingsLastMonth?: BookingCountFilter | null;
  /** Number of confirmed bookings in the current month in the venue time zone (see `asOf`). Requires the permission BOOKINGS_VIEW, or the permissions of user exports. */
  bookingsThisMonth?: BookingCountFilter | null;
  /** Has one of these values of `city`, case-sensitive. `lookup` lists them. Each of at most 200 characters. */
  city?: string[] | null;
  /** Has one of these values of `company`, case-sensitive. `lookup` lists them. Each of at most 200 characters. */
  company?: string[] | null;
  /** Has one of these values of `country`, case-sensitive. `lookup` lists them. Each of at most 200 characters. */
  country?: string[] | null;
  /** Account was created in this range. */
  createdAt?: InstantRange | null;
  /** Has these values of custom properties. Each of the list must match. Up to 20. */
  customProperties?: CustomPropertyFilter[] | null;
  /** Has one of these values of `deviceModel`, case-sensitive. `lookup` lists them. Each of at most 100 characters. */
  deviceModel?: string[] | null;
  /** Has one of these external primary locations, case-sensitive. Up to 50. `lookup` lists them. Each of at most 200 characters. */
  externalPrimaryLocations?: string[] | null;
  /** Date of the first confirmed booking. Requires the permission BOOKINGS_VIEW, or the permissions of user exports. */
  firstBooking?: FirstBookingFilter | null;
  /** Whether the user has an account type. */
  hasAccountType?: boolean | null;
  /** Whether the user has a confirmed booking, past or future. Requires the permission BOOKINGS_VIEW, or the permissions of user exports. */
  hasBooked?: boolean | null;
  /** Whether the user has a company. */
  hasCompany?: boolean | null;
  /** Whether the user has a country. */
  hasCountry?: boolean | null;
  /** Whether a payment method is on file. */
  hasPaymentMethod?: boolean | null;
  /** Whether the user has a plan. */
  hasPlan?: boolean | null;
  /** Whether the user has a primary location. */
  hasPrimaryLocation?: boolean | null;
  /** Whether the user belongs to a team. */
  hasTeam?: boolean | null;
  /** Has one of these ids. Unknown ids match no users. Up to 10,000. */
  ids?: string[] | null;
  /** Invoiced amount of all time, without VOID invoices; 0 for users without any. Requires the permission INVOICES_VIEW, or the permissions of user exports. */
  invoicedAllTime?: AmountFilter | null;
  /** Invoiced amount in the month before the current month in the venue time zone (see `asOf`), without VOID invoices; 0 for users without any. Requires the permission INVOICES_VIEW, or the permissions of user exports. */
  invoicedLastMonth?: AmountFilter | null;
  /** Invoiced amount in the current month in the venue time zone (see `asOf`), without VOID invoices; 0 for users without any. Requires the permission INVOICES_VIEW, or the permissions of user exports. */
  invoicedThisMonth?: AmountFilter | null;
  /** Date of the last confirmed booking. Requires the permission BOOKINGS_VIEW, or the permissions of user exports. */
  lastBooking?: LastBookingFilter | null;
  /** The last sign-in was in this range. Users who never signed in do not match. */
  lastLoginAt?: InstantRange | null;
  /** Does not match this filter. A field without a value counts as not matching, so it is selected. */
  not?: UserFilter | null;
  /** Has one of these plans, by the ids in `organization { plans }`. BAD_USER_INPUT for an unknown id. Up to 50. */
  planIds?: string[] | null;
  /** Has one of these primary locations, by the ids in `organization { locations }`. BAD_USER_INPUT for an unknown id. */
  primaryLocationIds?: string[] | null;
  /** Has one of these values of `profession`, case-sensitive. `lookup` lists them. Each of at most 200 characters. */
  profession?: string[] | null;
  /** Has one of these values of `profile`, case-sensitive. `lookup` lists them. Each of at most 200 characters. */
  profile?: string[] | null;
  /** Has one of these roles. */
  role?: Role[] | null;
  /** Text that the username, full name (first name or last name first), email address or company contains. Ignores case (full Unicode case folding and NFKC), but not accents. Up to 200 characters. */
  search?: string | null;
  /** Has one of these skills, case-sensitive. Up to 50. `lookup` lists them. Each of at most 200 characters. */
  skills?: string[] | null;
  /** Has one of these values of `source`, case-sensitive. `lookup` lists them. Each of at most 100 characters. */
  source?: string[] | null;
  /** Has one of these values of `sponsor`, case-sensitive. `lookup` lists them. Each of at most 200 characters. */
  sponsor?: string[] | null;
  /** Has one of these statuses. */
  status?: UserStatus[] | null;
  /** Has one of these tags, case-sensitive. Up to 50. `lookup` lists them. Each of at most 200 characters. */
  tags?: string[] | null;
  /** Belongs to one of these teams, by the ids in `organization { teams }`. BAD_USER_INPUT for an unknown id. */
  teamIds?: string[] | null;
  /** Has one of these usernames, ignoring case. Unknown usernames match no users. */
  usernames?: string[] | null;
}

/** One sort key of users. */
export interface UserOrder {
  /** Ascending or descending. */
  direction?: OrderDirection;
  /** What to order by. */
  field: UserOrderField;
}

/** What to order users by. Text is compared by code point, so capital letters come first; empty values come before all others. Booking figures require the permission BOOKINGS_VIEW, invoice totals require INVOICES_VIEW; the permissions of user exports suffice for both. FORBIDDEN otherwise, except for viewers who see only themselves. VOID invoices are not counted. */
export type UserOrderField =
  /** Number of confirmed bookings that start in the month before `asOf`. */
  | 'BOOKINGS_LAST_MONTH_BOOKED'
  /** Number of confirmed bookings that were created in the month before `asOf`. */
  | 'BOOKINGS_LAST_MONTH_CREATED'
  /** Number of confirmed bookings that start in the month of `asOf`. */
  | 'BOOKINGS_THIS_MONTH_BOOKED'
  /** Number of confirmed bookings that were created in the month of `asOf`. */
  | 'BOOKINGS_THIS_MONTH_CREATED'
  /** When the account was created. */
  | 'CREATED_AT'
  /** Email address. */
  | 'EMAIL'
  /** Earliest start of a confirmed booking, to the millisecond. Empty if there is none. */
  | 'FIRST_BOOKING_DATE_BOOKED'
  /** Earliest creation of a confirmed booking, to the millisecond. Empty if there is none. */
  | 'FIRST_BOOKING_DATE_CREATED'
  /** Given name. */
  | 'FIRST_NAME'
  /** Id, the order in which accounts were added to the system. */
  | 'ID'
  /** Total of all invoices. */
  | 'INVOICED_ALL_TIME'
  /** Total of the invoices issued in the month before `asOf`. */
  | 'INVOICED_LAST_MONTH'
  /** Total of the invoices issued in the month of `asOf`. */
  | 'INVOICED_THIS_MONTH'
  /** Latest start of a confirmed booking, to the millisecond. Empty if there is none. */
  | 'LAST_BOOKING_DATE_BOOKED'
  /** Latest creation of a confirmed booking, to the millisecond. Empty if there is none. */
  | 'LAST_BOOKING_DATE_CREATED'
  /** When the user last signed in. */
  | 'LAST_LOGIN_AT'
  /** Family name. */
  | 'LAST_NAME'
  /** Username, ignoring case. */
  | 'USERNAME';

/** Status of an account. */
export type UserStatus =
  /** In use. Only ACTIVE accounts can sign in. */
  | 'ACTIVE'
  /** Closed or suspended. Access tokens, WebSockets with their subscriptions, and download links stop working within seconds, and unfinished exports fail with PERMISSION_LOST. Sessions end. Tokens that are not revoked work again once the account is ACTIVE. */
  | 'INACTIVE'
  /** Invited or waiting for approval. Cannot sign in. */
  | 'PENDING';
