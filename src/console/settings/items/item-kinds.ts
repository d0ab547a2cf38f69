import type { Tallyport, TypedDocument } from 'tallyport/client';
import {
  ArchiveCustomPropertyDocument,
  ArchiveLocationDocument,
  ArchivePlanDocument,
  ArchiveTeamDocument,
  ChangeCustomPropertyDocument,
  ChangeLocationDocument,
  ChangePlanDocument,
  ChangeTeamDocument,
  CreateCustomPropertyDocument,
  CreateLocationDocument,
  CreatePlanDocument,
  CreateTeamDocument,
  CustomPropertiesDocument,
  LocationsDocument,
  MoveCustomPropertiesDocument,
  MoveLocationsDocument,
  MovePlansDocument,
  MoveTeamsDocument,
  PlansDocument,
  RestoreCustomPropertyDocument,
  RestoreLocationDocument,
  RestorePlanDocument,
  RestoreTeamDocument,
  type SettingsAccessResult,
  TeamsDocument,
} from '../generated.js';
import type { Place } from './item-order.js';

/** A location, plan, team or custom property. Only custom properties have a key. */
export interface Item extends Place {
  readonly name: string;
  readonly archivedAt: string | null;
  readonly key?: string;
}

interface ItemKind {
  readonly list: TypedDocument<{ organization: { items: readonly Item[] } }, {}>;
  readonly create: (tallyport: Tallyport, name: string, key: string) => Promise<unknown>;
  readonly rename: TypedDocument<unknown, { input: { id: string; name: string } }>;
  readonly move: TypedDocument<unknown, { input: Place[] }>;
  readonly archive: TypedDocument<unknown, { id: string }>;
  readonly restore: TypedDocument<unknown, { id: string }>;
  /** The field of `viewer.can`. */
  readonly change: keyof SettingsAccessResult['viewer']['can'];
}

export type ItemKindName = 'locations' | 'plans' | 'teams' | 'custom-properties';

/** By the name of their section. */
export const itemKinds: Readonly<Record<ItemKindName, ItemKind>> = {
  locations: {
    list: LocationsDocument,
    create: (tallyport, name) => tallyport.mutate(CreateLocationDocument, { input: { name } }),
    rename: ChangeLocationDocument,
    move: MoveLocationsDocument,
    archive: ArchiveLocationDocument,
    restore: RestoreLocationDocument,
    change: 'changeLocations',
  },
  plans: {
    list: PlansDocument,
    create: (tallyport, name) => tallyport.mutate(CreatePlanDocument, { input: { name } }),
    rename: ChangePlanDocument,
    move: MovePlansDocument,
    archive: ArchivePlanDocument,
    restore: RestorePlanDocument,
    change: 'changePlans',
  },
  teams: {
    list: TeamsDocument,
    create: (tallyport, name) => tallyport.mutate(CreateTeamDocument, { input: { name } }),
    rename: ChangeTeamDocument,
    move: MoveTeamsDocument,
    archive: ArchiveTeamDocument,
    restore: RestoreTeamDocument,
    change: 'changeTeams',
  },
  'custom-properties': {
    list: CustomPropertiesDocument,
    create: (tallyport, name, key) => tallyport.mutate(CreateCustomPropertyDocument, { input: { name, key } }),
    rename: ChangeCustomPropertyDocument,
    move: MoveCustomPropertiesDocument,
    archive: ArchiveCustomPropertyDocument,
    restore: RestoreCustomPropertyDocument,
    change: 'changeCustomProperties',
  },
};

/** A key that is like the name: letters a to z, digits and `_`. */
export const keyLike = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
    .slice(0, 64);
