import { fold } from '../../platform/text/fold';
import { AuditAction } from '../audit/audit-action';
import type { Permission } from '../auth/permissions';
import { bookingEditPermissions, userEditPermissions } from '../auth/required-permissions';
import { CustomProperty, Location, Plan, Team } from './reference-data.entity';

/** A row of reference data: a location, team, plan or custom property. */
export type ReferenceItem = Location | Team | Plan | CustomProperty;

/** How one kind of reference data differs from the others. */
export interface ReferenceKind<Row extends ReferenceItem = ReferenceItem> {
  readonly entity: new () => Row;
  readonly table: string;
  readonly noun: string;
  /** Required for changes: the permissions to edit the records that refer to it. */
  readonly permissions: readonly Permission[];
  /** Per organization, including archived items. Limited because all are read at once. */
  readonly maxCount: number;
  /** Whether items of equal positions are ordered by name. Otherwise, they are in the order of their creation. */
  readonly isOrderedByName: boolean;
  readonly actions: {
    readonly created: AuditAction;
    readonly changed: AuditAction;
    readonly archived: AuditAction;
    readonly restored: AuditAction;
  };
}

const maxNamed = 2000;
/** Each custom property is a column of user files. */
const maxCustomProperties = 500;

/** Maximum length of the name of a location, team, plan or custom property, in UTF-16 code units. */
export const maxItemNameLength = 191;
export const maxPropertyKeyLength = 64;
export const maxPosition = 1_000_000;

export const locationKind: ReferenceKind<Location> = {
  entity: Location,
  table: 'locations',
  noun: 'location',
  permissions: bookingEditPermissions,
  maxCount: maxNamed,
  isOrderedByName: true,
  actions: {
    created: AuditAction.LOCATION_CREATED,
    changed: AuditAction.LOCATION_CHANGED,
    archived: AuditAction.LOCATION_ARCHIVED,
    restored: AuditAction.LOCATION_RESTORED,
  },
};

export const teamKind: ReferenceKind<Team> = {
  entity: Team,
  table: 'teams',
  noun: 'team',
  permissions: userEditPermissions,
  maxCount: maxNamed,
  isOrderedByName: true,
  actions: {
    created: AuditAction.TEAM_CREATED,
    changed: AuditAction.TEAM_CHANGED,
    archived: AuditAction.TEAM_ARCHIVED,
    restored: AuditAction.TEAM_RESTORED,
  },
};

export const planKind: ReferenceKind<Plan> = {
  entity: Plan,
  table: 'plans',
  noun: 'plan',
  permissions: userEditPermissions,
  maxCount: maxNamed,
  isOrderedByName: true,
  actions: {
    created: AuditAction.PLAN_CREATED,
    changed: AuditAction.PLAN_CHANGED,
    archived: AuditAction.PLAN_ARCHIVED,
    restored: AuditAction.PLAN_RESTORED,
  },
};

export const customPropertyKind: ReferenceKind<CustomProperty> = {
  entity: CustomProperty,
  table: 'custom_properties',
  noun: 'custom property',
  permissions: userEditPermissions,
  maxCount: maxCustomProperties,
  isOrderedByName: false,
  actions: {
    created: AuditAction.CUSTOM_PROPERTY_CREATED,
    changed: AuditAction.CUSTOM_PROPERTY_CHANGED,
    archived: AuditAction.CUSTOM_PROPERTY_ARCHIVED,
    restored: AuditAction.CUSTOM_PROPERTY_RESTORED,
  },
};

/** Form in which names are compared, the same on every database engine. */
export const itemNameKey = fold;
