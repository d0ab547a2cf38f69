// Written by `npm run schema` from schema.graphql and documents.graphql. Do not edit.

import { type TypedDocument, typedDocument } from '../client/typed-document.js';

/** Whether the viewer may do something, by their role, permissions and credential. Limits, quotas and the state of records are not part of it. */
export interface Decision {
  /** Whether the viewer may do it. */
  allowed: boolean;
  /** Why not, for people: the message of the error that the operation would give. Null if allowed. */
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
      /** Why it is omitted. */
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

/** A range of an amount, in minor units of the organization's currency (10050 is 100.50 EUR). Give `eq`, or `gte` and/or `lte`; otherwise BAD_USER_INPUT. */
export interface AmountFilter {
  /** Exactly this amount. */
  eq?: number | string | null;
  /** At least this amount. */
  gte?: number | string | null;
  /** At most this amount. */
  lte?: number | string | null;
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
  /** Range of the time of creation. */
  createdAt?: InstantRange | null;
  /** Ids of the bookings. Unknown ids match nothing. At most 10,000 values. */
  ids?: string[] | null;
  /** Ids of the locations, from `organization { locations { id } }`. Unknown ids match nothing. */
  locationIds?: string[] | null;
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

/** A range of instants, from `from` (inclusive) to `before` (exclusive). If a bound is absent, the range is open on that side. */
export interface InstantRange {
  /** End, exclusive. */
  before?: string | null;
  /** Start, inclusive. */
  from?: string | null;
}

/** Selects invoices. All given fields must match (AND). A list matches any of its values (OR); an empty list matches nothing. */
export interface InvoiceFilter {
  /** Ids of the invoices. Unknown ids match nothing. At most 10,000 values. */
  ids?: string[] | null;
  /** Range of the time of issue. */
  issuedAt?: InstantRange | null;
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

/** A period up to and including today, in the venue time zone. */
export type PeriodPreset =
  /** Starts on the same weekday two weeks ago. */
  | 'LAST_2_WEEKS'
  /** Starts on the same day three months ago, or on the last day of that month if it is shorter. */
  | 'LAST_3_MONTHS'
  /** Starts on the same day six months ago, or on the last day of that month if it is shorter. */
  | 'LAST_6_MONTHS'
  /** Starts on the same day of last month, or on its last day if it is shorter. */
  | 'LAST_MONTH'
  /** Starts on the same weekday of last week. */
  | 'LAST_WEEK'
  /** Starts on the same day last year; for 29 February, on the 28th. */
  | 'LAST_YEAR';

/** Role of a user in the organization. */
export type Role =
  /** Has the permissions that the owner granted. */
  | 'ADMIN'
  /** Has no permissions and sees only their own data. */
  | 'MEMBER'
  /** Has every permission. Each organization has exactly one owner. */
  | 'OWNER';

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
  /** Name of the file without its extension, up to 100 characters. Default: the dataset, the date and the id of the export. BAD_USER_INPUT for a name that a file system could refuse. Names of files in a ZIP do not change. */
  fileName?: string | null;
  /** The rows must match this filter. */
  filter?: ExportFilterInput | null;
  /** CSV, XLSX or JSONL; for ORGANIZATION, ZIP. */
  format: ExportFormat;
  /** Ids of the rows. `filter` and `period` narrow them further. Default: all rows. BAD_USER_INPUT for an unknown id. At most 10,000 values. */
  ids?: string[] | null;
  /** The rows must be in this period, in addition to `ids` and `filter`. */
  period?: PeriodInput | null;
  /** The columns: USER_SUMMARY, USER_ACCOUNTS, USER_MANAGEMENT, BOOKING_LIST, INVOICE_LIST, or the id of a saved template from `exportTemplates`. Default: USER_SUMMARY, BOOKING_LIST or INVOICE_LIST, depending on the dataset. At most 100 characters. */
  template?: string | null;
  /** For ORGANIZATION: export only the data of this user. BAD_USER_INPUT for an unknown id. */
  userId?: string | null;
}

/** A filter of users. All given fields must match (AND). A list matches any of its values (OR); an empty list matches no users. FORBIDDEN for filters by figures without the permission, except for viewers who see only themselves. */
export interface UserFilter {
  /** Has one of these values of `accountType`, case-sensitive. `lookup` lists them. Each of at most 100 characters. */
  accountType?: string[] | null;
  /** Has one of these values of `appVersion`, case-sensitive. `lookup` lists them. Each of at most 100 characters. */
  appVersion?: string[] | null;
  /** Whether invoices are paid automatically. */
  autopaymentsEnabled?: boolean | null;
  /** Has one of these values of `billingCity`, case-sensitive. `lookup` lists them. Each of at most 200 characters. */
  billingCity?: string[] | null;
  /** Has one of these values of `billingCountry`, case-sensitive. `lookup` lists them. Each of at most 200 characters. */
  billingCountry?: string[] | null;
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
  /** The last sign-in was in this range. Users who never signed in do not match. */
  lastLoginAt?: InstantRange | null;
  /** Has one of these plans, by the ids in `organization { plans }`. Unknown ids match no users. Up to 50. */
  planIds?: string[] | null;
  /** Has one of these primary locations, by the ids in `organization { locations }`. Unknown ids match no users. */
  primaryLocationIds?: string[] | null;
  /** Has one of these values of `profession`, case-sensitive. `lookup` lists them. Each of at most 200 characters. */
  profession?: string[] | null;
  /** Has one of these values of `profile`, case-sensitive. `lookup` lists them. Each of at most 200 characters. */
  profile?: string[] | null;
  /** Has one of these roles. */
  role?: Role[] | null;
  /** Text that the username, full name (first name or last name first), e-mail address or company contains. Ignores case (full Unicode case folding and NFKC), but not accents. Up to 200 characters. */
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
  /** Belongs to one of these teams, by the ids in `organization { teams }`. Unknown ids match no users. */
  teamIds?: string[] | null;
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
  /** E-mail address. */
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
  /** Closed or suspended. Access tokens, WebSockets with their subscriptions, and download links stop working within seconds, and unfinished exports fail with PERMISSION_LOST. Tokens that are not revoked work again once the account is ACTIVE. */
  | 'INACTIVE'
  /** Invited or waiting for approval. Cannot sign in. */
  | 'PENDING';
