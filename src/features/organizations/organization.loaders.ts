import { cached, type Operation } from '../../platform/graphql/operation';
import type { Organization } from './organization.entity';
import type { Directory, OrganizationRepository } from './organization.repository';
import type { CustomProperty } from './reference-data.entity';

/** The viewer's organization, read once per operation. */
export const organizationOf = (operation: Operation, organizations: OrganizationRepository): Promise<Organization> =>
  cached(operation, organizationOf, () => organizations.get(operation.viewer));

/** Names of locations, teams and plans by id, read once per operation. */
export const directoryOf = (operation: Operation, organizations: OrganizationRepository): Promise<Directory> =>
  cached(operation, directoryOf, () => organizations.directory(operation.viewer));

/** Custom properties in the order of their export columns, archived ones included, read once per operation. */
export const customPropertiesOf = (
  operation: Operation,
  organizations: OrganizationRepository,
): Promise<CustomProperty[]> =>
  cached(operation, customPropertiesOf, () => organizations.listCustomProperties(operation.viewer));
