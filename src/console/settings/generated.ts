// Written by `npm run schema` from schema.graphql and documents.graphql. Do not edit.

import type { Role, UserStatus } from '../../client/generated.js';
import { type TypedDocument, typedDocument } from '../../client/typed-document.js';

/** Whether the viewer may do something, by their role, permissions and credential. Limits, quotas and the state of records are not part of it. */
export interface Access {
  /** Whether the viewer may do it. */
  allowed: boolean;
  /** Why not, for programs. Null if allowed. */
  code: DenialCode | null;
  /** Why not, for people: the message of the error that the operation would give, in the language of the request. Null if allowed. */
  reason: string | null;
}

/** How users of an organization sign in with their OpenID Connect provider. */
export interface SingleSignOnSettings {
  /** URL of the provider, as it names itself in its configuration. */
  issuer: string;
  /** Id of this server at the provider. */
  clientId: string;
  /** Whether a client secret is stored. The secret itself is never shown. False for a public client. */
  hasClientSecret: boolean;
  /** Domains of the email addresses by which users are recognized when they first sign in, in lower case. */
  domains: string[];
  /** Whether sign-in links are sent to the owner only. All other users sign in with the provider. */
  isRequired: boolean;
  /** Whether the owner has set or confirmed these settings. False after `transferOwnership`: the owner signs in by a link, not with the provider, until `setSingleSignOn` is called again. */
  isConfirmed: boolean;
  /** The redirect URL to register at the provider. */
  redirectUrl: string;
  /** The page that starts signing in, for links and for the portal of the provider. */
  signInUrl: string;
  /** When the settings were last changed. */
  changedAt: string;
  /** Which of `domains` were proved to belong to the organization. Users of the others sign in at `signInUrl`. */
  domainProofs: Array<{
    /** The domain, in lower case. */
    domain: string;
    /** Whether the domain had the record when it was last checked. */
    isVerified: boolean;
    /** Content of the TXT record to publish at the domain. The same for all domains of the organization. */
    record: string;
    /** When it was last checked; null if it never was. */
    checkedAt: string | null;
  }>;
}

/** A user account of the organization. */
export interface Member {
  /** Id of the user. */
  id: string;
  /** Username. Unique in the organization, ignoring case (full Unicode case folding and NFKC). Never changes. */
  username: string;
  /** First and last name, or the username if both are empty. */
  displayName: string;
  /** Email address. */
  email: string | null;
  /** Status of the account. */
  status: UserStatus;
  /** Role in the organization. */
  role: Role;
  /** Granted permissions. Effective for admins only: the owner has all permissions, a member none. */
  permissions: Permission[];
}

/** A browser in which a user is signed in. It holds the secret of the session in a cookie. */
export interface SessionItem {
  /** Id of the session, for `revokeSession`. Not secret. */
  id: string;
  /** The browser at sign-in, as it names itself in `User-Agent`, up to 200 characters. Null if it does not. */
  browser: string | null;
  /** IP address at sign-in. Null if unknown. */
  address: string | null;
  /** When the user signed in. */
  createdAt: string;
  /** When the session was last used for a request, recorded with a delay of up to two minutes. Live connections and links do not count. */
  lastUsedAt: string;
  /** When the session ends unless it is used before. */
  idleEndsAt: string;
  /** When the session ends even if it is used. */
  expiresAt: string;
  /** Whether this request was authenticated with this session. */
  isCurrent: boolean;
  /** Whether an identity provider has signed the user in. The session then ends when the provider is removed. */
  isFromProvider: boolean;
}

/** An access token that a program or a person signs in with. The token itself is shown only once, when it is created. */
export interface TokenItem {
  /** Id of the token, for `revokeToken`. Not secret. */
  id: string;
  /** Name that was set at creation. Null if none was set. */
  name: string | null;
  /** Last four characters of the token, to recognize it by. Null for tokens created before the server recorded them. */
  ending: string | null;
  /** Permissions that the token is limited to. Only the permissions that its user has as well are effective. It never has the rights of the owner. Null: no limit. */
  permissions: Permission[] | null;
  /** When the token was created. */
  createdAt: string;
  /** When the token was last used, recorded with a delay of up to two minutes. Null if no use has been recorded. */
  lastUsedAt: string | null;
  /** When the token expires. */
  expiresAt: string;
  /** Whether the token was created in a session to which an identity provider had signed in. It is then revoked when the provider is removed. */
  isFromProvider: boolean;
}

export interface SettingsAccessResult {
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
    /** Role of the viewer. With a limited access token of the owner: ADMIN. */
    role: Role;
    /** Effective permissions of the viewer: all for the owner, the granted ones for an admin, none for a member. With a limited access token: only the ones that it is limited to. */
    permissions: Permission[];
    /** Organization of the viewer. */
    organization: {
      /** Short name for command lines and URLs. Unique on this server. */
      slug: string;
      /** Whether the organization has its own terms of service. If so, exports have columns for them. */
      customTermsEnabled: boolean;
      /** Owner of the organization. Null for members, and for limited access tokens without IDENTITIES_VIEW, unless the viewer is the owner. */
      owner: {
        /** Id of the user. */
        id: string;
        /** First and last name, or the username if both are empty. */
        displayName: string;
      } | null;
    };
    /** What the viewer may do, with the reason if not. */
    can: {
      /** Reading all users. Otherwise `users` has only the viewer. */
      readUsers: Access;
      /** `auditEvents`. */
      readAuditLog: Access;
      /** Assigning roles and permissions to users, in addition to `changeUsers`. Not with an access token. */
      assignRoles: Access;
      /** Creating, changing, archiving and restoring locations. */
      changeLocations: Access;
      /** Creating, changing, archiving and restoring plans. */
      changePlans: Access;
      /** Creating, changing, archiving and restoring teams. */
      changeTeams: Access;
      /** Creating, changing, archiving and restoring custom properties. */
      changeCustomProperties: Access;
      /** `changeOrganization`. */
      changeOrganization: Access;
      /** `transferOwnership`. Not with an access token. */
      transferOwnership: Access;
    };
  };
}
export interface SettingsAccessVariables {
  enums?: string[] | null;
}
export const SettingsAccessDocument: TypedDocument<SettingsAccessResult, SettingsAccessVariables> =
  /* @__PURE__ */ typedDocument(`query SettingsAccess($enums:[String!]){enumLabels(enums:$enums){enum values{value label}}viewer{role permissions organization{slug customTermsEnabled owner{id displayName}}can{readUsers{...Access}readAuditLog{...Access}assignRoles{...Access}changeLocations{...Access}changePlans{...Access}changeTeams{...Access}changeCustomProperties{...Access}changeOrganization{...Access}transferOwnership{...Access}}}} fragment Access on AccessDecision{allowed code reason}`);

export interface ChangeOrganizationResult {
  /** Changes the organization. FORBIDDEN unless the viewer is the owner. */
  changeOrganization: {
    /** Display name. */
    name: string;
    /** IANA name of the venue time zone. All months and dates in this API are in this time zone, regardless of the location of a booking or user. */
    timezone: string;
  };
}
export interface ChangeOrganizationVariables {
  input: ChangeOrganizationInput;
}
export const ChangeOrganizationDocument: TypedDocument<ChangeOrganizationResult, ChangeOrganizationVariables> =
  /* @__PURE__ */ typedDocument(`mutation ChangeOrganization($input:ChangeOrganizationInput!){changeOrganization(input:$input){name timezone}}`);

export interface SingleSignOnResult {
  /** How users of the organization sign in with their OpenID Connect provider. Null if they do not. Null with FORBIDDEN unless the viewer is the owner. */
  singleSignOn: SingleSignOnSettings | null;
}
export const SingleSignOnDocument: TypedDocument<SingleSignOnResult, {}> =
  /* @__PURE__ */ typedDocument(`query SingleSignOn{singleSignOn{...SingleSignOnSettings}} fragment SingleSignOnSettings on SingleSignOn{issuer clientId hasClientSecret domains isRequired isConfirmed redirectUrl signInUrl changedAt domainProofs{domain isVerified record checkedAt}}`);

export interface SetSingleSignOnResult {
  /** Sets up, changes or removes signing in with an OpenID Connect provider. A removal, another `issuer` or `clientId`, or a domain less, unlinks the identities of all users, ends the sessions that the provider has signed in to, and revokes the access tokens that were created in them. The session of this request goes on, with its access tokens. The users are linked again when they next sign in. After a transfer of the ownership, the new owner confirms the settings by sending them again, even unchanged. Returns null after a removal. FORBIDDEN unless the viewer is the owner in a session. BAD_USER_INPUT if the configuration of the provider cannot be read. */
  setSingleSignOn: SingleSignOnSettings | null;
}
export interface SetSingleSignOnVariables {
  input?: SingleSignOnInput | null;
}
export const SetSingleSignOnDocument: TypedDocument<SetSingleSignOnResult, SetSingleSignOnVariables> =
  /* @__PURE__ */ typedDocument(`mutation SetSingleSignOn($input:SingleSignOnInput){setSingleSignOn(input:$input){...SingleSignOnSettings}} fragment SingleSignOnSettings on SingleSignOn{issuer clientId hasClientSecret domains isRequired isConfirmed redirectUrl signInUrl changedAt domainProofs{domain isVerified record checkedAt}}`);

export interface VerifyDomainsResult {
  /** Checks again which domains have published the record of the organization, `SingleSignOn.domainProofs`. FORBIDDEN unless the viewer is the owner in a session. NOT_FOUND without single sign-on. SERVICE_UNAVAILABLE if the name servers of a domain do not answer: its last result stays. */
  verifyDomains: SingleSignOnSettings;
}
export const VerifyDomainsDocument: TypedDocument<VerifyDomainsResult, {}> =
  /* @__PURE__ */ typedDocument(`mutation VerifyDomains{verifyDomains{...SingleSignOnSettings}} fragment SingleSignOnSettings on SingleSignOn{issuer clientId hasClientSecret domains isRequired isConfirmed redirectUrl signInUrl changedAt domainProofs{domain isVerified record checkedAt}}`);

export interface LocationsResult {
  /** The viewer's organization. */
  organization: {
    /** Locations of the organization, in the order of their positions. */
    items: Array<{
      /** Id, for filters. */
      id: string;
      /** Name. Unique in the organization, ignoring case. */
      name: string;
      /** When it was archived. Null if it is not archived. Existing records, filters, statistics and files keep it, but new records cannot use it. */
      archivedAt: string | null;
      /** Sort position in lists. Equal positions are ordered by name. */
      position: number;
    }>;
  };
}
export const LocationsDocument: TypedDocument<LocationsResult, {}> =
  /* @__PURE__ */ typedDocument(`query Locations{organization{items:locations(includeArchived:true){id name archivedAt position}}}`);

export interface PlansResult {
  /** The viewer's organization. */
  organization: {
    /** Plans of the organization, in the order of their positions. */
    items: Array<{
      /** Id, for filters. */
      id: string;
      /** Name. Unique in the organization, ignoring case. */
      name: string;
      /** When it was archived. Null if it is not archived. Existing records, filters, statistics and files keep it, but new records cannot use it. */
      archivedAt: string | null;
      /** Sort position in lists. Equal positions are ordered by name. */
      position: number;
    }>;
  };
}
export const PlansDocument: TypedDocument<PlansResult, {}> =
  /* @__PURE__ */ typedDocument(`query Plans{organization{items:plans(includeArchived:true){id name archivedAt position}}}`);

export interface TeamsResult {
  /** The viewer's organization. */
  organization: {
    /** Teams of the organization, in the order of their positions. */
    items: Array<{
      /** Id, for filters. */
      id: string;
      /** Name. Unique in the organization, ignoring case. */
      name: string;
      /** When it was archived. Null if it is not archived. Existing records, filters, statistics and files keep it, but new records cannot use it. */
      archivedAt: string | null;
      /** Sort position in lists. Equal positions are ordered by name. */
      position: number;
    }>;
  };
}
export const TeamsDocument: TypedDocument<TeamsResult, {}> =
  /* @__PURE__ */ typedDocument(`query Teams{organization{items:teams(includeArchived:true){id name archivedAt position}}}`);

export interface CustomPropertiesResult {
  /** The viewer's organization. */
  organization: {
    /** Custom user properties of the organization, in the order of their export columns. */
    items: Array<{
      /** Id of the property. */
      id: string;
      /** Display name, and header of the export column. */
      name: string;
      /** When it was archived. Null if it is not archived. Existing records, filters, statistics and files keep it, but new records cannot use it. */
      archivedAt: string | null;
      /** Key of letters, digits and `_`. Never changes. The export column has the key `custom.KEY`. */
      key: string;
      /** Sort position of the export column. Equal positions are ordered by id. */
      position: number;
    }>;
  };
}
export const CustomPropertiesDocument: TypedDocument<CustomPropertiesResult, {}> =
  /* @__PURE__ */ typedDocument(`query CustomProperties{organization{items:customProperties(includeArchived:true){id name archivedAt key position}}}`);

export interface CreateLocationResult {
  /** Creates a location. Requires the permissions BOOKINGS_VIEW and BOOKINGS_EDIT. CONFLICT if the name is taken. */
  createLocation: {
    /** Id, for filters. */
    id: string;
  };
}
export interface CreateLocationVariables {
  input: CreateLocationInput;
}
export const CreateLocationDocument: TypedDocument<CreateLocationResult, CreateLocationVariables> =
  /* @__PURE__ */ typedDocument(`mutation CreateLocation($input:CreateLocationInput!){createLocation(input:$input){id}}`);

export interface CreatePlanResult {
  /** Creates a plan. Requires the permissions IDENTITIES_VIEW and IDENTITIES_EDIT. CONFLICT if the name is taken. */
  createPlan: {
    /** Id, for filters. */
    id: string;
  };
}
export interface CreatePlanVariables {
  input: CreatePlanInput;
}
export const CreatePlanDocument: TypedDocument<CreatePlanResult, CreatePlanVariables> =
  /* @__PURE__ */ typedDocument(`mutation CreatePlan($input:CreatePlanInput!){createPlan(input:$input){id}}`);

export interface CreateTeamResult {
  /** Creates a team. Requires the permissions IDENTITIES_VIEW and IDENTITIES_EDIT. CONFLICT if the name is taken. */
  createTeam: {
    /** Id, for filters. */
    id: string;
  };
}
export interface CreateTeamVariables {
  input: CreateTeamInput;
}
export const CreateTeamDocument: TypedDocument<CreateTeamResult, CreateTeamVariables> =
  /* @__PURE__ */ typedDocument(`mutation CreateTeam($input:CreateTeamInput!){createTeam(input:$input){id}}`);

export interface CreateCustomPropertyResult {
  /** Creates a custom property. Requires the permissions IDENTITIES_VIEW and IDENTITIES_EDIT. CONFLICT if the name or key is taken. */
  createCustomProperty: {
    /** Id of the property. */
    id: string;
  };
}
export interface CreateCustomPropertyVariables {
  input: CreateCustomPropertyInput;
}
export const CreateCustomPropertyDocument: TypedDocument<CreateCustomPropertyResult, CreateCustomPropertyVariables> =
  /* @__PURE__ */ typedDocument(`mutation CreateCustomProperty($input:CreateCustomPropertyInput!){createCustomProperty(input:$input){id}}`);

export interface ChangeLocationResult {
  /** Changes a location. Requires the permissions BOOKINGS_VIEW and BOOKINGS_EDIT. CONFLICT if the name is taken. */
  changeLocation: {
    /** Id, for filters. */
    id: string;
  };
}
export interface ChangeLocationVariables {
  input: ChangeLocationInput;
}
export const ChangeLocationDocument: TypedDocument<ChangeLocationResult, ChangeLocationVariables> =
  /* @__PURE__ */ typedDocument(`mutation ChangeLocation($input:ChangeLocationInput!){changeLocation(input:$input){id}}`);

export interface ChangePlanResult {
  /** Changes a plan. Requires the permissions IDENTITIES_VIEW and IDENTITIES_EDIT. CONFLICT if the name is taken. */
  changePlan: {
    /** Id, for filters. */
    id: string;
  };
}
export interface ChangePlanVariables {
  input: ChangePlanInput;
}
export const ChangePlanDocument: TypedDocument<ChangePlanResult, ChangePlanVariables> =
  /* @__PURE__ */ typedDocument(`mutation ChangePlan($input:ChangePlanInput!){changePlan(input:$input){id}}`);

export interface ChangeTeamResult {
  /** Changes a team. Requires the permissions IDENTITIES_VIEW and IDENTITIES_EDIT. CONFLICT if the name is taken. */
  changeTeam: {
    /** Id, for filters. */
    id: string;
  };
}
export interface ChangeTeamVariables {
  input: ChangeTeamInput;
}
export const ChangeTeamDocument: TypedDocument<ChangeTeamResult, ChangeTeamVariables> =
  /* @__PURE__ */ typedDocument(`mutation ChangeTeam($input:ChangeTeamInput!){changeTeam(input:$input){id}}`);

export interface ChangeCustomPropertyResult {
  /** Changes a custom property. Requires the permissions IDENTITIES_VIEW and IDENTITIES_EDIT. CONFLICT if the name is taken. */
  changeCustomProperty: {
    /** Id of the property. */
    id: string;
  };
}
export interface ChangeCustomPropertyVariables {
  input: ChangeCustomPropertyInput;
}
export const ChangeCustomPropertyDocument: TypedDocument<ChangeCustomPropertyResult, ChangeCustomPropertyVariables> =
  /* @__PURE__ */ typedDocument(`mutation ChangeCustomProperty($input:ChangeCustomPropertyInput!){changeCustomProperty(input:$input){id}}`);

export interface MoveLocationsResult {
  /** Changes locations in the order of the input. Atomic. Accepts 1 to 500 and returns them in the same order. Requires the permissions BOOKINGS_VIEW and BOOKINGS_EDIT. Errors name the index, like `input.7.name` or `ids.7`. CONFLICT if a name is taken. */
  changeLocations: Array<{
    /** Id, for filters. */
    id: string;
  }>;
}
export interface MoveLocationsVariables {
  input: ChangeLocationInput[];
}
export const MoveLocationsDocument: TypedDocument<MoveLocationsResult, MoveLocationsVariables> =
  /* @__PURE__ */ typedDocument(`mutation MoveLocations($input:[ChangeLocationInput!]!){changeLocations(input:$input){id}}`);

export interface MovePlansResult {
  /** Changes plans in the order of the input. Atomic. Accepts 1 to 500 and returns them in the same order. Requires the permissions IDENTITIES_VIEW and IDENTITIES_EDIT. Errors name the index, like `input.7.name` or `ids.7`. CONFLICT if a name is taken. */
  changePlans: Array<{
    /** Id, for filters. */
    id: string;
  }>;
}
export interface MovePlansVariables {
  input: ChangePlanInput[];
}
export const MovePlansDocument: TypedDocument<MovePlansResult, MovePlansVariables> =
  /* @__PURE__ */ typedDocument(`mutation MovePlans($input:[ChangePlanInput!]!){changePlans(input:$input){id}}`);

export interface MoveTeamsResult {
  /** Changes teams in the order of the input. Atomic. Accepts 1 to 500 and returns them in the same order. Requires the permissions IDENTITIES_VIEW and IDENTITIES_EDIT. Errors name the index, like `input.7.name` or `ids.7`. CONFLICT if a name is taken. */
  changeTeams: Array<{
    /** Id, for filters. */
    id: string;
  }>;
}
export interface MoveTeamsVariables {
  input: ChangeTeamInput[];
}
export const MoveTeamsDocument: TypedDocument<MoveTeamsResult, MoveTeamsVariables> =
  /* @__PURE__ */ typedDocument(`mutation MoveTeams($input:[ChangeTeamInput!]!){changeTeams(input:$input){id}}`);

export interface MoveCustomPropertiesResult {
  /** Changes custom properties in the order of the input. Atomic. Accepts 1 to 500 and returns them in the same order. Requires the permissions IDENTITIES_VIEW and IDENTITIES_EDIT. Errors name the index, like `input.7.name` or `ids.7`. CONFLICT if a name is taken. */
  changeCustomProperties: Array<{
    /** Id of the property. */
    id: string;
  }>;
}
export interface MoveCustomPropertiesVariables {
  input: ChangeCustomPropertyInput[];
}
export const MoveCustomPropertiesDocument: TypedDocument<MoveCustomPropertiesResult, MoveCustomPropertiesVariables> =
  /* @__PURE__ */ typedDocument(`mutation MoveCustomProperties($input:[ChangeCustomPropertyInput!]!){changeCustomProperties(input:$input){id}}`);

export interface ArchiveLocationResult {
  /** Archives a location. Existing records, filters, statistics and files keep it, but new records cannot use it. Requires the permissions BOOKINGS_VIEW and BOOKINGS_EDIT. CONFLICT if it is already archived. */
  archiveLocation: {
    /** Id, for filters. */
    id: string;
  };
}
export interface ArchiveLocationVariables {
  id: string;
}
export const ArchiveLocationDocument: TypedDocument<ArchiveLocationResult, ArchiveLocationVariables> =
  /* @__PURE__ */ typedDocument(`mutation ArchiveLocation($id:ID!){archiveLocation(id:$id){id}}`);

export interface ArchivePlanResult {
  /** Archives a plan. Existing records, filters, statistics and files keep it, but new records cannot use it. Requires the permissions IDENTITIES_VIEW and IDENTITIES_EDIT. CONFLICT if it is already archived. */
  archivePlan: {
    /** Id, for filters. */
    id: string;
  };
}
export interface ArchivePlanVariables {
  id: string;
}
export const ArchivePlanDocument: TypedDocument<ArchivePlanResult, ArchivePlanVariables> =
  /* @__PURE__ */ typedDocument(`mutation ArchivePlan($id:ID!){archivePlan(id:$id){id}}`);

export interface ArchiveTeamResult {
  /** Archives a team. Existing records, filters, statistics and files keep it, but new records cannot use it. Requires the permissions IDENTITIES_VIEW and IDENTITIES_EDIT. CONFLICT if it is already archived. */
  archiveTeam: {
    /** Id, for filters. */
    id: string;
  };
}
export interface ArchiveTeamVariables {
  id: string;
}
export const ArchiveTeamDocument: TypedDocument<ArchiveTeamResult, ArchiveTeamVariables> =
  /* @__PURE__ */ typedDocument(`mutation ArchiveTeam($id:ID!){archiveTeam(id:$id){id}}`);

export interface ArchiveCustomPropertyResult {
  /** Archives a custom property. Existing records, filters, statistics and files keep it, but new records cannot use it. Requires the permissions IDENTITIES_VIEW and IDENTITIES_EDIT. CONFLICT if it is already archived. */
  archiveCustomProperty: {
    /** Id of the property. */
    id: string;
  };
}
export interface ArchiveCustomPropertyVariables {
  id: string;
}
export const ArchiveCustomPropertyDocument: TypedDocument<ArchiveCustomPropertyResult, ArchiveCustomPropertyVariables> =
  /* @__PURE__ */ typedDocument(`mutation ArchiveCustomProperty($id:ID!){archiveCustomProperty(id:$id){id}}`);

export interface RestoreLocationResult {
  /** Restores an archived location, so that new records can use it again. Requires the permissions BOOKINGS_VIEW and BOOKINGS_EDIT. CONFLICT if it is not archived. */
  restoreLocation: {
    /** Id, for filters. */
    id: string;
  };
}
export interface RestoreLocationVariables {
  id: string;
}
export const RestoreLocationDocument: TypedDocument<RestoreLocationResult, RestoreLocationVariables> =
  /* @__PURE__ */ typedDocument(`mutation RestoreLocation($id:ID!){restoreLocation(id:$id){id}}`);

export interface RestorePlanResult {
  /** Restores an archived plan, so that new records can use it again. Requires the permissions IDENTITIES_VIEW and IDENTITIES_EDIT. CONFLICT if it is not archived. */
  restorePlan: {
    /** Id, for filters. */
    id: string;
  };
}
export interface RestorePlanVariables {
  id: string;
}
export const RestorePlanDocument: TypedDocument<RestorePlanResult, RestorePlanVariables> =
  /* @__PURE__ */ typedDocument(`mutation RestorePlan($id:ID!){restorePlan(id:$id){id}}`);

export interface RestoreTeamResult {
  /** Restores an archived team, so that new records can use it again. Requires the permissions IDENTITIES_VIEW and IDENTITIES_EDIT. CONFLICT if it is not archived. */
  restoreTeam: {
    /** Id, for filters. */
    id: string;
  };
}
export interface RestoreTeamVariables {
  id: string;
}
export const RestoreTeamDocument: TypedDocument<RestoreTeamResult, RestoreTeamVariables> =
  /* @__PURE__ */ typedDocument(`mutation RestoreTeam($id:ID!){restoreTeam(id:$id){id}}`);

export interface RestoreCustomPropertyResult {
  /** Restores an archived custom property, so that new records can use it again. Requires the permissions IDENTITIES_VIEW and IDENTITIES_EDIT. CONFLICT if it is not archived. */
  restoreCustomProperty: {
    /** Id of the property. */
    id: string;
  };
}
export interface RestoreCustomPropertyVariables {
  id: string;
}
export const RestoreCustomPropertyDocument: TypedDocument<RestoreCustomPropertyResult, RestoreCustomPropertyVariables> =
  /* @__PURE__ */ typedDocument(`mutation RestoreCustomProperty($id:ID!){restoreCustomProperty(id:$id){id}}`);

export interface MembersResult {
  /** The users of the organization as a paginated list. Without the permission IDENTITIES_VIEW: only the viewer, with the `scope` OWN. FORBIDDEN for orders and filters by figures that the viewer may not see. */
  users: {
    /** Rows of this page. */
    nodes: Member[];
    /** Position of this page in the list. */
    pageInfo: {
      /** Whether more rows follow this page. */
      hasNextPage: boolean;
      /** Cursor of the last row: pass it as `after` for the next page. Null if the page is empty. */
      endCursor: string | null;
    };
  };
}
export interface MembersVariables {
  after?: string | null;
}
export const MembersDocument: TypedDocument<MembersResult, MembersVariables> =
  /* @__PURE__ */ typedDocument(`query Members($after:String){users(first:100 after:$after filter:{role:[OWNER ADMIN]}orderBy:[{field:LAST_NAME}]){nodes{...Member}pageInfo{hasNextPage endCursor}}} fragment Member on User{id username displayName email status role permissions}`);

export interface MemberResult {
  /** A user by id or by username. Null if there is no such user or the viewer may not see the user. BAD_USER_INPUT unless exactly one of the arguments is set. */
  user: Member | null;
}
export interface MemberVariables {
  id: string;
}
export const MemberDocument: TypedDocument<MemberResult, MemberVariables> =
  /* @__PURE__ */ typedDocument(`query Member($id:ID!){user(id:$id){...Member}} fragment Member on User{id username displayName email status role permissions}`);

export interface ChangeRoleResult {
  /** Changes a user. Requires the permissions IDENTITIES_VIEW and IDENTITIES_EDIT. NOT_FOUND if the id is unknown. FORBIDDEN if anyone but the owner changes the owner's account. FORBIDDEN if anyone but the owner in a session gives a user the email address of an admin or of the owner. The sessions, access tokens and linked identity of a user end if someone else changes their email address, or if they become an admin or the owner. The former address gets a mail. FORBIDDEN if anyone but the owner in a session assigns roles or permissions, or anyone but the owner changes the status of an admin. FORBIDDEN unless the email address of an admin or of the owner is set in a session that was started by a link, and for a limited access token that changes any address. CONFLICT with the reason ADDRESS_SHARED if the user would become ACTIVE or an admin while another user has the address and one of both is or becomes an admin or the owner. CONFLICT with the reason ADDRESS_UNCONFIRMED if the user would become an admin or get more permissions with an address that the owner has not confirmed. */
  changeUser: Member;
}
export interface ChangeRoleVariables {
  input: ChangeUserInput;
}
export const ChangeRoleDocument: TypedDocument<ChangeRoleResult, ChangeRoleVariables> =
  /* @__PURE__ */ typedDocument(`mutation ChangeRole($input:ChangeUserInput!){changeUser(input:$input){...Member}} fragment Member on User{id username displayName email status role permissions}`);

export interface TransferOwnershipResult {
  /** Makes another user the owner, and the viewer an admin with all permissions. Returns the new owner. FORBIDDEN unless the viewer is the owner in a session. The sessions, access tokens and linked identity of the new owner end. The new owner then signs in by a link, and with the identity provider only after confirming it with `setSingleSignOn`. The new owner takes over open export requests, unsent mails to the owner, and all exports of the dataset ORGANIZATION; `requestedBy` of unfinished ones changes, and the former owner's links to them stop working. Exports of other datasets stay with their requesters. NOT_FOUND if the id is unknown. CONFLICT unless the user is ACTIVE. */
  transferOwnership: {
    /** Id of the user. */
    id: string;
  };
}
export interface TransferOwnershipVariables {
  userId: string;
}
export const TransferOwnershipDocument: TypedDocument<TransferOwnershipResult, TransferOwnershipVariables> =
  /* @__PURE__ */ typedDocument(`mutation TransferOwnership($userId:ID!){transferOwnership(userId:$userId){id}}`);

export interface OwnAccessResult {
  /** The signed-in user. */
  viewer: {
    /** Sessions of the viewer, newest first. Only those that have not ended unless `includeEnded` is set. Ended sessions are deleted 30 days after their `expiresAt`. */
    sessions: SessionItem[];
    /** Access tokens of the viewer, newest first. Only valid ones unless `includeEnded` is set. Tokens are deleted 30 days after they expired or were revoked. */
    tokens: TokenItem[];
  };
}
export const OwnAccessDocument: TypedDocument<OwnAccessResult, {}> =
  /* @__PURE__ */ typedDocument(`query OwnAccess{viewer{sessions(first:100){...SessionItem}tokens(first:100){...TokenItem}}} fragment SessionItem on Session{id browser address createdAt lastUsedAt idleEndsAt expiresAt isCurrent isFromProvider} fragment TokenItem on AccessToken{id name ending permissions createdAt lastUsedAt expiresAt isFromProvider}`);

export interface AccessOfResult {
  /** A user by id or by username. Null if there is no such user or the viewer may not see the user. BAD_USER_INPUT unless exactly one of the arguments is set. */
  user: {
    /** Sessions of the user, newest first. Only those that have not ended unless `includeEnded` is set. Ended sessions are deleted 30 days after their `expiresAt`. Null unless the viewer is the user or the owner. */
    sessions: SessionItem[] | null;
    /** Access tokens of the user, newest first. Only valid ones unless `includeEnded` is set. Tokens are deleted 30 days after they expired or were revoked. Null unless the viewer is the user or the owner. */
    tokens: TokenItem[] | null;
  } | null;
}
export interface AccessOfVariables {
  id: string;
}
export const AccessOfDocument: TypedDocument<AccessOfResult, AccessOfVariables> =
  /* @__PURE__ */ typedDocument(`query AccessOf($id:ID!){user(id:$id){sessions(first:100){...SessionItem}tokens(first:100){...TokenItem}}} fragment SessionItem on Session{id browser address createdAt lastUsedAt idleEndsAt expiresAt isCurrent isFromProvider} fragment TokenItem on AccessToken{id name ending permissions createdAt lastUsedAt expiresAt isFromProvider}`);

export interface CreateTokenResult {
  /** Creates an access token of the viewer, for a program. It can do no more than the request that creates it. Revoking the token of that request, or its session with `revokeSession`, also revokes the new token. LIMIT_REACHED if the viewer already has 100 valid tokens, or has created 200 within an hour. */
  createToken: {
    /** The token itself, for `Authorization: Bearer TOKEN`. Shown only in this response: store it now. */
    token: string;
    /** The record of the token. */
    accessToken: {
      /** Id of the token, for `revokeToken`. Not secret. */
      id: string;
    };
  };
}
export interface CreateTokenVariables {
  input: CreateTokenInput;
}
export const CreateTokenDocument: TypedDocument<CreateTokenResult, CreateTokenVariables> =
  /* @__PURE__ */ typedDocument(`mutation CreateToken($input:CreateTokenInput!){createToken(input:$input){token accessToken{id}}}`);

export interface RevokeTokenResult {
  /** Revokes an access token permanently, together with the tokens that were created with it. Its WebSockets with their subscriptions, its download links and running downloads end within seconds. Unfinished exports and imports that were started with it fail with CREDENTIAL_REVOKED. Users may revoke their own tokens; the owner may revoke any token of the organization. FORBIDDEN if a limited token would revoke another one. Idempotent. NOT_FOUND for any other id. */
  revokeToken: {
    /** Id of the token, for `revokeToken`. Not secret. */
    id: string;
  };
}
export interface RevokeTokenVariables {
  id: string;
}
export const RevokeTokenDocument: TypedDocument<RevokeTokenResult, RevokeTokenVariables> =
  /* @__PURE__ */ typedDocument(`mutation RevokeToken($id:ID!){revokeToken(id:$id){id}}`);

export interface RevokeSessionResult {
  /** Ends a session permanently, and revokes the access tokens that were created with it. Revokes them also if the session has already ended. Its WebSockets with their subscriptions, its download links and running downloads end within seconds. Unfinished exports and imports that were started with it fail with CREDENTIAL_REVOKED. Users may end their own sessions; the owner may end any session of the organization. FORBIDDEN for a limited access token. Idempotent. NOT_FOUND for any other id. */
  revokeSession: {
    /** Id of the session, for `revokeSession`. Not secret. */
    id: string;
    /** Whether this request was authenticated with this session. */
    isCurrent: boolean;
  };
}
export interface RevokeSessionVariables {
  id: string;
}
export const RevokeSessionDocument: TypedDocument<RevokeSessionResult, RevokeSessionVariables> =
  /* @__PURE__ */ typedDocument(`mutation RevokeSession($id:ID!){revokeSession(id:$id){id isCurrent}}`);

export interface AuditLogResult {
  /** Audit events of the organization, newest first. Null with FORBIDDEN unless the viewer is the owner. */
  auditEvents: {
    /** Rows of this page. */
    nodes: Array<{
      /** Id of the event. */
      id: string;
      /** What happened. */
      action: AuditAction;
      /** More about the event, depending on the action, in the language of the request. English for events of earlier versions. Can be empty. */
      details: string;
      /** Username of the user who caused the event, at that time. Null for the system. */
      username: string | null;
      /** IP address that the request came from. Null for the system. */
      address: string | null;
      /** When the event happened. For a merged event: the first time. */
      happenedAt: string;
      /** When the last of the merged events happened. Equal to `happenedAt` if `count` is 1. */
      lastAt: string;
      /** Number of identical events merged into this one; 1 if none were merged. */
      count: number;
      /** Id of the export. Null if the event is not about an export. */
      exportId: string | null;
      /** Id of the import. Null if the event is not about an import. */
      importId: string | null;
      /** The user who caused the event. Null for the system, and if the user was deleted. */
      user: {
        /** First and last name, or the username if both are empty. */
        displayName: string;
      } | null;
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
export interface AuditLogVariables {
  after?: string | null;
  actions?: AuditAction[] | null;
  userId?: string | null;
  from?: string | null;
  before?: string | null;
  text?: string | null;
}
export const AuditLogDocument: TypedDocument<AuditLogResult, AuditLogVariables> =
  /* @__PURE__ */ typedDocument(`query AuditLog($after:String$actions:[AuditAction!]$userId:ID$from:DateTime$before:DateTime$text:String){auditEvents(first:50 after:$after actions:$actions userId:$userId from:$from before:$before text:$text){nodes{id action details username address happenedAt lastAt count exportId importId user{displayName}}pageInfo{hasNextPage endCursor}}}`);

/** An action that is recorded in the audit log. */
export type AuditAction =
  /** A booking was cancelled. The details contain its reference. */
  | 'BOOKING_CANCELLED'
  /** A booking was confirmed. The details contain its reference. */
  | 'BOOKING_CONFIRMED'
  /** A booking was created. The details contain its reference. */
  | 'BOOKING_CREATED'
  /** A booking was rescheduled. The details contain its reference and fields. */
  | 'BOOKING_RESCHEDULED'
  /** A custom property was archived. The details contain its name. */
  | 'CUSTOM_PROPERTY_ARCHIVED'
  /** A custom property was changed. The details contain its name and the old and new values. */
  | 'CUSTOM_PROPERTY_CHANGED'
  /** A custom property was created. The details contain its name. */
  | 'CUSTOM_PROPERTY_CREATED'
  /** An archived custom property was restored. The details contain its name. */
  | 'CUSTOM_PROPERTY_RESTORED'
  /** A download link was used with GET or HEAD, for the whole file or a range of it. */
  | 'DOWNLOAD'
  /** A download link was refused because its user does not have the required permissions. */
  | 'DOWNLOAD_DENIED'
  /** A user created a download link with `createDownloadLink`. */
  | 'DOWNLOAD_URL_MINTED'
  /** A user cancelled the export. */
  | 'EXPORT_CANCELLED'
  /** The file of the export was published. */
  | 'EXPORT_COMPLETED'
  /** A user started an export that was already running, and received the running one. */
  | 'EXPORT_DEDUPLICATED'
  /** A user was denied an export, a preview, or an action on an export. */
  | 'EXPORT_DENIED'
  /** The file of the export was deleted after its retention time, or was found to be missing. */
  | 'EXPORT_EXPIRED'
  /** The export failed. */
  | 'EXPORT_FAILED'
  /** A user deleted the file of the export before it expired. */
  | 'EXPORT_FILE_DELETED'
  /** An unfinished export was handed over when ownership was transferred. The details contain the username of the new owner. */
  | 'EXPORT_HANDED_OVER'
  /** A user started an export. */
  | 'EXPORT_REQUESTED'
  /** The owner approved an export request. The details contain its id. */
  | 'EXPORT_REQUEST_APPROVED'
  /** The requester cancelled an export request. The details contain its id. */
  | 'EXPORT_REQUEST_CANCELLED'
  /** The owner declined an export request. The details contain its id. */
  | 'EXPORT_REQUEST_DECLINED'
  /** A user requested an export from the owner. The details contain the id of the request and what it is for. */
  | 'EXPORT_REQUEST_OPENED'
  /** A user retried the export. The details contain the id of the new export. */
  | 'EXPORT_RETRIED'
  /** A worker started processing the export. */
  | 'EXPORT_STARTED'
  /** A user deleted an export template. The details contain its name. */
  | 'EXPORT_TEMPLATE_DELETED'
  /** A user saved an export template. The details contain its name and columns. */
  | 'EXPORT_TEMPLATE_SAVED'
  /** A user signed in with the identity provider for the first time. The details contain the email address by which they were recognized. */
  | 'IDENTITY_LINKED'
  /** A linked identity was removed by its user or the owner. The details contain the username. */
  | 'IDENTITY_UNLINKED'
  /** A user decided to apply the plan of the import. */
  | 'IMPORT_APPLIED'
  /** A user cancelled the import. */
  | 'IMPORT_CANCELLED'
  /** The plan of the import is complete. The details contain the numbers of created, changed and failed rows. */
  | 'IMPORT_CHECKED'
  /** The plan of the import was applied. The details contain the numbers of rows and conflicts. */
  | 'IMPORT_COMPLETED'
  /** A user was denied an import, or an action on one. The details say which. */
  | 'IMPORT_DENIED'
  /** The next step of the import was not taken in time, or its files were deleted after their retention time. */
  | 'IMPORT_EXPIRED'
  /** The import failed. The details contain the reason as a code. */
  | 'IMPORT_FAILED'
  /** The file of the import was uploaded as a whole. The details contain its size and SHA-256. */
  | 'IMPORT_FILE_RECEIVED'
  /** A user mapped the headers of the file to columns. */
  | 'IMPORT_MAPPED'
  /** A user deleted a saved mapping of headers to columns. The details contain its name. */
  | 'IMPORT_MAPPING_DELETED'
  /** A user started an import. The details contain its dataset and file name. */
  | 'IMPORT_REQUESTED'
  /** Records were changed by the import. The details contain the changed fields and the keys of the records. */
  | 'IMPORT_ROWS_APPLIED'
  /** A worker started to check the file of the import, or to apply its plan. */
  | 'IMPORT_STARTED'
  /** A user undid the import. The details contain the id of the import that undoes it. */
  | 'IMPORT_UNDONE'
  /** An upload was refused or cut off, because its user does not have the required permissions or no longer has them, or has too many uploads at once. */
  | 'IMPORT_UPLOAD_DENIED'
  /** The upload of a file started, or continued after an interruption. */
  | 'IMPORT_UPLOAD_STARTED'
  /** The location or booking of an invoice was set. The details contain its number. */
  | 'INVOICE_CHANGED'
  /** An invoice was issued. The details contain its number. */
  | 'INVOICE_ISSUED'
  /** An invoice was marked as paid. The details contain its number. */
  | 'INVOICE_PAID'
  /** An invoice was voided. The details contain its number. */
  | 'INVOICE_VOIDED'
  /** A location was archived. The details contain its name. */
  | 'LOCATION_ARCHIVED'
  /** A location was changed. The details contain its name and the old and new values. */
  | 'LOCATION_CHANGED'
  /** A location was created. The details contain its name. */
  | 'LOCATION_CREATED'
  /** An archived location was restored. The details contain its name. */
  | 'LOCATION_RESTORED'
  /** A mail could not be delivered. The details contain its kind and the error. */
  | 'MAIL_FAILED'
  /** The owner changed the organization. The details contain the old and new values. */
  | 'ORGANIZATION_CHANGED'
  /** The owner made another user the owner. The details contain the username of the new owner. */
  | 'OWNERSHIP_TRANSFERRED'
  /** A plan was archived. The details contain its name. */
  | 'PLAN_ARCHIVED'
  /** A plan was changed. The details contain its name and the old and new values. */
  | 'PLAN_CHANGED'
  /** A plan was created. The details contain its name. */
  | 'PLAN_CREATED'
  /** An archived plan was restored. The details contain its name. */
  | 'PLAN_RESTORED'
  /** A session was ended, for example by its user. The details contain the username and the id of the session. */
  | 'SESSION_REVOKED'
  /** A user signed in. The details contain how. */
  | 'SIGNED_IN'
  /** A user signed out. The details contain the username and the id of the session. */
  | 'SIGNED_OUT'
  /** A sign-in link was requested for the address of a user, by anyone. The details contain the username. */
  | 'SIGN_IN_LINK_REQUESTED'
  /** The identity provider has signed a user in, but no account was found for them. The details contain the email address, if the provider has verified one, and the reason. */
  | 'SIGN_IN_REFUSED'
  /** The owner changed how users sign in with the identity provider. The details contain the old and new values, but no secret, and the numbers of unlinked identities and ended sessions. */
  | 'SINGLE_SIGN_ON_CHANGED'
  /** A user tried to change how users sign in with the identity provider, and was refused. The details contain why, but no values. */
  | 'SINGLE_SIGN_ON_REFUSED'
  /** A team was archived. The details contain its name. */
  | 'TEAM_ARCHIVED'
  /** A team was changed. The details contain its name and the old and new values. */
  | 'TEAM_CHANGED'
  /** A team was created. The details contain its name. */
  | 'TEAM_CREATED'
  /** An archived team was restored. The details contain its name. */
  | 'TEAM_RESTORED'
  /** An access token was created. The details contain the username and the id of the token. */
  | 'TOKEN_CREATED'
  /** An access token was revoked by its user, the owner or the operator. The details contain the username and the id of the token. */
  | 'TOKEN_REVOKED'
  /** A user was changed. The details contain the username and the names of the changed fields, but no values. */
  | 'USER_CHANGED'
  /** A user was created. The details contain the username. */
  | 'USER_CREATED';

/** Changes to a custom property. Absent fields stay unchanged. The key cannot be changed. */
export interface ChangeCustomPropertyInput {
  /** Id of the custom property. */
  id: string;
  /** New name, and header of the export column, 1 to 191 visible characters; surrounding white space is removed. CONFLICT if the name is taken, ignoring case. */
  name?: string | null;
  /** Sort position of the export column, 0 to 1,000,000. Equal positions are ordered by id. */
  position?: number | null;
}

/** Changes to a location. Absent fields stay unchanged. */
export interface ChangeLocationInput {
  /** Id of the location. */
  id: string;
  /** New name, 1 to 191 visible characters; surrounding white space is removed. CONFLICT if the name is taken, ignoring case. Existing records, statistics and new files show it immediately. */
  name?: string | null;
  /** Sort position in lists, 0 to 1,000,000. Equal positions are ordered by name. */
  position?: number | null;
}

/** Changes to the organization. Absent fields stay unchanged. */
export interface ChangeOrganizationInput {
  /** Display name, 1 to 200 characters. */
  name?: string | null;
  /** IANA name or alias of the venue time zone, case-sensitive. All months and dates use the new time zone immediately. At most 64 characters. */
  timezone?: string | null;
}

/** Changes to a plan. Absent fields stay unchanged. */
export interface ChangePlanInput {
  /** Id of the plan. */
  id: string;
  /** New name, 1 to 191 visible characters; surrounding white space is removed. CONFLICT if the name is taken, ignoring case. Existing records, statistics and new files show it immediately. */
  name?: string | null;
  /** Sort position in lists, 0 to 1,000,000. Equal positions are ordered by name. */
  position?: number | null;
}

/** Changes to a team. Absent fields stay unchanged. */
export interface ChangeTeamInput {
  /** Id of the team. */
  id: string;
  /** New name, 1 to 191 visible characters; surrounding white space is removed. CONFLICT if the name is taken, ignoring case. Existing records, statistics and new files show it immediately. */
  name?: string | null;
  /** Sort position in lists, 0 to 1,000,000. Equal positions are ordered by name. */
  position?: number | null;
}

/** Changes to a user. Absent fields stay unchanged; null empties optional fields. */
export interface ChangeUserInput {
  /** Type of the account, in the organization's own terms. Up to 100 characters. Null or empty: none. */
  accountType?: string | null;
  /** Second email address for notifications. One address without a name. Up to 200 characters. Null or empty: none. */
  additionalNotificationEmail?: string | null;
  /** Version of the mobile app that the user last used. Up to 100 characters. Null or empty: none. */
  appVersion?: string | null;
  /** Whether invoices are paid automatically. */
  autopaymentsEnabled?: boolean | null;
  /** City on invoices. Up to 200 characters. Null or empty: none. */
  billingCity?: string | null;
  /** Country on invoices. Up to 200 characters. Null or empty: none. */
  billingCountry?: string | null;
  /** Name on invoices. Up to 200 characters. Null or empty: none. */
  billingName?: string | null;
  /** Postal code on invoices. Up to 64 characters. Null or empty: none. */
  billingPostalCode?: string | null;
  /** Street address on invoices. Up to 200 characters. Null or empty: none. */
  billingStreetAddress?: string | null;
  /** Biography of the user. Up to 100,000 characters. Null or empty: none. */
  bio?: string | null;
  /** Whether Bluetooth was on when the mobile app was last used. Null if never used. */
  bluetoothOn?: boolean | null;
  /** City. Up to 200 characters. Null or empty: none. */
  city?: string | null;
  /** Company. Up to 200 characters. Null or empty: none. */
  company?: string | null;
  /** Country. Up to 200 characters. Null or empty: none. */
  country?: string | null;
  /** Values of custom properties. Absent keys stay unchanged. Null: removes all values. */
  customValues?: CustomValueInput[] | null;
  /** Model of the device that the mobile app last ran on. Up to 100 characters. Null or empty: none. */
  deviceModel?: string | null;
  /** Email address. One address without a name. Up to 200 characters. Null or empty: none. */
  email?: string | null;
  /** Primary locations in the organization's other systems, up to 100 of 1 to 200 characters. Null: none. */
  externalPrimaryLocations?: string[] | null;
  /** URL of the Facebook profile. Up to 300 characters. Null or empty: none. */
  facebookProfile?: string | null;
  /** Given name. Up to 200 characters. Null or empty: none. */
  firstName?: string | null;
  /** URL of the Google profile. Up to 300 characters. Null or empty: none. */
  googleProfile?: string | null;
  /** Whether a payment method is on file. */
  hasPaymentMethod?: boolean | null;
  /** Id of the user. */
  id: string;
  /** When the user last signed in. Null if never. */
  lastLoginAt?: string | null;
  /** Family name. Up to 200 characters. Null or empty: none. */
  lastName?: string | null;
  /** URL of the LinkedIn profile. Up to 300 characters. Null or empty: none. */
  linkedInProfile?: string | null;
  /** Whether the mobile app may use location services. Null if the app was never used. */
  locationServicesOn?: boolean | null;
  /** Permissions to grant, effective for admins only. Null: none. FORBIDDEN unless the viewer is the owner in a session. */
  permissions?: Permission[] | null;
  /** Phone number, in any notation. Up to 64 characters. Null or empty: none. */
  phone?: string | null;
  /** Ids of the plans. Null: none. */
  planIds?: string[] | null;
  /** Id of the primary location. Null: none. */
  primaryLocationId?: string | null;
  /** Profession. Up to 200 characters. Null or empty: none. */
  profession?: string | null;
  /** Profile of the account, in the organization's own terms. Up to 200 characters. Null or empty: none. */
  profile?: string | null;
  /** ADMIN or MEMBER. Default for new users: MEMBER. FORBIDDEN unless the viewer is the owner in a session. */
  role?: Role | null;
  /** Skills, up to 100 of 1 to 200 characters. Null: none. */
  skills?: string[] | null;
  /** Skype name. Up to 200 characters. Null or empty: none. */
  skype?: string | null;
  /** Where the account came from. Up to 100 characters. Null or empty: none. */
  source?: string | null;
  /** Person who vouches for the user. Up to 200 characters. Null or empty: none. */
  sponsor?: string | null;
  /** Status of the account. Default for new users: ACTIVE. CONFLICT if the owner's account would no longer be ACTIVE. FORBIDDEN to activate one's own account. Only the owner may activate the account of an admin, in a session. */
  status?: UserStatus | null;
  /** Tags, up to 100 of 1 to 200 characters. Null: none. */
  tags?: string[] | null;
  /** Tax number on invoices. Up to 64 characters. Null or empty: none. */
  taxNumber?: string | null;
  /** Id of the team. Null: none. */
  teamId?: string | null;
  /** When the user agreed to the organization's terms of service. Null if never. */
  termsAgreedAt?: string | null;
  /** Version of the organization's terms of service that the user agreed to. Up to 64 characters. Null or empty: none. */
  termsVersion?: string | null;
  /** Title, such as Dr or Ms, or job title. Up to 200 characters. Null or empty: none. */
  title?: string | null;
  /** How long the account is valid, in any notation, like 2026-01-01/2026-12-31. Up to 100 characters. Null or empty: none. */
  validityPeriod?: string | null;
}

/** A new custom property. */
export interface CreateCustomPropertyInput {
  /** Key of the property, 1 to 64 letters a to z, digits or `_`. Cannot be changed later. CONFLICT if the key is taken, ignoring case. */
  key: string;
  /** Name of the property, and header of its export column, 1 to 191 visible characters; surrounding white space is removed. CONFLICT if the name is taken, ignoring case. */
  name: string;
  /** Sort position of the export column, 0 to 1,000,000. Equal positions are ordered by id. Absent: last. */
  position?: number | null;
}

/** A new location. */
export interface CreateLocationInput {
  /** Name of the location, 1 to 191 visible characters; surrounding white space is removed. CONFLICT if the name is taken, ignoring case. */
  name: string;
  /** Sort position in lists, 0 to 1,000,000. Equal positions are ordered by name. Absent: last, or 0 if the others all have 0, so that they stay in the order of their names. */
  position?: number | null;
}

/** A new plan. */
export interface CreatePlanInput {
  /** Name of the plan, 1 to 191 visible characters; surrounding white space is removed. CONFLICT if the name is taken, ignoring case. */
  name: string;
  /** Sort position in lists, 0 to 1,000,000. Equal positions are ordered by name. Absent: last, or 0 if the others all have 0, so that they stay in the order of their names. */
  position?: number | null;
}

/** A new team. */
export interface CreateTeamInput {
  /** Name of the team, 1 to 191 visible characters; surrounding white space is removed. CONFLICT if the name is taken, ignoring case. */
  name: string;
  /** Sort position in lists, 0 to 1,000,000. Equal positions are ordered by name. Absent: last, or 0 if the others all have 0, so that they stay in the order of their names. */
  position?: number | null;
}

/** An access token to create. */
export interface CreateTokenInput {
  /** When the token expires. BAD_USER_INPUT if it is in the past, further ahead than the server allows (`TOKEN_MAX_DAYS`, 365 days by default), or after the token of the request expires. */
  expiresAt: string;
  /** Name to recognize the token by. Must not be blank. At most 100 characters. */
  name: string;
  /** Limits the token to these permissions, of those that the request has. A limited token never has the rights of the owner, and keeps its limit when the account gets more permissions. An empty list: only own data. Null: everything that the request may do. */
  permissions?: Permission[] | null;
}

/** Value of a custom property. */
export interface CustomValueInput {
  /** Key of the property. At most 64 characters. */
  key: string;
  /** Value, up to 10,000 characters. Null or empty: none. */
  value?: string | null;
}

/** Why a viewer may not do something. Errors with the code FORBIDDEN have it as `extensions.reason`. */
export type DenialCode =
  /** A limited access token may not do this. */
  | 'LIMITED_TOKEN'
  /** Requires a session that was started by a link, not with the identity provider. */
  | 'LINK_SESSION_REQUIRED'
  /** No viewer can do this, such as exporting the dataset in another format. */
  | 'NOT_SUPPORTED'
  /** The owner starts exports directly. */
  | 'OWNER_NEEDS_NO_REQUEST'
  /** Requires the role OWNER, without a limited access token. */
  | 'OWNER_ONLY'
  /** Requires permissions that the viewer does not have, all of them. */
  | 'PERMISSIONS_REQUIRED'
  /** Requires a session. No access token may do this. */
  | 'SESSION_REQUIRED';

/** A permission that the owner can grant to an admin. The owner has all permissions, a member none. */
export type Permission =
  /** Together with BOOKINGS_VIEW: allows creating, confirming, rescheduling and canceling bookings, and creating, changing, archiving and restoring locations. */
  | 'BOOKINGS_EDIT'
  /** Allows reading all users' bookings and booking figures. */
  | 'BOOKINGS_VIEW'
  /** Allows exports of personal data. An export of users also requires IDENTITIES_VIEW and IDENTITIES_EDIT; an export of bookings, BOOKINGS_VIEW; one of invoices, INVOICES_VIEW. Together with both IDENTITIES permissions it also shows each user's booking figures and invoice totals, because exports of users contain them. */
  | 'DATA_PROTECTION'
  /** Together with IDENTITIES_VIEW: allows creating and changing users, and creating, changing, archiving and restoring teams, plans and custom properties. */
  | 'IDENTITIES_EDIT'
  /** Allows reading all users' accounts. */
  | 'IDENTITIES_VIEW'
  /** Together with INVOICES_VIEW: allows issuing invoices, marking them as paid and voiding them. */
  | 'INVOICES_EDIT'
  /** Allows reading all users' invoices and invoice totals. */
  | 'INVOICES_VIEW';

/** How users of the organization sign in with their OpenID Connect provider. */
export interface SingleSignOnInput {
  /** Id of this server at the provider, at most 255 characters. */
  clientId: string;
  /** Client secret. Absent keeps the stored one, and must be present when `issuer` or `clientId` changes. Null for a public client, which has none. At most 1,000 characters. */
  clientSecret?: string | null;
  /** Domains of the email addresses by which users are recognized, 1 to 20. Each of at most 253 characters. */
  domains: string[];
  /** Whether sign-in links are no longer sent to other users than the owner. */
  isRequired?: boolean | null;
  /** URL of the provider, with `https`, at a public address unless the operator allows others. Its configuration is read from there. At most 500 characters. */
  issuer: string;
}
