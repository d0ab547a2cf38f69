import { registerEnumType } from 'type-graphql';

/** Whose records a result was computed from. */
export enum DataScope {
  OWN = 'OWN',
  ORGANIZATION = 'ORGANIZATION',
}

registerEnumType(DataScope, {
  name: 'DataScope',
  description: 'Whose records a result was computed from.',
  valuesConfig: {
    OWN: {
      description:
        "The viewer's own records, because the viewer does not have the permission to see records of other users.",
    },
    ORGANIZATION: { description: 'All records of the organization.' },
  },
});

/** OWN if the scope is limited to one user, else ORGANIZATION. */
export const dataScope = (onlyUserId: number | undefined): DataScope =>
  onlyUserId === undefined ? DataScope.ORGANIZATION : DataScope.OWN;

export const dataScopeDescription = 'Whose records were counted or listed, before filters.';
