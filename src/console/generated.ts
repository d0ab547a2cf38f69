// Written by `npm run schema` from schema.graphql and documents.graphql. Do not edit.

import type { BlankCells, BookingBasis, BookingFilter, BookingStatus, ColumnMappingInput, ColumnType, CsvDelimiter, DateOrder, DecimalSeparator, ExportDataset, ExportFormat, ExportState, ImportEncoding, ImportState, InvoiceFilter, InvoiceStatus, MatchConfidence, OrderDirection, PeriodBasis, PeriodPreset, Role, StartExportInput, UserFilter, UserOrder, UserStatus } from '../client/generated.js';
import { type TypedDocument, typedDocument } from '../client/typed-document.js';

/** Whether the viewer may do something, by their role, permissions and credential. Limits, quotas and the state of records are not part of it. */
export interface Decision {
  /** Whether the viewer may do it. */
  allowed: boolean;
  /** Why not, for people: the message of the error that the operation would give, in the language of the request. Null if allowed. */
  reason: string | null;
}

/** A column that files of a dataset can have. */
export interface MappableColumn {
  /** Key of the column, for `columns`. */
  key: string;
  /** Label of the column on screens, in the language of the request. For a custom property, the same as `label`. */
  title: string;
  /** Type of the cells. */
  type: ColumnType;
  /** Name of the enum whose values the cells have, for `enumLabels`, such as `UserStatus`. Null for other cells. */
  enumName: string | null;
  /** Label of the group, in the language of the request. For a file of ORGANIZATION, the same as `group`. */
  groupTitle: string;
  /** Whether `mapImport` can map a header to the column: imports change its values, find records by them, or take them for new records. False for ORGANIZATION. */
  mappable: boolean;
}

/** The figures of the confirmed bookings of one period and group. */
export interface BookingRow {
  /** The period. */
  period: {
    /** Name of the unit: `2016-04-09`, `2016-W14`, `2016-04`, `2016-Q2`, `2016`; both dates if it is the whole range. */
    label: string;
    /** First day that was counted. */
    start: string;
    /** Last day that was counted, inclusive. */
    end: string;
  };
  /** Number of confirmed bookings. */
  count: number;
  /** Total duration in milliseconds, exact. Additive: the rows of any grouping add up to the total. */
  durationMs: number | string;
  /** Average duration of a confirmed booking in minutes. Null if there are none. */
  averageMinutes: number | null;
  /** Number of different users who booked. Not additive: a user counts once in each row. Computed only if selected, because it is the slowest measure. */
  users?: number;
  /** Number of CANCELLED bookings. If selected, groups that have only these bookings are in the answer, too. */
  cancelled?: number;
  /** The share of CANCELLED bookings among CONFIRMED and CANCELLED ones, from 0 to 1. Null if there are none. */
  cancellationRate?: number | null;
  /** The figures of the period that the row is compared with. Null without `compare`, and for 29 February without one in the year before. */
  before: {
    /** The earlier period. */
    period: {
      /** Name of the unit: `2016-04-09`, `2016-W14`, `2016-04`, `2016-Q2`, `2016`; both dates if it is the whole range. */
      label: string;
      /** First day that was counted. */
      start: string;
      /** Last day that was counted, inclusive. */
      end: string;
    };
    /** Number of confirmed bookings. */
    count: number;
    /** Total duration in milliseconds, exact. Additive: the rows of any grouping add up to the total. */
    durationMs: number | string;
    /** Average duration of a confirmed booking in minutes. Null if there are none. */
    averageMinutes: number | null;
    /** Number of different users who booked. Not additive: a user counts once in each row. Computed only if selected, because it is the slowest measure. */
    users?: number;
    /** Number of CANCELLED bookings. If selected, groups that have only these bookings are in the answer, too. */
    cancelled?: number;
    /** The share of CANCELLED bookings among CONFIRMED and CANCELLED ones, from 0 to 1. Null if there are none. */
    cancellationRate?: number | null;
  } | null;
}

/** The figures of the OPEN and PAID invoices of one period and group. */
export interface InvoiceRow {
  /** The period. */
  period: {
    /** Name of the unit: `2016-04-09`, `2016-W14`, `2016-04`, `2016-Q2`, `2016`; both dates if it is the whole range. */
    label: string;
    /** First day that was counted. */
    start: string;
    /** Last day that was counted, inclusive. */
    end: string;
  };
  /** Number of OPEN and PAID invoices. */
  count: number;
  /** Sum of the invoice totals in the organization's currency. Additive. */
  total: {
    /** Amount in minor units of the currency, such as cents, yen or fils. */
    minorUnits: number | string;
    /** Amount in major units with the currency's number of decimals, a decimal point and no grouping: `1234.50`. */
    decimal: string;
  };
  /** Average total of an OPEN or PAID invoice, rounded down to minor units. Null if there are none. */
  average: {
    /** Amount in minor units of the currency, such as cents, yen or fils. */
    minorUnits: number | string;
  } | null;
  /** Number of different invoiced users. Not additive: a user counts once in each row. Computed only if selected, because it is the slowest measure. */
  users?: number;
  /** The figures of the period that the row is compared with. Null without `compare`, and for 29 February without one in the year before. */
  before: {
    /** The earlier period. */
    period: {
      /** Name of the unit: `2016-04-09`, `2016-W14`, `2016-04`, `2016-Q2`, `2016`; both dates if it is the whole range. */
      label: string;
      /** First day that was counted. */
      start: string;
      /** Last day that was counted, inclusive. */
      end: string;
    };
    /** Number of OPEN and PAID invoices. */
    count: number;
    /** Sum of the invoice totals in the organization's currency. Additive. */
    total: {
      /** Amount in minor units of the currency, such as cents, yen or fils. */
      minorUnits: number | string;
      /** Amount in major units with the currency's number of decimals, a decimal point and no grouping: `1234.50`. */
      decimal: string;
    };
    /** Average total of an OPEN or PAID invoice, rounded down to minor units. Null if there are none. */
    average: {
      /** Amount in minor units of the currency, such as cents, yen or fils. */
      minorUnits: number | string;
    } | null;
    /** Number of different invoiced users. Not additive: a user counts once in each row. Computed only if selected, because it is the slowest measure. */
    users?: number;
  } | null;
}

export interface SessionResult {
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
  /** The signed-in user. */
  viewer: {
    /** Account of the viewer. */
    user: {
      /** Id of the user. */
      id: string;
      /** First and last name, or the username if both are empty. */
      displayName: string;
      /** The user's invoice totals, the same as in exports. Requires the permission INVOICES_VIEW, or the permissions of user exports, because those files contain the totals; otherwise null with FORBIDDEN. Viewers always see their own. */
      invoicing: {
        /** Total of all invoices, including those after `asOf`. */
        allTime: {
          /** Amount in major units with the currency's number of decimals, a decimal point and no grouping: `1234.50`. */
          decimal: string;
        };
      } | null;
    };
    /** Organization of the viewer. */
    organization: {
      /** Display name. */
      name: string;
      /** IANA name of the venue time zone. All months and dates in this API are in this time zone, regardless of the location of a booking or user. */
      timezone: string;
      /** ISO 4217 code of the currency of all invoices. */
      currency: string;
      /** Locations of the organization, in the order of their positions. */
      locations: Array<{
        /** Id, for filters. */
        id: string;
        /** Name. Unique in the organization, ignoring case. */
        name: string;
      }>;
      /** Plans of the organization, in the order of their positions. */
      plans: Array<{
        /** Id, for filters. */
        id: string;
        /** Name. Unique in the organization, ignoring case. */
        name: string;
      }>;
      /** Teams of the organization, in the order of their positions. */
      teams: Array<{
        /** Id, for filters. */
        id: string;
        /** Name. Unique in the organization, ignoring case. */
        name: string;
      }>;
    };
    /** What the viewer may do, with the reason if not. */
    can: {
      /** Reading all users. Otherwise `users` has only the viewer. */
      readUsers: Decision;
      /** `startExport` and `previewExport`, and saving and deleting templates of the dataset. Columns and filters may require more permissions: see `exportColumns { available }`. */
      exportUsers: Decision;
      /** `startExport` and `previewExport`, and saving and deleting templates of the dataset. Columns and filters may require more permissions: see `exportColumns { available }`. */
      exportBookings: Decision;
      /** `startExport` and `previewExport`, and saving and deleting templates of the dataset. Columns and filters may require more permissions: see `exportColumns { available }`. */
      exportInvoices: Decision;
      /** `startExport` and `previewExport`, and saving and deleting templates of the dataset. Columns and filters may require more permissions: see `exportColumns { available }`. */
      exportAll: Decision;
      /** `requestExport`: asking the owner for an export. */
      requestExport: Decision;
      /** `approveExportRequest` and `declineExportRequest`: deciding on export requests. */
      approveExports: Decision;
      /** Reading all bookings. Otherwise `bookings` has only the viewer's own. */
      readBookings: Decision;
      /** Reading all invoices. Otherwise `invoices` has only the viewer's own. */
      readInvoices: Decision;
      /** `startImport`, `applyImport` and `undoImport`. */
      importUsers: Decision;
      /** `startImport`, `applyImport` and `undoImport`. */
      importBookings: Decision;
      /** `startImport`, `applyImport` and `undoImport`. */
      importInvoices: Decision;
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
export interface SessionVariables {
  enums?: string[] | null;
}
export const SessionDocument: TypedDocument<SessionResult, SessionVariables> =
  /* @__PURE__ */ typedDocument(`query Session($enums:[String!]){enumLabels(enums:$enums){enum values{value label}}viewer{user{id displayName invoicing{allTime{decimal}}}organization{name timezone currency locations(includeArchived:false){id name}plans(includeArchived:false){id name}teams(includeArchived:false){id name}}can{readUsers{...Decision}exportUsers:startExport(dataset:USERS){...Decision}exportBookings:startExport(dataset:BOOKINGS){...Decision}exportInvoices:startExport(dataset:INVOICES){...Decision}exportAll:startExport(dataset:ORGANIZATION){...Decision}requestExport{...Decision}approveExports{...Decision}readBookings{...Decision}readInvoices{...Decision}importUsers:startImport(dataset:USERS){...Decision}importBookings:startImport(dataset:BOOKINGS){...Decision}importInvoices:startImport(dataset:INVOICES){...Decision}seeFigures{booking{...Decision}invoice{...Decision}}}}} fragment Decision on AccessDecision{allowed reason}`);

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
      /** Email address. */
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

export interface BookingPageResult {
  /** The bookings of the organization as a paginated list. Without BOOKINGS_VIEW: the viewer's own bookings only, and `scope` is OWN. Null with FORBIDDEN for `filter.users` without IDENTITIES_VIEW, unless the scope is OWN. */
  bookings: {
    /** Total number of matching bookings. Counted only if selected. */
    totalCount: number;
    /** Rows of this page. */
    nodes: Array<{
      /** Id of the booking. */
      id: string;
      /** Reference, unique in the organization. */
      reference: string;
      /** The user who booked; null if the viewer may not see that user. */
      user: {
        /** Id of the user. */
        id: string;
        /** First and last name, or the username if both are empty. */
        displayName: string;
      } | null;
      /** The location. */
      locationRef: {
        /** Name. Unique in the organization, ignoring case. */
        name: string;
      };
      /** The booked resource at the location, for example a room or a desk; null if none was set. */
      resource: string | null;
      /** Start, in UTC. Determines the month in figures with the basis BOOKED. */
      startsAt: string;
      /** End, in UTC. */
      endsAt: string;
      /** Current status. */
      status: BookingStatus;
      /** Time of creation, in UTC. Determines the month in figures with the basis CREATED. */
      createdAt: string;
    }>;
    /** Position of this page in the list. */
    pageInfo: {
      /** Whether more rows follow this page. */
      hasNextPage: boolean;
      /** Cursor of the last row: pass it as `after` for the next page. Null if the page is empty. */
      endCursor: string | null;
    };
  } | null;
}
export interface BookingPageVariables {
  first: number;
  after?: string | null;
  filter?: BookingFilter | null;
  orderBy?: BookingOrder[] | null;
}
export const BookingPageDocument: TypedDocument<BookingPageResult, BookingPageVariables> =
  /* @__PURE__ */ typedDocument(`query BookingPage($first:Int!$after:String$filter:BookingFilter$orderBy:[BookingOrder!]){bookings(first:$first after:$after filter:$filter orderBy:$orderBy){totalCount nodes{id reference user{id displayName}locationRef{name}resource startsAt endsAt status createdAt}pageInfo{hasNextPage endCursor}}}`);

export interface InvoicePageResult {
  /** The invoices of the organization as a paginated list. Without INVOICES_VIEW: the viewer's own invoices only, and `scope` is OWN. Null with FORBIDDEN, unless the scope is OWN, for `filter.users` without IDENTITIES_VIEW, and for filters by bookings without BOOKINGS_VIEW. */
  invoices: {
    /** Total number of matching invoices. Counted only if selected. */
    totalCount: number;
    /** Rows of this page. */
    nodes: Array<{
      /** Id of the invoice. */
      id: string;
      /** Number, unique in the organization. */
      number: string;
      /** The invoiced user; null if the viewer may not see that user. */
      user: {
        /** Id of the user. */
        id: string;
        /** First and last name, or the username if both are empty. */
        displayName: string;
      } | null;
      /** Time of issue, in UTC. Determines the month in figures. */
      issuedAt: string;
      /** The location; null if none was set. */
      location: {
        /** Name. Unique in the organization, ignoring case. */
        name: string;
      } | null;
      /** The invoiced booking, of the same user; null if none was set, or if the viewer may not see it. */
      booking: {
        /** Reference, unique in the organization. */
        reference: string;
      } | null;
      /** Total in the organization's currency. */
      total: {
        /** Amount in major units with the currency's number of decimals, a decimal point and no grouping: `1234.50`. */
        decimal: string;
      };
      /** Current status. */
      status: InvoiceStatus;
    }>;
    /** Position of this page in the list. */
    pageInfo: {
      /** Whether more rows follow this page. */
      hasNextPage: boolean;
      /** Cursor of the last row: pass it as `after` for the next page. Null if the page is empty. */
      endCursor: string | null;
    };
  } | null;
}
export interface InvoicePageVariables {
  first: number;
  after?: string | null;
  filter?: InvoiceFilter | null;
  orderBy?: InvoiceOrder[] | null;
}
export const InvoicePageDocument: TypedDocument<InvoicePageResult, InvoicePageVariables> =
  /* @__PURE__ */ typedDocument(`query InvoicePage($first:Int!$after:String$filter:InvoiceFilter$orderBy:[InvoiceOrder!]){invoices(first:$first after:$after filter:$filter orderBy:$orderBy){totalCount nodes{id number user{id displayName}issuedAt location{name}booking{reference}total{decimal}status}pageInfo{hasNextPage endCursor}}}`);

export interface UserDetailsResult {
  /** A user by id or by username. Null if there is no such user or the viewer may not see the user. BAD_USER_INPUT unless exactly one of the arguments is set. */
  user: {
    /** Id of the user. */
    id: string;
    /** First and last name, or the username if both are empty. */
    displayName: string;
    /** Username. Unique in the organization, ignoring case (full Unicode case folding and NFKC). Never changes. */
    username: string;
    /** Given name. */
    firstName: string | null;
    /** Family name. */
    lastName: string | null;
    /** Email address. */
    email: string | null;
    /** Second email address for notifications. */
    additionalNotificationEmail: string | null;
    /** Title, such as Dr or Ms, or job title. */
    title: string | null;
    /** Profession. */
    profession: string | null;
    /** Biography of the user. */
    bio: string | null;
    /** Skills. */
    skills: string[];
    /** Company. */
    company: string | null;
    /** Phone number, in any notation. */
    phone: string | null;
    /** City. */
    city: string | null;
    /** Country. */
    country: string | null;
    /** Skype name. */
    skype: string | null;
    /** URL of the LinkedIn profile. */
    linkedInProfile: string | null;
    /** URL of the Facebook profile. */
    facebookProfile: string | null;
    /** URL of the Google profile. */
    googleProfile: string | null;
    /** Status of the account. */
    status: UserStatus;
    /** Role in the organization. */
    role: Role;
    /** Type of the account, in the organization's own terms. */
    accountType: string | null;
    /** Profile of the account, in the organization's own terms. */
    profile: string | null;
    /** Where the account came from. */
    source: string | null;
    /** Person who vouches for the user. */
    sponsor: string | null;
    /** How long the account is valid, in any notation, like 2026-01-01/2026-12-31. */
    validityPeriod: string | null;
    /** When the account was created. */
    createdAt: string;
    /** When the user last signed in. Null if never. */
    lastLoginAt: string | null;
    /** Tags that the organization assigned to the account. */
    tags: string[];
    /** Plans of the user. */
    planRefs: Array<{
      /** Name. Unique in the organization, ignoring case. */
      name: string;
    }>;
    /** Team of the user. Null if the user has none. */
    teamRef: {
      /** Name. Unique in the organization, ignoring case. */
      name: string;
    } | null;
    /** Primary location of the user. Null if the user has none. */
    primaryLocationRef: {
      /** Name. Unique in the organization, ignoring case. */
      name: string;
    } | null;
    /** Primary locations in the organization's other systems. */
    externalPrimaryLocations: string[];
    /** Whether a payment method is on file. */
    hasPaymentMethod: boolean;
    /** Whether invoices are paid automatically. */
    autopaymentsEnabled: boolean;
    /** Name on invoices. */
    billingName: string | null;
    /** Street address on invoices. */
    billingStreetAddress: string | null;
    /** City on invoices. */
    billingCity: string | null;
    /** Postal code on invoices. */
    billingPostalCode: string | null;
    /** Country on invoices. */
    billingCountry: string | null;
    /** Tax number on invoices. */
    taxNumber: string | null;
    /** Version of the mobile app that the user last used. */
    appVersion: string | null;
    /** Model of the device that the mobile app last ran on. */
    deviceModel: string | null;
    /** Whether the mobile app may use location services. Null if the app was never used. */
    locationServicesOn: boolean | null;
    /** Whether Bluetooth was on when the mobile app was last used. Null if never used. */
    bluetoothOn: boolean | null;
    /** Version of the organization's terms of service that the user agreed to. */
    termsVersion: string | null;
    /** When the user agreed to the organization's terms of service. Null if never. */
    termsAgreedAt: string | null;
    /** Custom properties of the organization with this user's values, in the order of their export columns. */
    customProperties: Array<{
      /** Key of the property. */
      key: string;
      /** Value. Null if the user has none. */
      value: string | null;
    }>;
  } | null;
  /** All columns that files of the dataset can have. The columns of the default template come first, in its order. */
  exportColumns: Array<{
    /** Key of the column, for `columns`. */
    key: string;
    /** Label of the column on screens, in the language of the request. For a custom property, the same as `label`. */
    title: string;
    /** Label of the group, in the language of the request. For a file of ORGANIZATION, the same as `group`. */
    groupTitle: string;
  }>;
}
export interface UserDetailsVariables {
  id: string;
}
export const UserDetailsDocument: TypedDocument<UserDetailsResult, UserDetailsVariables> =
  /* @__PURE__ */ typedDocument(`query UserDetails($id:ID!){user(id:$id){id displayName username firstName lastName email additionalNotificationEmail title profession bio skills company phone city country skype linkedInProfile facebookProfile googleProfile status role accountType profile source sponsor validityPeriod createdAt lastLoginAt tags planRefs{name}teamRef{name}primaryLocationRef{name}externalPrimaryLocations hasPaymentMethod autopaymentsEnabled billingName billingStreetAddress billingCity billingPostalCode billingCountry taxNumber appVersion deviceModel locationServicesOn bluetoothOn termsVersion termsAgreedAt customProperties{key value}}exportColumns(dataset:USERS){key title groupTitle}}`);

export interface UserFiguresResult {
  /** A user by id or by username. Null if there is no such user or the viewer may not see the user. BAD_USER_INPUT unless exactly one of the arguments is set. */
  user: {
    /** The user's booking figures, the same as in exports. Requires the permission BOOKINGS_VIEW, or the permissions of user exports, because those files contain the figures; otherwise null with FORBIDDEN. Viewers always see their own. */
    bookingActivity?: {
      /** Date of the first booking ever, independent of `asOf`. */
      firstDate: {
        /** By start (`startsAt`); null without confirmed bookings. */
        booked: string | null;
      };
      /** One entry per month of the range, including empty months; independent of `asOf`. BAD_USER_INPUT if `to` is before `from`, or for more than 600 months. */
      months: Array<{
        /** Calendar month in the venue time zone. */
        month: string;
        /** Number of bookings that start in the month (`startsAt`), including its future days. */
        booked: number;
        /** Number of bookings created in the month (`createdAt`), whenever they start. */
        created: number;
      }>;
    } | null;
    /** The user's invoice totals, the same as in exports. Requires the permission INVOICES_VIEW, or the permissions of user exports, because those files contain the totals; otherwise null with FORBIDDEN. Viewers always see their own. */
    invoicing?: {
      /** Total of all invoices, including those after `asOf`. */
      allTime: {
        /** Amount in major units with the currency's number of decimals, a decimal point and no grouping: `1234.50`. */
        decimal: string;
      };
      /** One entry per month of the range, including empty months; independent of `asOf`. BAD_USER_INPUT if `to` is before `from`, or for more than 600 months. */
      months: Array<{
        /** Calendar month in the venue time zone. */
        month: string;
        /** Sum of the invoice totals. VOID invoices never count. */
        total: {
          /** Amount in major units with the currency's number of decimals, a decimal point and no grouping: `1234.50`. */
          decimal: string;
        };
      }>;
    } | null;
  } | null;
}
export interface UserFiguresVariables {
  id: string;
  from: string;
  to: string;
  bookings: boolean;
  invoices: boolean;
}
export const UserFiguresDocument: TypedDocument<UserFiguresResult, UserFiguresVariables> =
  /* @__PURE__ */ typedDocument(`query UserFigures($id:ID!$from:YearMonth!$to:YearMonth!$bookings:Boolean!$invoices:Boolean!){user(id:$id){bookingActivity@include(if:$bookings){firstDate{booked}months(from:$from to:$to){month booked created}}invoicing@include(if:$invoices){allTime{decimal}months(from:$from to:$to){month total{decimal}}}}}`);

export interface UserCountResult {
  /** The users of the organization as a paginated list. Without the permission IDENTITIES_VIEW: only the viewer, with the `scope` OWN. FORBIDDEN for orders and filters by figures that the viewer may not see. */
  users: {
    /** Total number of matching users. Counted only if selected. */
    totalCount: number;
  };
}
export const UserCountDocument: TypedDocument<UserCountResult, {}> =
  /* @__PURE__ */ typedDocument(`query UserCount{users(first:1){totalCount}}`);

export interface UserSearchResult {
  /** The users of the organization as a paginated list. Without the permission IDENTITIES_VIEW: only the viewer, with the `scope` OWN. FORBIDDEN for orders and filters by figures that the viewer may not see. */
  users: {
    /** Rows of this page. */
    nodes: Array<{
      /** Id of the user. */
      id: string;
      /** First and last name, or the username if both are empty. */
      displayName: string;
      /** Email address. */
      email: string | null;
    }>;
  };
}
export interface UserSearchVariables {
  filter?: UserFilter | null;
}
export const UserSearchDocument: TypedDocument<UserSearchResult, UserSearchVariables> =
  /* @__PURE__ */ typedDocument(`query UserSearch($filter:UserFilter){users(first:20 filter:$filter orderBy:[{field:LAST_NAME}]){nodes{id displayName email}}}`);

export interface ResourcesResult {
  /** The different values of a field with their numbers of records, for filters and inputs. Without the permission that the field requires: the values of the viewer's own records, and `scope` is OWN. Roles, statuses and the like are enums; locations, teams and plans are in `organization`. */
  lookup: {
    /** The values, the most frequent first. Equally frequent values are in order of code point. */
    values: Array<{
      /** The value, in the form that filters accept. */
      value: string;
    }>;
  };
}
export const ResourcesDocument: TypedDocument<ResourcesResult, {}> =
  /* @__PURE__ */ typedDocument(`query Resources{lookup(field:BOOKING_RESOURCE first:100){values{value}}}`);

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
    /** What the cells contain, and how figures are counted, in the language of the request. */
    description: string;
    /** Whether the viewer can export the column: the organization has it, and permissions allow it. */
    available: boolean;
    /** Why the viewer cannot export the column, such as missing permissions; null if it is available. */
    unavailableReason: string | null;
    /** Whether the organization has the column, so that `requestExport` can ask for it without its permissions. */
    requestable: boolean;
  }>;
}
export interface ExportChoicesVariables {
  dataset: ExportDataset;
}
export const ExportChoicesDocument: TypedDocument<ExportChoicesResult, ExportChoicesVariables> =
  /* @__PURE__ */ typedDocument(`query ExportChoices($dataset:ExportDataset!){exportTemplates{id title dataset columns}exportColumns(dataset:$dataset){key title group groupTitle description available unavailableReason requestable}}`);

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
      /** Dataset in the file. */
      dataset: ExportDataset;
      /** Selection of the rows. */
      selection: {
        /** Filter of the dataset, as JSON. */
        filter: string | null;
        /** Number of ids that were selected. */
        idCount: number | null;
        /** Number of ids that were excluded from the rows of the filter. */
        excludedIdCount: number | null;
        /** For ORGANIZATION: id of the user whose data the export is limited to. */
        userId: string | null;
        /** Resolved period. */
        period: {
          /** The date that must be in the period. */
          by: PeriodBasis;
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
  /* @__PURE__ */ typedDocument(`query ExportSelections($first:Int!){exports(first:$first){nodes{id dataset selection{filter idCount excludedIdCount userId period{by start end}}}}}`);

export interface FilterTermsResult {
  /** All columns that files of the dataset can have. The columns of the default template come first, in its order. */
  users: Array<{
    /** Key of the column, for `columns`. */
    key: string;
    /** Label of the column on screens, in the language of the request. For a custom property, the same as `label`. */
    title: string;
  }>;
  /** All columns that files of the dataset can have. The columns of the default template come first, in its order. */
  bookings: Array<{
    /** Key of the column, for `columns`. */
    key: string;
    /** Label of the column on screens, in the language of the request. For a custom property, the same as `label`. */
    title: string;
  }>;
  /** All columns that files of the dataset can have. The columns of the default template come first, in its order. */
  invoices: Array<{
    /** Key of the column, for `columns`. */
    key: string;
    /** Label of the column on screens, in the language of the request. For a custom property, the same as `label`. */
    title: string;
  }>;
  /** The viewer's organization. */
  organization: {
    /** Locations of the organization, in the order of their positions. */
    locations: Array<{
      /** Id, for filters. */
      id: string;
      /** Name. Unique in the organization, ignoring case. */
      name: string;
    }>;
    /** Plans of the organization, in the order of their positions. */
    plans: Array<{
      /** Id, for filters. */
      id: string;
      /** Name. Unique in the organization, ignoring case. */
      name: string;
    }>;
    /** Teams of the organization, in the order of their positions. */
    teams: Array<{
      /** Id, for filters. */
      id: string;
      /** Name. Unique in the organization, ignoring case. */
      name: string;
    }>;
  };
}
export const FilterTermsDocument: TypedDocument<FilterTermsResult, {}> =
  /* @__PURE__ */ typedDocument(`query FilterTerms{users:exportColumns(dataset:USERS){key title}bookings:exportColumns(dataset:BOOKINGS){key title}invoices:exportColumns(dataset:INVOICES){key title}organization{locations(includeArchived:true){id name}plans(includeArchived:true){id name}teams(includeArchived:true){id name}}}`);

export interface RecordNamesResult {
  /** The users of the organization as a paginated list. Without the permission IDENTITIES_VIEW: only the viewer, with the `scope` OWN. FORBIDDEN for orders and filters by figures that the viewer may not see. */
  users?: {
    /** Rows of this page. */
    nodes: Array<{
      /** Id of the user. */
      id: string;
      /** First and last name, or the username if both are empty. */
      displayName: string;
    }>;
  };
  /** The bookings of the organization as a paginated list. Without BOOKINGS_VIEW: the viewer's own bookings only, and `scope` is OWN. Null with FORBIDDEN for `filter.users` without IDENTITIES_VIEW, unless the scope is OWN. */
  bookings?: {
    /** Rows of this page. */
    nodes: Array<{
      /** Id of the booking. */
      id: string;
      /** Reference, unique in the organization. */
      reference: string;
    }>;
  } | null;
  /** The invoices of the organization as a paginated list. Without INVOICES_VIEW: the viewer's own invoices only, and `scope` is OWN. Null with FORBIDDEN, unless the scope is OWN, for `filter.users` without IDENTITIES_VIEW, and for filters by bookings without BOOKINGS_VIEW. */
  invoices?: {
    /** Rows of this page. */
    nodes: Array<{
      /** Id of the invoice. */
      id: string;
      /** Number, unique in the organization. */
      number: string;
    }>;
  } | null;
}
export interface RecordNamesVariables {
  first: number;
  users?: UserFilter | null;
  bookings?: BookingFilter | null;
  invoices?: InvoiceFilter | null;
  hasUsers: boolean;
  hasBookings: boolean;
  hasInvoices: boolean;
}
export const RecordNamesDocument: TypedDocument<RecordNamesResult, RecordNamesVariables> =
  /* @__PURE__ */ typedDocument(`query RecordNames($first:Int!$users:UserFilter$bookings:BookingFilter$invoices:InvoiceFilter$hasUsers:Boolean!$hasBookings:Boolean!$hasInvoices:Boolean!){users(first:$first filter:$users)@include(if:$hasUsers){nodes{id displayName}}bookings(first:$first filter:$bookings)@include(if:$hasBookings){nodes{id reference}}invoices(first:$first filter:$invoices)@include(if:$hasInvoices){nodes{id number}}}`);

export interface ImportDetailsResult {
  /** An import by id. Null if the id is unknown or the viewer may not see the import. */
  import: {
    /** Id of the import. */
    id: string;
    /** Increases with every change. Of two copies, the one with the larger version is newer. */
    version: number;
    /** State of the import. */
    state: ImportState;
    /** Dataset that the file changes: USERS, BOOKINGS or INVOICES. */
    dataset: ExportDataset;
    /** Whether a row with an unknown key creates a record. */
    createMissing: boolean;
    /** Meaning of empty cells. */
    blankCells: BlankCells;
    /** Order of day, month and year in the dates of the file. */
    dateOrder: DateOrder;
    /** Whether a leading `'` before a formula is removed from texts and headers. */
    formulaGuard: boolean;
    /** While the import waits for a user: when it expires. After its end: when its files and the changes of its plan are deleted. Null while a worker has it, and once they are deleted. */
    expiresAt: string | null;
    /** When it was decided to apply the plan: by `applyImport` or by `applyWhenClean`. Null before. */
    appliedAt: string | null;
    /** How the file is read. Null until its headers are read, and for an undo, which has no file. */
    source: {
      /** CSV or XLSX, by the contents of the file. */
      format: ExportFormat;
      /** Delimiter. Null for XLSX. */
      delimiter: CsvDelimiter | null;
      /** Encoding. Null for XLSX. */
      encoding: ImportEncoding | null;
      /** Name of the sheet. Null for CSV, and for viewers who may not import its dataset. */
      sheet: string | null;
    } | null;
    /** Names of the sheets of the workbook, in the order of its tabs. Pass one to `mapImport` to read that sheet. At most 200, and none with more than 200 characters. Null for CSV, until the file is read, once it is deleted, and for viewers who may not import its dataset. */
    sheets: string[] | null;
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
    /** The same as `warnings`, with codes and parameters: APPLIED_BEFORE (the same file with the same options was applied before; empty: `importId` and `username` that the viewer may not see, `importId`, `appliedAt`, `username`); NO_ROWS (the file has no rows); TEXT_CUT (a workbook has probably cut texts or dropped characters, `header`, `cells`, `line`); LEADING_ZEROS (a spreadsheet has probably removed leading zeros, `header`, `cells`, `line`); NUMBER_NOTATION (a spreadsheet has probably changed the notation of numbers, `header`, `cells`, `line`); DATE_OR_TIME (a spreadsheet has probably made dates or times of texts, `header`, `cells`, `line`); TRUTH_VALUE (a spreadsheet has probably made truth values of texts, `header`, `cells`, `line`); NUMBER_CELL (cells of a column of texts are numbers, `header`, `cells`, `line`); DATE_CELL (cells of a column of texts are dates or times, `header`, `cells`, `line`); BOOLEAN_CELL (cells of a column of texts are truth values, `header`, `cells`, `line`); GUARD_REMOVED (cells of a workbook have the guard of a CSV file, which is not stored, `header`, `cells`, `line`); SIMILAR_NAME (the plan creates a location, team or plan (`kind`) whose name is similar to an existing one, `kind`, `name`, `existing`); MORE_SIMILAR_NAMES (further names that the plan creates are similar to existing ones, `count`); UNDECIDED_HEADERS (headers need a decision, `headers`, `count`); OTHER_DATASET (the file is probably of another dataset, `dataset`); NO_KEY (no header is mapped to one of the columns that identify the records, `dataset`, `columns`); MISSING_HEADERS (the mapping names headers that the file does not have, `headers`, `count`, `mapping`); HEADER (a decision about a header does not fit, for the reason `problem`, `header`, `problem`); DECIMAL_SEPARATOR (the decimal separator does not go with the delimiter); UNREADABLE (the file has to be read in another way, for a reason such as ENCODING, `reason`, `problem`); OTHER (an import of an earlier version). Empty for viewers who may not import its dataset. */
    warningDetails: Array<{
      /** What it is about, as a code. Codes never change their meaning. */
      code: string;
      /** What a translation of the code needs. */
      parameters: Array<{
        /** Name of the parameter. */
        name: string;
        /** Value of the parameter. */
        value: string;
      }>;
      /** The warning as a sentence, in the language of the request. */
      message: string;
    }>;
    /** Rows of the file in several encodings, most likely ones first, while the import is AWAITING_MAPPING because the file is not in the encoding of the request, or not in UTF-8. The file may also be in another encoding than these. Null otherwise, and for viewers who may not import its dataset. */
    encodingPreviews: Array<{
      /** Encoding. Pass it to `mapImport` if the rows read well. */
      encoding: ImportEncoding;
      /** Up to three rows from the first byte on that is not valid, each cut to 200 characters. */
      rows: string[];
    }> | null;
    /** What the import would do. Null until the plan is complete, once it is deleted (24 hours after the end of the import by default), and for viewers who may not import its dataset. */
    plan: {
      /** Number of rows among `created`, `changed` and `removed` that are applied. 0 until the plan is applied. After a failure or `cancelImport` it counts the batches before it. */
      applied: number;
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
      /** Number of rows among `created`, `changed` and `removed` that were not applied, because the record was changed after the plan was made. 0 until the plan is applied. */
      conflicts: number;
      /** Headers of the columns that are not imported. */
      ignoredColumns: string[];
      /** Names of the locations that applying creates. */
      newLocations: string[];
      /** Names of the teams that applying creates. */
      newTeams: string[];
      /** Names of the plans that applying creates. */
      newPlans: string[];
      /** Names of the custom properties that applying creates. */
      newCustomProperties: string[];
      /** The errors and conflicts by code and column, the most frequent ones first. Up to 100 groups. */
      errorGroups: Array<{
        /** What is wrong, as `ImportError.code`. */
        code: string;
        /** Key of the column, as `exportColumns` lists it. Null for errors of whole rows. */
        column: string | null;
        /** Header of the column in the file. Null like `column`. */
        header: string | null;
        /** Number of errors. */
        count: number;
        /** The message of the first of these errors. Others may quote another value. */
        message: string;
        /** What a translation of the reason needs. */
        parameters: Array<{
          /** Name of the parameter. */
          name: string;
          /** Value of the parameter. */
          value: string;
        }>;
      }>;
    } | null;
    /** Files of the import. Each is null for viewers without permission to download it. */
    files: {
      /** The rows that failed or conflicted, as CSV in UTF-8. With `formulaGuard`, texts that a spreadsheet would run as formulas start with a `'`, which an import removes. The first two columns, `__line` and `__errors`, contain the line of the uploaded file and the reasons. The file with corrected rows can be imported as it is. Null if no row failed. */
      errors: {
        /** Suggested file name. */
        name: string;
        /** Number of rows, without the header. Null for `source`. */
        rows: number | null;
      } | null;
      /** The earlier values of the changed cells, as CSV; `__keep` in other cells leaves them as they are now. Prefer `undoImport`: a file imported by hand needs `blankCells: CLEAR` to empty cells, replaces values that were changed since, and cannot delete the created records, which have `true` in `__created`. Null if nothing was applied. */
      undo: {
        /** Suggested file name. */
        name: string;
      } | null;
      /** The uploaded file. Null until it has arrived. */
      source: {
        /** Suggested file name. */
        name: string;
        /** Size in bytes. */
        bytes: number | string;
      } | null;
    };
    /** The import that this one undoes. Null if it undoes none, or one that the viewer may not see. */
    undoOfImport: {
      /** Id of the import. */
      id: string;
      /** Name of the file. For an undo, what it does with the file, in the language of the request. */
      title: string;
    } | null;
    /** The latest import that undoes this one. Null in the same cases as `undoneBy`. */
    undoneByImport: {
      /** Id of the import. */
      id: string;
    } | null;
  } | null;
}
export interface ImportDetailsVariables {
  id: string;
}
export const ImportDetailsDocument: TypedDocument<ImportDetailsResult, ImportDetailsVariables> =
  /* @__PURE__ */ typedDocument(`query ImportDetails($id:ID!){import(id:$id){id version state dataset createMissing blankCells dateOrder formulaGuard expiresAt appliedAt source{format delimiter encoding sheet}sheets columns{header isUndecided suggestion confidence column newCustomProperty samples}warningDetails{code parameters{name value}message}encodingPreviews{encoding rows}plan{applied created changed unchanged failed removed conflicts ignoredColumns newLocations newTeams newPlans newCustomProperties errorGroups{code column header count message parameters{name value}}}files{errors{name rows}undo{name}source{name bytes}}undoOfImport{id title}undoneByImport{id}}}`);

export interface MappableColumnsResult {
  /** All columns that files of the dataset can have. The columns of the default template come first, in its order. */
  users: MappableColumn[];
  /** All columns that files of the dataset can have. The columns of the default template come first, in its order. */
  bookings: MappableColumn[];
  /** All columns that files of the dataset can have. The columns of the default template come first, in its order. */
  invoices: MappableColumn[];
}
export const MappableColumnsDocument: TypedDocument<MappableColumnsResult, {}> =
  /* @__PURE__ */ typedDocument(`query MappableColumns{users:exportColumns(dataset:USERS){...MappableColumn}bookings:exportColumns(dataset:BOOKINGS){...MappableColumn}invoices:exportColumns(dataset:INVOICES){...MappableColumn}} fragment MappableColumn on ExportColumn{key title type enumName groupTitle mappable}`);

export interface SavedMappingsResult {
  /** The saved mappings of a dataset, by name. `startImport` and `mapImport` save them. Requires the permissions of `startImport`; FORBIDDEN otherwise. BAD_USER_INPUT for ORGANIZATION. */
  importMappings: {
    /** Rows of this page. */
    nodes: Array<{
      /** Id of the saved mapping. */
      id: string;
      /** Name, for `mappingName` of `startImport`. Unique in the dataset. */
      name: string;
      /** Whether `deleteImportMapping` would delete it. */
      canDelete: boolean;
    }>;
  } | null;
}
export interface SavedMappingsVariables {
  dataset: ExportDataset;
}
export const SavedMappingsDocument: TypedDocument<SavedMappingsResult, SavedMappingsVariables> =
  /* @__PURE__ */ typedDocument(`query SavedMappings($dataset:ExportDataset!){importMappings(dataset:$dataset first:200){nodes{id name canDelete}}}`);

export interface DeleteMappingResult {
  /** Deletes a saved mapping and returns it. Imports that were started with it keep their decisions. Requires the permissions of `startImport`, and to have saved it or to be the owner; FORBIDDEN otherwise. NOT_FOUND if the id is unknown. */
  deleteImportMapping: {
    /** Id of the saved mapping. */
    id: string;
  };
}
export interface DeleteMappingVariables {
  id: string;
}
export const DeleteMappingDocument: TypedDocument<DeleteMappingResult, DeleteMappingVariables> =
  /* @__PURE__ */ typedDocument(`mutation DeleteMapping($id:ID!){deleteImportMapping(id:$id){id}}`);

export interface PlanChangesResult {
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
          /** Key of the column, as `exportColumns` lists it. */
          column: string;
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
export interface PlanChangesVariables {
  id: string;
  after?: string | null;
  kinds?: ImportChangeKind[] | null;
  hasWarning?: boolean | null;
}
export const PlanChangesDocument: TypedDocument<PlanChangesResult, PlanChangesVariables> =
  /* @__PURE__ */ typedDocument(`query PlanChanges($id:ID!$after:String$kinds:[ImportChangeKind!]$hasWarning:Boolean){import(id:$id){plan{changes(first:100 after:$after kinds:$kinds hasWarning:$hasWarning){totalCount nodes{row line username column header old new warning}pageInfo{hasNextPage endCursor}}}}}`);

export interface PlanErrorsResult {
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
          /** Username of the user, reference of the booking or number of the invoice; if there is no such record, the key in the file. Cut to 200 characters. Null if the row has none. */
          key: string | null;
          /** Key of the column, as `exportColumns` lists it. Null for an error of the whole row. */
          column: string | null;
          /** Header of the column in the file. Null like `column`. */
          header: string | null;
          /** The cell as it is in the file; of a value that was not written because of a conflict, that value. Cut to 200 characters. Null: empty, or an error of the whole row. */
          value: string | null;
          /** The reason as a sentence in the language of the request, and what to do. English without a `reason`. */
          message: string;
          /** What a translation of the reason needs. */
          parameters: Array<{
            /** Name of the parameter. */
            name: string;
            /** Value of the parameter. */
            value: string;
          }>;
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
export interface PlanErrorsVariables {
  id: string;
  after?: string | null;
  codes?: string[] | null;
  columns?: string[] | null;
}
export const PlanErrorsDocument: TypedDocument<PlanErrorsResult, PlanErrorsVariables> =
  /* @__PURE__ */ typedDocument(`query PlanErrors($id:ID!$after:String$codes:[String!]$columns:[String!]){import(id:$id){plan{errors(first:100 after:$after codes:$codes columns:$columns){totalCount nodes{row line key column header value message parameters{name value}}pageInfo{hasNextPage endCursor}}}}}`);

export interface MapColumnsResult {
  /** Maps headers of the file to columns, or changes how the file is read or its rows are applied, and checks the file again. What is not named stays as it was. BAD_USER_INPUT for a header that the file does not have, or a column that does not exist, cannot be imported or is mapped twice; if the same call changes how the file is read, `warnings` contains such problems instead. CONFLICT unless the import is AWAITING_MAPPING or READY, EXPIRED if its time has passed. Requires the permissions of `startImport`; FORBIDDEN otherwise. */
  mapImport: {
    /** Id of the import. */
    id: string;
    /** Increases with every change. Of two copies, the one with the larger version is newer. */
    version: number;
  };
}
export interface MapColumnsVariables {
  id: string;
  mapping: ColumnMappingInput[];
  mappingName?: string | null;
}
export const MapColumnsDocument: TypedDocument<MapColumnsResult, MapColumnsVariables> =
  /* @__PURE__ */ typedDocument(`mutation MapColumns($id:ID!$mapping:[ColumnMappingInput!]!$mappingName:String){mapImport(id:$id mapping:$mapping mappingName:$mappingName){id version}}`);

export interface ReadImportAgainResult {
  /** Maps headers of the file to columns, or changes how the file is read or its rows are applied, and checks the file again. What is not named stays as it was. BAD_USER_INPUT for a header that the file does not have, or a column that does not exist, cannot be imported or is mapped twice; if the same call changes how the file is read, `warnings` contains such problems instead. CONFLICT unless the import is AWAITING_MAPPING or READY, EXPIRED if its time has passed. Requires the permissions of `startImport`; FORBIDDEN otherwise. */
  mapImport: {
    /** Id of the import. */
    id: string;
    /** Increases with every change. Of two copies, the one with the larger version is newer. */
    version: number;
  };
}
export interface ReadImportAgainVariables {
  id: string;
  encoding?: ImportEncoding | null;
  delimiter?: CsvDelimiter | null;
  decimalSeparator?: DecimalSeparator | null;
  sheet?: string | null;
  formulaGuard?: boolean | null;
  createMissing?: boolean | null;
  blankCells?: BlankCells | null;
  dateOrder?: DateOrder | null;
}
export const ReadImportAgainDocument: TypedDocument<ReadImportAgainResult, ReadImportAgainVariables> =
  /* @__PURE__ */ typedDocument(`mutation ReadImportAgain($id:ID!$encoding:ImportEncoding$delimiter:CsvDelimiter$decimalSeparator:DecimalSeparator$sheet:String$formulaGuard:Boolean$createMissing:Boolean$blankCells:BlankCells$dateOrder:DateOrder){mapImport(id:$id encoding:$encoding delimiter:$delimiter decimalSeparator:$decimalSeparator sheet:$sheet formulaGuard:$formulaGuard createMissing:$createMissing blankCells:$blankCells dateOrder:$dateOrder){id version}}`);

export interface BookingFiguresResult {
  /** Figures of confirmed bookings by period in the venue time zone, for the whole organization or the bookings that match the filter. Without BOOKINGS_VIEW: the viewer's own bookings only, and `scope` is OWN. FORBIDDEN for `filter.users` and dimensions of users without IDENTITIES_VIEW, unless the scope is OWN. */
  all: {
    /** The argument `asOf`, or when the figures were computed, in UTC. */
    asOf: string;
    /** Whose records were counted or listed, before filters. */
    scope: DataScope;
    /** One row per period, including empty periods. With `groupBy`: one row per period for each group that occurs or that the filter names, ordered by group (null first), then period. If no group occurs: one row per period with null dimensions, of the kind NOTHING. */
    rows: BookingRow[];
    /** Bookings that were not counted. */
    excluded: {
      /** Number of PENDING bookings. */
      pending: number;
      /** Number of CANCELLED bookings. */
      cancelled: number;
    };
  };
  /** Figures of confirmed bookings by period in the venue time zone, for the whole organization or the bookings that match the filter. Without BOOKINGS_VIEW: the viewer's own bookings only, and `scope` is OWN. FORBIDDEN for `filter.users` and dimensions of users without IDENTITIES_VIEW, unless the scope is OWN. */
  groups?: {
    /** One row per period, including empty periods. With `groupBy`: one row per period for each group that occurs or that the filter names, ordered by group (null first), then period. If no group occurs: one row per period with null dimensions, of the kind NOTHING. */
    rows: Array<BookingRow & {
      /** What the row is about. */
      kind: StatRowKind;
      /** The location. Null unless `groupBy` includes LOCATION. */
      locationRef: {
        /** Id, for filters. */
        id: string;
        /** Name. Unique in the organization, ignoring case. */
        name: string;
      } | null;
      /** The primary location of the user; null for users without one. Null unless `groupBy` includes PRIMARY_LOCATION. */
      primaryLocationRef: {
        /** Id, for filters. */
        id: string;
        /** Name. Unique in the organization, ignoring case. */
        name: string;
      } | null;
      /** The plan; null for users without a plan. Null unless `groupBy` includes PLAN. */
      planRef: {
        /** Id, for filters. */
        id: string;
        /** Name. Unique in the organization, ignoring case. */
        name: string;
      } | null;
      /** The team; null for users without a team. Null unless `groupBy` includes TEAM. */
      teamRef: {
        /** Id, for filters. */
        id: string;
        /** Name. Unique in the organization, ignoring case. */
        name: string;
      } | null;
      /** Account type of the user; null for users without one. Null unless `groupBy` includes ACCOUNT_TYPE. */
      accountType: string | null;
      /** Account status of the user. Null unless `groupBy` includes USER_STATUS. */
      userStatus: UserStatus | null;
      /** Company of the user; null for users without one. Null unless `groupBy` includes COMPANY. */
      company: string | null;
      /** Country of the user; null for users without one. Null unless `groupBy` includes COUNTRY. */
      country: string | null;
      /** Resource; null for bookings without one. Null unless `groupBy` includes RESOURCE. */
      resource: string | null;
      /** Username of the user. Null unless `groupBy` includes USER. */
      username: string | null;
      /** First day of the range: 0, 1, 2, 3, 7, 14, 30, 60, 90, 180 or 365. Null for bookings created after their start. Null unless `groupBy` includes LEAD_TIME. */
      leadDays: number | null;
      /** Month of the first confirmed booking of the user; null for users without one. Null unless `groupBy` includes FIRST_BOOKING_MONTH. */
      firstBookingMonth: string | null;
      /** Weekday, from 1 (Monday) to 7 (Sunday). Null unless `groupBy` includes WEEKDAY. */
      weekday: number | null;
      /** Hour, from 0 to 23. Null unless `groupBy` includes HOUR. */
      hour: number | null;
    }>;
  };
}
export interface BookingFiguresVariables {
  days: DayRange;
  granularity: Granularity;
  basis: BookingBasis;
  filter?: BookingFilter | null;
  compare?: Comparison | null;
  groupBy?: BookingDimension[] | null;
  top?: BookingStatTop | null;
  grouped: boolean;
  users: boolean;
  cancellations: boolean;
}
export const BookingFiguresDocument: TypedDocument<BookingFiguresResult, BookingFiguresVariables> =
  /* @__PURE__ */ typedDocument(`query BookingFigures($days:DayRange!$granularity:Granularity!$basis:BookingBasis!$filter:BookingFilter$compare:Comparison$groupBy:[BookingDimension!]$top:BookingStatTop$grouped:Boolean!$users:Boolean!$cancellations:Boolean!){all:bookingStats(days:$days granularity:$granularity basis:$basis filter:$filter compare:$compare){asOf scope rows{...BookingRow}excluded{pending cancelled}}groups:bookingStats(days:$days granularity:$granularity basis:$basis filter:$filter compare:$compare groupBy:$groupBy top:$top)@include(if:$grouped){rows{...BookingRow kind locationRef{id name}primaryLocationRef{id name}planRef{id name}teamRef{id name}accountType userStatus company country resource username leadDays firstBookingMonth weekday hour}}} fragment BookingRow on BookingStat{period{label start end}count durationMs averageMinutes users@include(if:$users)cancelled@include(if:$cancellations)cancellationRate@include(if:$cancellations)before{period{label start end}count durationMs averageMinutes users@include(if:$users)cancelled@include(if:$cancellations)cancellationRate@include(if:$cancellations)}}`);

export interface InvoiceFiguresResult {
  /** Figures of OPEN and PAID invoices by period of issue in the venue time zone, for the whole organization or the invoices that match the filter. Without INVOICES_VIEW: the viewer's own invoices only, and `scope` is OWN. FORBIDDEN for `filter.users` and dimensions of users without IDENTITIES_VIEW, unless the scope is OWN. */
  all: {
    /** The argument `asOf`, or when the figures were computed, in UTC. */
    asOf: string;
    /** Whose records were counted or listed, before filters. */
    scope: DataScope;
    /** One row per period, including empty periods. With `groupBy`: one row per period for each group that occurs or that the filter names, ordered by group (null first), then period. If no group occurs: one row per period with null dimensions, of the kind NOTHING. */
    rows: InvoiceRow[];
    /** Invoices that were not counted. */
    excluded: {
      /** Number of VOID invoices. The outermost `status` of the filter does not apply to it; one within `anyOf` or `not` does. */
      void: number;
    };
  };
  /** Figures of OPEN and PAID invoices by period of issue in the venue time zone, for the whole organization or the invoices that match the filter. Without INVOICES_VIEW: the viewer's own invoices only, and `scope` is OWN. FORBIDDEN for `filter.users` and dimensions of users without IDENTITIES_VIEW, unless the scope is OWN. */
  groups?: {
    /** One row per period, including empty periods. With `groupBy`: one row per period for each group that occurs or that the filter names, ordered by group (null first), then period. If no group occurs: one row per period with null dimensions, of the kind NOTHING. */
    rows: Array<InvoiceRow & {
      /** What the row is about. */
      kind: StatRowKind;
      /** The location of the invoice; null for invoices without one. Null unless `groupBy` includes INVOICE_LOCATION. */
      invoiceLocationRef: {
        /** Id, for filters. */
        id: string;
        /** Name. Unique in the organization, ignoring case. */
        name: string;
      } | null;
      /** The primary location of the user; null for users without one. Null unless `groupBy` includes PRIMARY_LOCATION. */
      primaryLocationRef: {
        /** Id, for filters. */
        id: string;
        /** Name. Unique in the organization, ignoring case. */
        name: string;
      } | null;
      /** The plan; null for users without a plan. Null unless `groupBy` includes PLAN. */
      planRef: {
        /** Id, for filters. */
        id: string;
        /** Name. Unique in the organization, ignoring case. */
        name: string;
      } | null;
      /** The team; null for users without a team. Null unless `groupBy` includes TEAM. */
      teamRef: {
        /** Id, for filters. */
        id: string;
        /** Name. Unique in the organization, ignoring case. */
        name: string;
      } | null;
      /** Account type of the user; null for users without one. Null unless `groupBy` includes ACCOUNT_TYPE. */
      accountType: string | null;
      /** Account status of the user. Null unless `groupBy` includes USER_STATUS. */
      userStatus: UserStatus | null;
      /** Company of the user; null for users without one. Null unless `groupBy` includes COMPANY. */
      company: string | null;
      /** Country of the user; null for users without one. Null unless `groupBy` includes COUNTRY. */
      country: string | null;
      /** Username of the user. Null unless `groupBy` includes USER. */
      username: string | null;
      /** Current status, OPEN or PAID. Null unless `groupBy` includes STATUS. */
      status: InvoiceStatus | null;
      /** First day of the range: 0, 30, 60, 90, 180 or 365. Null for invoices issued after `asOf`. Null unless `groupBy` includes AGE. */
      ageDays: number | null;
      /** Weekday, from 1 (Monday) to 7 (Sunday). Null unless `groupBy` includes WEEKDAY. */
      weekday: number | null;
      /** Hour, from 0 to 23. Null unless `groupBy` includes HOUR. */
      hour: number | null;
    }>;
  };
}
export interface InvoiceFiguresVariables {
  days: DayRange;
  granularity: Granularity;
  filter?: InvoiceFilter | null;
  compare?: Comparison | null;
  groupBy?: InvoiceDimension[] | null;
  top?: InvoiceStatTop | null;
  grouped: boolean;
  users: boolean;
}
export const InvoiceFiguresDocument: TypedDocument<InvoiceFiguresResult, InvoiceFiguresVariables> =
  /* @__PURE__ */ typedDocument(`query InvoiceFigures($days:DayRange!$granularity:Granularity!$filter:InvoiceFilter$compare:Comparison$groupBy:[InvoiceDimension!]$top:InvoiceStatTop$grouped:Boolean!$users:Boolean!){all:invoiceStats(days:$days granularity:$granularity filter:$filter compare:$compare){asOf scope rows{...InvoiceRow}excluded{void}}groups:invoiceStats(days:$days granularity:$granularity filter:$filter compare:$compare groupBy:$groupBy top:$top)@include(if:$grouped){rows{...InvoiceRow kind invoiceLocationRef{id name}primaryLocationRef{id name}planRef{id name}teamRef{id name}accountType userStatus company country username status ageDays weekday hour}}} fragment InvoiceRow on InvoiceStat{period{label start end}count total{minorUnits decimal}average{minorUnits}users@include(if:$users)before{period{label start end}count total{minorUnits decimal}average{minorUnits}users@include(if:$users)}}`);

export interface FirstBookingResult {
  /** The bookings of the organization as a paginated list. Without BOOKINGS_VIEW: the viewer's own bookings only, and `scope` is OWN. Null with FORBIDDEN for `filter.users` without IDENTITIES_VIEW, unless the scope is OWN. */
  bookings: {
    /** Rows of this page. */
    nodes: Array<{
      /** Start, in UTC. Determines the month in figures with the basis BOOKED. */
      startsAt: string;
      /** Time of creation, in UTC. Determines the month in figures with the basis CREATED. */
      createdAt: string;
    }>;
  } | null;
}
export interface FirstBookingVariables {
  filter?: BookingFilter | null;
  orderBy?: BookingOrder[] | null;
}
export const FirstBookingDocument: TypedDocument<FirstBookingResult, FirstBookingVariables> =
  /* @__PURE__ */ typedDocument(`query FirstBooking($filter:BookingFilter$orderBy:[BookingOrder!]){bookings(first:1 filter:$filter orderBy:$orderBy){nodes{startsAt createdAt}}}`);

export interface FirstInvoiceResult {
  /** The invoices of the organization as a paginated list. Without INVOICES_VIEW: the viewer's own invoices only, and `scope` is OWN. Null with FORBIDDEN, unless the scope is OWN, for `filter.users` without IDENTITIES_VIEW, and for filters by bookings without BOOKINGS_VIEW. */
  invoices: {
    /** Rows of this page. */
    nodes: Array<{
      /** Time of issue, in UTC. Determines the month in figures. */
      issuedAt: string;
    }>;
  } | null;
}
export interface FirstInvoiceVariables {
  filter?: InvoiceFilter | null;
}
export const FirstInvoiceDocument: TypedDocument<FirstInvoiceResult, FirstInvoiceVariables> =
  /* @__PURE__ */ typedDocument(`query FirstInvoice($filter:InvoiceFilter){invoices(first:1 filter:$filter orderBy:[{field:ISSUED_AT}]){nodes{issuedAt}}}`);

export interface BookingFiguresChangedResult {
  /** `bookingStats` live. Sends the whole result immediately, and again after each change of a booking in these months, at most once per second. Changes of users alone, for example of their plans, send nothing. After a change of permissions, sends what the viewer may see now, or ends with FORBIDDEN. */
  bookingStatsChanged: {
    /** The argument `asOf`, or when the figures were computed, in UTC. */
    asOf: string;
  };
}
export interface BookingFiguresChangedVariables {
  days: DayRange;
  basis: BookingBasis;
  filter?: BookingFilter | null;
}
export const BookingFiguresChangedDocument: TypedDocument<BookingFiguresChangedResult, BookingFiguresChangedVariables> =
  /* @__PURE__ */ typedDocument(`subscription BookingFiguresChanged($days:DayRange!$basis:BookingBasis!$filter:BookingFilter){bookingStatsChanged(days:$days basis:$basis filter:$filter){asOf}}`);

export interface DataRangeResult {
  /** The first and the last confirmed booking and OPEN or PAID invoice of the organization: what to request statistics for. Without BOOKINGS_VIEW or INVOICES_VIEW: of the viewer's own ones, with the scope OWN. */
  statisticsRange: {
    /** Of `bookingStats`. */
    bookings: {
      /** Whose records were counted or listed, before filters. */
      scope: DataScope;
      /** By start (`startsAt`). Null if there are none. */
      booked: {
        /** The first instant, in UTC. */
        firstAt: string;
        /** The last instant, in UTC. */
        lastAt: string;
      } | null;
    };
    /** Of `invoiceStats`. */
    invoices: {
      /** Whose records were counted or listed, before filters. */
      scope: DataScope;
      /** By time of issue. Null if there are none. */
      issued: {
        /** The first instant, in UTC. */
        firstAt: string;
        /** The last instant, in UTC. */
        lastAt: string;
      } | null;
    };
  };
}
export const DataRangeDocument: TypedDocument<DataRangeResult, {}> =
  /* @__PURE__ */ typedDocument(`query DataRange{statisticsRange{bookings{scope booked{firstAt lastAt}}invoices{scope issued{firstAt lastAt}}}}`);

/** Dimensions that bookings can be grouped by, in addition to the period. PLAN, TEAM, PRIMARY_LOCATION, ACCOUNT_TYPE, COMPANY, COUNTRY, USER_STATUS, USER and FIRST_BOOKING_MONTH are current attributes of the user, not those at the time of the record. They require IDENTITIES_VIEW unless the result has the scope OWN. */
export type BookingDimension =
  /** The account type of the user who booked. */
  | 'ACCOUNT_TYPE'
  /** The company of the user who booked. */
  | 'COMPANY'
  /** The country of the user who booked. */
  | 'COUNTRY'
  /** The month of the first confirmed booking of the user who booked, by start in the venue time zone: cohorts of users. The user may have other bookings before, which are not confirmed. */
  | 'FIRST_BOOKING_MONTH'
  /** The hour in the venue time zone of the instant that the basis counts by. BAD_USER_INPUT for a range that starts before 1970. */
  | 'HOUR'
  /** How long before its start the booking was created, in ranges of days (24 hours each). */
  | 'LEAD_TIME'
  /** The location of the booking. */
  | 'LOCATION'
  /** The plans of the user who booked. A user with two plans counts in both groups, so the groups may add up to more than the total. */
  | 'PLAN'
  /** The primary location of the user who booked. */
  | 'PRIMARY_LOCATION'
  /** The resource of the booking. */
  | 'RESOURCE'
  /** The team of the user who booked. */
  | 'TEAM'
  /** The user who booked. */
  | 'USER'
  /** The account status of the user who booked. */
  | 'USER_STATUS'
  /** The weekday in the venue time zone of the instant that the basis counts by. BAD_USER_INPUT for a range that starts before 1970. */
  | 'WEEKDAY';

/** One sort key of bookings. */
export interface BookingOrder {
  /** Ascending or descending. */
  direction?: OrderDirection;
  /** Field to order by. */
  field: BookingOrderField;
}

/** Fields that bookings can be ordered by. */
export type BookingOrderField =
  /** Time of creation. */
  | 'CREATED_AT'
  /** Reference, by code point. */
  | 'REFERENCE'
  /** Start. */
  | 'STARTS_AT';

/** The measures of `BookingStat`. */
export type BookingStatMeasure =
  /** Average duration of a confirmed booking in minutes. Null if there are none. */
  | 'AVERAGE_MINUTES'
  /** The share of CANCELLED bookings among CONFIRMED and CANCELLED ones, from 0 to 1. Null if there are none. */
  | 'CANCELLATION_RATE'
  /** Number of CANCELLED bookings. If selected, groups that have only these bookings are in the answer, too. */
  | 'CANCELLED'
  /** Number of confirmed bookings. */
  | 'COUNT'
  /** Total duration in milliseconds, exact. Additive: the rows of any grouping add up to the total. */
  | 'DURATION_MS'
  /** Total duration in whole minutes: `durationMs` rounded down. Not additive, because each row is rounded; add up `durationMs` instead. */
  | 'MINUTES'
  /** Number of PENDING bookings. If selected, groups that have only these bookings are in the answer, too. */
  | 'PENDING'
  /** Number of different users who booked. Not additive: a user counts once in each row. Computed only if selected, because it is the slowest measure. */
  | 'USERS';

/** Selects the groups with the highest values over the whole range. */
export interface BookingStatTop {
  /** The measure that ranks the groups. BAD_USER_INPUT for USERS, which cannot be added up. */
  by?: BookingStatMeasure;
  /** How many groups: from 1 to 500. */
  groups: number;
  /** Whether the other groups are added as one: rows of the kind REST. */
  rest?: boolean;
}

/** A unit of the calendar in the venue time zone. */
export type CalendarUnit =
  /** Days, such as `2016-04-09`. */
  | 'DAY'
  /** Calendar months, such as `2016-04`. */
  | 'MONTH'
  /** Calendar quarters, such as `2016-Q2`. */
  | 'QUARTER'
  /** ISO weeks, from Monday to Sunday, such as `2016-W14`. */
  | 'WEEK'
  /** Calendar years, such as `2016`. */
  | 'YEAR';

/** An earlier range that figures are compared with. */
export type Comparison =
  /** As many periods immediately before the range. With the granularity WHOLE: as many months if the range is of whole months, otherwise as many days. */
  | 'PERIOD_BEFORE'
  /** The same dates a year earlier. With the granularity WEEK: 52 weeks earlier. */
  | 'YEAR_BEFORE';

/** Whose records a result was computed from. */
export type DataScope =
  /** All records of the organization. */
  | 'ORGANIZATION'
  /** The viewer's own records, because the viewer does not have the permission to see records of other users. */
  | 'OWN';

/** A range of venue days: `preset`, or `from` and `to`, or `last` with `unit`. At most 1,100 periods of the granularity. */
export interface DayRange {
  /** First day. */
  from?: string | null;
  /** With `last`: adds the current unit as a whole, with the days to come. */
  includeCurrent?: boolean;
  /** This many whole units before the current one, which has the day of `asOf`. Absent `asOf`: today. */
  last?: number | null;
  /** Days relative to today, or to the day of `asOf`. */
  preset?: PeriodPreset | null;
  /** Last day, inclusive. Absent with `from`: today, or the day of `asOf`. */
  to?: string | null;
  /** The unit of `last`. */
  unit?: CalendarUnit | null;
}

/** The periods that statistics are divided into, in the venue time zone. */
export type Granularity =
  /** Days, such as `2016-04-09`. */
  | 'DAY'
  /** Calendar months, such as `2016-04`. */
  | 'MONTH'
  /** Calendar quarters, such as `2016-Q2`. */
  | 'QUARTER'
  /** ISO weeks, from Monday to Sunday, such as `2016-W14`. */
  | 'WEEK'
  /** The whole range: one row for each group. */
  | 'WHOLE'
  /** Calendar years, such as `2016`. */
  | 'YEAR';

/** What an import does with the record of a changed cell. */
export type ImportChangeKind =
  /** The record exists, and the cell changes it. */
  | 'CHANGED'
  /** The record is created. */
  | 'CREATED'
  /** The record is deleted, because the import that is undone created it. */
  | 'REMOVED';

/** Dimensions that invoices can be grouped by, in addition to the period. LOCATION, PLAN, TEAM, PRIMARY_LOCATION, ACCOUNT_TYPE, COMPANY, COUNTRY, USER_STATUS and USER are current attributes of the user, not those at the time of the record. They require IDENTITIES_VIEW unless the result has the scope OWN. */
export type InvoiceDimension =
  /** The account type of the invoiced user. */
  | 'ACCOUNT_TYPE'
  /** How long ago the invoice was issued, in ranges of days (24 hours each) until `asOf`. */
  | 'AGE'
  /** The company of the invoiced user. */
  | 'COMPANY'
  /** The country of the invoiced user. */
  | 'COUNTRY'
  /** The hour in the venue time zone of the issue of the invoice. BAD_USER_INPUT for a range that starts before 1970. */
  | 'HOUR'
  /** The location of the invoice itself. */
  | 'INVOICE_LOCATION'
  /** The primary location of the invoiced user.
   * @deprecated Use `PRIMARY_LOCATION`, which is the same, or `INVOICE_LOCATION`, which is of the invoice itself. */
  | 'LOCATION'
  /** The plans of the invoiced user. A user with two plans counts in both groups, so the groups may add up to more than the total. */
  | 'PLAN'
  /** The primary location of the invoiced user. */
  | 'PRIMARY_LOCATION'
  /** The status of the invoice: OPEN or PAID. */
  | 'STATUS'
  /** The team of the invoiced user. */
  | 'TEAM'
  /** The invoiced user. */
  | 'USER'
  /** The account status of the invoiced user. */
  | 'USER_STATUS'
  /** The weekday in the venue time zone of the issue of the invoice. BAD_USER_INPUT for a range that starts before 1970. */
  | 'WEEKDAY';

/** One sort key of invoices. */
export interface InvoiceOrder {
  /** Ascending or descending. */
  direction?: OrderDirection;
  /** Field to order by. */
  field: InvoiceOrderField;
}

/** Fields that invoices can be ordered by. */
export type InvoiceOrderField =
  /** Time of issue. */
  | 'ISSUED_AT'
  /** Number, by code point. */
  | 'NUMBER'
  /** Total. */
  | 'TOTAL';

/** The measures of `InvoiceStat`. */
export type InvoiceStatMeasure =
  /** Average total of an OPEN or PAID invoice, rounded down to minor units. Null if there are none. */
  | 'AVERAGE'
  /** Number of OPEN and PAID invoices. */
  | 'COUNT'
  /** Sum of the invoice totals in the organization's currency. Additive. */
  | 'TOTAL'
  /** Number of different invoiced users. Not additive: a user counts once in each row. Computed only if selected, because it is the slowest measure. */
  | 'USERS'
  /** Number of VOID invoices. If selected, groups that have only VOID invoices are in the answer, too. */
  | 'VOID'
  /** Sum of the totals of VOID invoices. If selected, groups that have only VOID invoices are in the answer, too. */
  | 'VOID_TOTAL';

/** Selects the groups with the highest values over the whole range. */
export interface InvoiceStatTop {
  /** The measure that ranks the groups. BAD_USER_INPUT for USERS, which cannot be added up. */
  by?: InvoiceStatMeasure;
  /** How many groups: from 1 to 500. */
  groups: number;
  /** Whether the other groups are added as one: rows of the kind REST. */
  rest?: boolean;
}

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

/** What a row of statistics is about. */
export type StatRowKind =
  /** A period of one group. Without `groupBy`: of all records. */
  | 'GROUP'
  /** A period of an answer with `groupBy` in which no group occurs. Its dimensions are null. */
  | 'NOTHING'
  /** A period of all groups that `top` leaves out. Its dimensions are null. */
  | 'REST';
