import type { Operation } from '../../platform/graphql/operation';
import { customPropertiesOf, organizationOf } from '../organizations/organization.loaders';
import type { OrganizationRepository } from '../organizations/organization.repository';

/** The properties of an organization that its columns depend on. */
export interface ColumnSettings {
  readonly customProperties: readonly { key: string; name: string }[];
  readonly customTermsEnabled: boolean;
}

/** The column settings of the viewer's organization, read once per operation. */
export async function columnSettingsOf(
  operation: Operation,
  organizations: OrganizationRepository,
): Promise<ColumnSettings> {
  const { customTermsEnabled } = await organizationOf(operation, organizations);
  return { customTermsEnabled, customProperties: await customPropertiesOf(operation, organizations) };
}
