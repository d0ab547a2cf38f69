import { cached, type Operation } from '../../platform/graphql/operation';
import type { Organization } from './organization.entity';
import type { NamedItems, OrganizationRepository } from './organization.repository';
import type { CustomProperty } from './reference-data.entity';

/** The viewer's organization, read once per operation. */
export const organizationOf = (operation: Operation, organizations: OrganizationRepository): Promise<Organization> =>
  cached(operation, organizationOf, () => organizations.get(operation.viewer));

/** Locations, teams and plans by id, archived ones included, read once per operation. */
export const namedItemsOf = (operation: Operation, organizations: OrganizationRepository): Promise<NamedItems> =>
  cached(operation, namedItemsOf, () => organizations.namedItems(operation.viewer));

/** Custom properties in the order of their export columns, archived ones included, read once per operation. */
export const customPropertiesOf = (
  operation: Operation,
  organizations: OrganizationRepository,
): Promise<CustomProperty[]> =>
  cached(operation, customPropertiesOf, () => organizations.listCustomProperties(operation.viewer));
