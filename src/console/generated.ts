// Written by `npm run schema` from schema.graphql and documents.graphql. Do not edit.

import type { ExportDataset, ExportState, StartExportInput, UserFilter, UserOrder, UserStatus } from '../client/generated.js';
import { type TypedDocument, typedDocument } from '../client/typed-document.js';

/** Whether the viewer may do something, by their role, permissions and credential. Limits, quotas and the state of records are not part of it. */
export interface Decision {
  /** Whether the viewer may do it. */
  allowed: boolean;
  /** Why not, for people: the message of the error that the operation would give, in the language of the request. Null if allowed. */
  reason: string | null;
}

export interface SessionResult {
  /** The signed-in user. */
  viewer: {
    /** Account of the viewer. */
    user: {
      /** Id of the user. */
      id: string;
      /** First and last name, or the username if both are empty. */
      displayName: string;
    };
    /** Organization of the viewer. */
    organization: {
      /** Display name. */
      name: string;
      /** IANA name of the venue time zone. All months and dates in this API are in this time zone, regardless of the location of a booking or user. */
      timezone: string;
      /** ISO 4217 code of the currency of all invoices. */
      currency: string;
      /** Locations of the organization, ordered by name. */
      locations: Array<{
        /** Id, for filters. */
        id: string;
        /** Name. Unique in the organization, ignoring case. */
        name: string;
      }>;
      /** Plans of the organization, ordered by name. */
      plans: Array<{
        /** Id, for filters. */
        id: string;
        /** Name. Unique in the organization, ignoring case. */
        name: string;
      }>;
      /** Teams of the organization, ordered by name. */
      teams: Array<{
        /** Id, for filters. */
        id: string;
        /** Name. Unique in the organization, ignoring case. */
        name: string;
      }>;
    };
    /** What the viewer may do, with the reason if not. */
    can: {
      /** Reading the users of all users. Otherwise `users` has only the viewer's own. */
      readUsers: Decision;
      /** `startExport` and `previewExport`, and saving and deleting templates of the dataset. Columns and filters may require more permissions: see `exportColumns { available }`. */
      startExport: Decision;
      /** Seeing figures of other users. */
      seeFigures: {
        /** `User.bookingActivity`, and lists by booking figures. */
        booking: Decision;
        /** `User.invoicing`, and lists by invoice totals. */
        invoice: Decision;
      };
    };
  };
}
export const SessionDocument: TypedDocument<SessionResult, {}> =
  /* @__PURE__ */ typedDocument(`query Session{viewer{user{id displayName}organization{name timezone currency locations(includeArchived:false){id name}plans(includeArchived:false){id name}teams(includeArchived:false){id name}}can{readUsers{...Decision}startExport(dataset:USERS){...Decision}seeFigures{booking{...Decision}invoice{...Decision}}}}} fragment Decision on AccessDecision{allowed reason}`);

export interface UserPageResult {
  /** The users of the organization as a paginated list. Without the permission IDENTITIES_VIEW: only the viewer, with the `scope` OWN. FORBIDDEN for orders and filters by figures that the viewer may not see. */
  users: {
    /** Total number of matching users. Counted only if selected. */
    totalCount: number;
    /** Rows of this page. */
    nodes: Array<{
      /** Id of the user. */
      id: string;
      /** First and last name, or the username if both are empty. */
      displayName: string;
      /** E-mail address. */
      email: string | null;
      /** Status of the account. */
      status: UserStatus;
      /** Plans of the user. */
      planRefs: Array<{
        /** Id, for filters. */
        id: string;
        /** Name. Unique in the organization, ignoring case. */
        name: string;
      }>;
      /** Team of the user. Null if the user has none. */
      teamRef: {
        /** Id, for filters. */
        id: string;
        /** Name. Unique in the organization, ignoring case. */
        name: string;
      } | null;
      /** Primary location of the user. Null if the user has none. */
      primaryLocationRef: {
        /** Id, for filters. */
        id: string;
        /** Name. Unique in the organization, ignoring case. */
        name: string;
      } | null;
      /** When the account was created. */
      createdAt: string;
      /** The user's booking figures, the same as in exports. Requires the permission BOOKINGS_VIEW, or the permissions of user exports, because those files contain the figures; otherwise null with FORBIDDEN. Viewers always see their own. */
      bookingActivity?: {
        /** Bookings of the month that contains `asOf`. */
        thisMonth: {
          /** Number of bookings that start in the month (`startsAt`), including its future days. */
          booked: number;
        };
        /** Bookings of the month before `thisMonth`. */
        lastMonth: {
          /** Number of bookings that start in the month (`startsAt`), including its future days. */
          booked: number;
        };
      } | null;
      /** The user's invoice totals, the same as in exports. Requires the permission INVOICES_VIEW, or the permissions of user exports, because those files contain the totals; otherwise null with FORBIDDEN. Viewers always see their own. */
      invoicing?: {
        /** Total of the month that contains `asOf`. */
        thisMonth: {
          /** Amount in major units with the currency's number of decimals, a decimal point and no grouping: `1234.50`. */
          decimal: string;
        };
        /** Total of all invoices, including those after `asOf`. */
        allTime: {
          /** Amount in major units with the currency's number of decimals, a decimal point and no grouping: `1234.50`. */
          decimal: string;
        };
      } | null;
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
export interface UserPageVariables {
  first: number;
  after?: string | null;
  filter?: UserFilter | null;
  orderBy?: UserOrder[] | null;
  bookings: boolean;
  invoices: boolean;
}
export const UserPageDocument: TypedDocument<UserPageResult, UserPageVariables> =
  /* @__PURE__ */ typedDocument(`query UserPage($first:Int!$after:String$filter:UserFilter$orderBy:[UserOrder!]$bookings:Boolean!$invoices:Boolean!){users(first:$first after:$after filter:$filter orderBy:$orderBy){totalCount nodes{id displayName email status planRefs{id name}teamRef{id name}primaryLocationRef{id name}createdAt bookingActivity@include(if:$bookings){thisMonth{booked}lastMonth{booked}}invoicing@include(if:$invoices){thisMonth{decimal}allTime{decimal}}}pageInfo{hasNextPage endCursor}}}`);

export interface UserCountResult {
  /** The users of the organization as a paginated list. Without the permission IDENTITIES_VIEW: only the viewer, with the `scope` OWN. FORBIDDEN for orders and filters by figures that the viewer may not see. */
  users: {
    /** Total number of matching users. Counted only if selected. */
    totalCount: number;
  };
}
export const UserCountDocument: TypedDocument<UserCountResult, {}> =
  /* @__PURE__ */ typedDocument(`query UserCount{users(first:1){totalCount}}`);

export interface TagsResult {
  /** The different values of a field with their numbers of records, for filters and inputs. Without the permission that the field requires: the values of the viewer's own records, and `scope` is OWN. Roles, statuses and the like are enums; locations, teams and plans are in `organization`. */
  lookup: {
    /** The values, the most frequent first. Equally frequent values are in order of code point. */
    values: Array<{
      /** The value, in the form that filters accept. */
      value: string;
    }>;
  };
}
export const TagsDocument: TypedDocument<TagsResult, {}> =
  /* @__PURE__ */ typedDocument(`query Tags{lookup(field:USER_TAGS first:100){values{value}}}`);

export interface ExportChoicesResult {
  /** The export templates: first the system templates, then the organization's own, ordered by name. */
  exportTemplates: Array<{
    /** The value for `template` of an export. For a system template, its name. */
    id: string;
    /** Label of a system template, in the language of the request. For any other template, its name. */
    title: string;
    /** Dataset of the files. */
    dataset: ExportDataset;
    /** Keys of the columns, in the order of the file. For a system template, only columns that this organization has. */
    columns: string[];
  }>;
  /** All columns that files of the dataset can have. The columns of the default template come first, in its order. */
  exportColumns: Array<{
    /** Key of the column, for `columns`. */
    key: string;
    /** Label of the column on screens, in the language of the request. For a custom property, the same as `label`. */
    title: string;
    /** The group in which a column picker shows it. The same in every language. */
    group: string;
    /** Label of the group, in the language of the request. For a file of ORGANIZATION, the same as `group`. */
    groupTitle: string;
    /** What the cells contain, and how figures are counted. */
    description: string;
    /** Whether the viewer can export the column: the organization has it, and permissions allow it. */
    available: boolean;
    /** Why the viewer cannot export the column, such as missing permissions; null if it is available. */
    unavailableReason: string | null;
  }>;
}
export interface ExportChoicesVariables {
  dataset: ExportDataset;
}
export const ExportChoicesDocument: TypedDocument<ExportChoicesResult, ExportChoicesVariables> =
  /* @__PURE__ */ typedDocument(`query ExportChoices($dataset:ExportDataset!){exportTemplates{id title dataset columns}exportColumns(dataset:$dataset){key title group groupTitle description available unavailableReason}}`);

export interface ExportPreviewResult {
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
    }>;
    /** The first ten rows, each a list of cells; empty for ZIP. CSV: the parsed cells, including formula guards. XLSX: the displayed cells, with dates as YYYY-MM-DD and amounts as in CSV. JSON Lines: texts as they are, other values as JSON. An empty cell is an empty string. */
    sample: Array<string[]>;
    /** Columns of the template that are omitted from the file. */
    dropped: Array<{
      /** Key of the column. */
      key: string;
      /** Why it is omitted, in the language of the request. */
      reason: string;
    }>;
    /** The period with its dates; null if none was requested. */
    period: {
      /** The first day of the period. */
      start: string;
      /** The last day of the period. */
      end: string;
    } | null;
    /** The venue time zone. */
    timezone: string;
  } | null;
}
export interface ExportPreviewVariables {
  input: StartExportInput;
}
export const ExportPreviewDocument: TypedDocument<ExportPreviewResult, ExportPreviewVariables> =
  /* @__PURE__ */ typedDocument(`query ExportPreview($input:StartExportInput!){previewExport(input:$input){rows columns{key label}sample dropped{key reason}period{start end}timezone}}`);

export interface SaveTemplateResult {
  /** Creates or changes a template of the organization. Requires the permissions for an export of its columns. NOT_FOUND if the id is unknown. */
  saveExportTemplate: {
    /** The value for `template` of an export. For a system template, its name. */
    id: string;
  };
}
export interface SaveTemplateVariables {
  input: SaveExportTemplateInput;
}
export const SaveTemplateDocument: TypedDocument<SaveTemplateResult, SaveTemplateVariables> =
  /* @__PURE__ */ typedDocument(`mutation SaveTemplate($input:SaveExportTemplateInput!){saveExportTemplate(input:$input){id}}`);

export interface DeleteExportFileResult {
  /** Deletes the file of a COMPLETED export before it expires. The export becomes EXPIRED immediately and all its links stop working; a running download finishes. Requires permission to download the file, or the role OWNER; FORBIDDEN otherwise. Idempotent. NOT_FOUND if the id is unknown. CONFLICT if the export has no file. */
  deleteExportFile: {
    /** Id of the export. */
    id: string;
    /** Increases with every change. Of two copies, the one with the larger version is newer. */
    version: number;
    /** State of the export. */
    state: ExportState;
  };
}
export interface DeleteExportFileVariables {
  id: string;
}
export const DeleteExportFileDocument: TypedDocument<DeleteExportFileResult, DeleteExportFileVariables> =
  /* @__PURE__ */ typedDocument(`mutation DeleteExportFile($id:ID!){deleteExportFile(id:$id){id version state}}`);

export interface ExportSelectionsResult {
  /** Exports of the organization, newest first. Viewers who may not export users see only their own exports, with the `scope` OWN. */
  exports: {
    /** Rows of this page. */
    nodes: Array<{
      /** Id of the export. */
      id: string;
      /** Selection of the rows. */
      selection: {
        /** Filter of the dataset, as JSON. */
        filter: string | null;
        /** Number of ids that were selected. */
        idCount: number | null;
        /** Resolved period. */
        period: {
          /** The first day of the period. */
          start: string;
          /** The last day of the period. */
          end: string;
        } | null;
      };
    }>;
  };
}
export interface ExportSelectionsVariables {
  first: number;
}
export const ExportSelectionsDocument: TypedDocument<ExportSelectionsResult, ExportSelectionsVariables> =
  /* @__PURE__ */ typedDocument(`query ExportSelections($first:Int!){exports(first:$first){nodes{id selection{filter idCount period{start end}}}}}`);

/** A list of columns with a name. */
export interface SaveExportTemplateInput {
  /** Keys from `exportColumns`, in the order of the file. At most 1,000 values. */
  columns: string[];
  /** What its files contain: USERS, BOOKINGS or INVOICES. */
  dataset?: ExportDataset;
  /** Id of the template to change; absent or null to create one. */
  id?: string | null;
  /** Name of up to 100 characters, unique in the organization. CONFLICT if it is taken. */
  name: string;
}
