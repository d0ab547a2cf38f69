import type { Snapshot } from '../../../platform/database/snapshot';
import { raw, sql } from '../../../platform/database/sql';
import { VenueCalendar } from '../../../platform/time/venue-calendar';
import type { CellContext } from '../../columns/column';
import type { ColumnSettings } from '../../columns/column-settings';
import { decimalsOf } from '../../invoices/money';

/** Reads the organization as of the snapshot. Only the columns were fixed when the export was requested. */
export async function readOrganization(
  snapshot: Snapshot,
  organizationId: number,
): Promise<{ name: string; settings: ColumnSettings; context: CellContext }> {
  const [organization] = await snapshot.rows(
    sql`SELECT name, timezone, currency FROM organizations WHERE id = ${organizationId}`,
  );
  const [name, timezone, currency] = organization as [string, string, string];
  const names = async (table: 'locations' | 'teams' | 'plans') =>
    new Map(
      (await snapshot.rows(sql`SELECT id, name FROM ${raw(table)} WHERE organizationId = ${organizationId}`)) as [
        number,
        string,
      ][],
    );
  const properties = await snapshot.rows(
    sql`SELECT propertyKey, name FROM custom_properties WHERE organizationId = ${organizationId} ORDER BY position, id`,
  );
  return {
    name,
    settings: {
      customProperties: properties.map(([key, name]) => ({ key: key as string, name: name as string })),
      customTermsEnabled: true,
    },
    context: {
      calendar: VenueCalendar.of(timezone),
      directory: { locations: await names('locations'), teams: await names('teams'), plans: await names('plans') },
      currency,
      decimals: decimalsOf(currency),
    },
  };
}
