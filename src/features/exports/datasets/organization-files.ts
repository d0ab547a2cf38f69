import { Condition } from '../../../platform/database/condition';
import type { Snapshot } from '../../../platform/database/snapshot';
import { raw, sql } from '../../../platform/database/sql';
import type { RecordScope } from '../../auth/scopes';
import { bookingCondition } from '../../bookings/booking-condition';
import { allAvailable, type CatalogueEntry } from '../../columns/catalogue';
import type { ColumnDescription } from '../../columns/column';
import type { ColumnSettings } from '../../columns/column-settings';
import {
  fullExportBookingColumns,
  fullExportInvoiceColumns,
  fullExportUserCatalogue,
  type OrganizationFileName,
  organizationFileNames,
  partColumns,
} from '../../columns/organization-columns';
import { fullExportUserColumns } from '../../columns/user-columns';
import { invoiceCondition } from '../../invoices/invoice-condition';
import { userCondition } from '../../users/user-condition';
import type { Dataset, DatasetRequest } from './dataset';
import { readOrganization } from './read-organization';
import { recordsDataset } from './records';
import { referenceDataset } from './reference-data';
import { usersDataset } from './user-rows';

interface OrganizationFiles {
  readonly title: string;
  /** The venue time zone. */
  readonly timezone: string;
  /** Each file comes after the files that it refers to. */
  readonly files: readonly { readonly name: OrganizationFileName; readonly dataset: Dataset }[];
}

/** The files of a full export, or of the export of one user, with every column that the catalogue has. */
export async function organizationFiles(snapshot: Snapshot, request: DatasetRequest): Promise<OrganizationFiles> {
  const {
    organizationId,
    selection: { userId },
  } = request;
  const { name: organizationName, settings, context } = await readOrganization(snapshot, organizationId);
  const has = await readSettings(snapshot, organizationId, settings);
  const scope: RecordScope = {
    organizationId,
    users: { organizationId },
    ...(userId !== undefined && { onlyUserId: userId }),
  };
  const ofColumns = (entries: readonly CatalogueEntry[]): DatasetRequest => ({
    ...request,
    columnKeys: available(entries),
    selection: {},
  });
  const parts = userId === undefined ? {} : await partsOf(snapshot, organizationId, userId);
  const part = (name: keyof typeof partColumns, table: string): Dataset =>
    referenceDataset(
      snapshot,
      table,
      partColumns[name],
      new Condition().add(sql`p.organizationId = ${organizationId}`).in('p.id', parts[name]),
      organizationName,
      context,
    );

  const datasets: Record<OrganizationFileName, Dataset> = {
    'locations.csv': part('locations.csv', 'locations'),
    'teams.csv': part('teams.csv', 'teams'),
    'plans.csv': part('plans.csv', 'plans'),
    'custom-properties.csv': part('custom-properties.csv', 'custom_properties'),
    'users.csv': await usersDataset(
      snapshot,
      ofColumns(fullExportUserCatalogue(has)),
      () => userCondition({ organizationId }).in('u.id', userId === undefined ? undefined : [userId]),
      fullExportUserColumns,
    ),
    'bookings.csv': await recordsDataset(snapshot, ofColumns(allAvailable(fullExportBookingColumns)), {
      title: 'Bookings',
      table: 'bookings b',
      catalogue: allAvailable(fullExportBookingColumns),
      condition: () => bookingCondition(scope),
    }),
    'invoices.csv': await recordsDataset(snapshot, ofColumns(allAvailable(fullExportInvoiceColumns)), {
      title: 'Invoices',
      table: 'invoices i',
      catalogue: allAvailable(fullExportInvoiceColumns),
      condition: () => invoiceCondition(scope),
    }),
  };
  return {
    title: userId === undefined ? 'Organization' : 'User',
    timezone: context.calendar.timezone,
    files: organizationFileNames.map((name) => ({ name, dataset: datasets[name] })),
  };
}

const available = (entries: readonly CatalogueEntry<ColumnDescription>[]): string[] =>
  entries.flatMap(({ column, missing }) => (missing === null ? [column.key] : []));

async function readSettings(
  snapshot: Snapshot,
  organizationId: number,
  settings: ColumnSettings,
): Promise<ColumnSettings> {
  const [organization] = await snapshot.rows(
    sql`SELECT customTermsEnabled FROM organizations WHERE id = ${organizationId}`,
  );
  return { ...settings, customTermsEnabled: Boolean(organization![0]) };
}

type PartIds = Partial<Record<keyof typeof partColumns, readonly number[]>>;

/** The ids of the records that the rows of one user refer to. */
async function partsOf(snapshot: Snapshot, organizationId: number, userId: number): Promise<PartIds> {
  const [user] = (await snapshot.rows(
    sql`SELECT primaryLocationId, teamId, planIds FROM users WHERE organizationId = ${organizationId} AND id = ${userId}`,
  )) as [number | null, number | null, string][];
  const locationsOf = async (table: 'bookings' | 'invoices'): Promise<(number | null)[]> =>
    (
      await snapshot.rows(
        sql`SELECT DISTINCT locationId FROM ${raw(table)} WHERE organizationId = ${organizationId} AND userId = ${userId}`,
      )
    ).map(([id]) => id as number | null);
  const used = [...(await locationsOf('bookings')), ...(await locationsOf('invoices'))];
  const [locationId, teamId, planIds] = user ?? [null, null, '[]'];
  const distinctIds = (ids: readonly (number | null)[]): number[] => [...new Set(ids)].filter((id) => id !== null);
  return {
    'locations.csv': distinctIds([locationId, ...used]),
    'teams.csv': distinctIds([teamId]),
    'plans.csv': distinctIds(JSON.parse(planIds) as number[]),
  };
}
