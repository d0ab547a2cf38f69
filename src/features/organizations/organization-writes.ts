import type { EntityManager } from 'typeorm';
import { dialectOf } from '../../platform/database/dialect';
import { insertRows } from '../../platform/database/insert-rows';
import { execute, query } from '../../platform/database/query';
import { sql } from '../../platform/database/sql';
import { lockDailyTotals, startDailyTotals } from '../rollups/daily-totals';
import { Organization } from './organization.entity';

export type ChangeableOrganization = Pick<Organization, 'name' | 'timezone'>;

/**
 * Changes the organization. Returns it, with the previous values.
 */
export async function changeOrganization(
  manager: EntityManager,
  id: number,
  changes: Partial<ChangeableOrganization>,
): Promise<{ before: ChangeableOrganization; after: Organization }> {
  // The same lock order as in writes of records, whose foreign keys lock the organization: another order could deadlock.
  await lockDailyTotals(manager, id);
  const [before]: ChangeableOrganization[] = await query(
    manager,
    sql`SELECT name, timezone FROM organizations WHERE id = ${id}${dialectOf(manager.connection).forUpdate}`,
  );
  const { name, timezone } = { ...before!, ...changes };
  await execute(manager, sql`UPDATE organizations SET name = ${name}, timezone = ${timezone} WHERE id = ${id}`);
  return { before: before!, after: await manager.findOneByOrFail(Organization, { id }) };
}

type NewOrganizationRow = Pick<
  Organization,
  'slug' | 'name' | 'timezone' | 'currency' | 'customTermsEnabled' | 'createdAt'
>;

/** Inserts an organization and returns its id. Daily totals are maintained from its first record on. */
export async function insertOrganization(
  manager: EntityManager,
  { slug, name, timezone, currency, customTermsEnabled, createdAt }: NewOrganizationRow,
): Promise<number> {
  await insertRows(
    manager,
    'organizations',
    ['slug', 'name', 'timezone', 'currency', 'customTermsEnabled', 'createdAt'],
    [[slug, name, timezone, currency, customTermsEnabled ? 1 : 0, createdAt.getTime()]],
  );
  const [{ id }] = await query(manager, sql`SELECT id FROM organizations WHERE slug = ${slug}`);
  await startDailyTotals(manager, id, timezone);
  return id;
}
