import { registerEnumType } from 'type-graphql';

/** Whose records an answer was computed from. */
export enum DataScope {
  OWN = 'OWN',
  ORGANIZATION = 'ORGANIZATION',
}

registerEnumType(DataScope, {
  name: 'DataScope',
  description: 'Whose records an answer was computed from.',
  valuesConfig: {
    OWN: { description: "Only the viewer's own, because the viewer lacks the permission to see everyone's." },
    ORGANIZATION: { description: 'Those of the whole organization.' },
  },
});

/** The name of a scope, by the only user whose records it leaves. */
export const dataScope = (onlyUserId: number | undefined): DataScope =>
  onlyUserId === undefined ? DataScope.ORGANIZATION : DataScope.OWN;

export const dataScopeDescription = 'Whose records were counted or listed, before any filter.';
