import type { EntityManager } from 'typeorm';
import { dialectOf } from '../../platform/database/dialect';
import { insertRows } from '../../platform/database/insert-rows';
import { execute, query } from '../../platform/database/query';
import { sql } from '../../platform/database/sql';
import { lockDailyTotals, startDailyTotals } from '../rollups/daily-totals';
import { Organization } from './organization.entity';

export type ChangeableOrganization = Pick<Organization, 'name' | 'timezone'>;

/** Changes what is given, first in its transaction, and says what stood there. */
export async function changeOrganization(
  manager: EntityManager,
  id: number,
  given: Partial<ChangeableOrganization>,
): Promise<{ before: ChangeableOrganization; after: Organization }> {
  // As those who write records do: their references hold the organization, and would be waited for the other way round.
  await lockDailyTotals(manager, id);
  const [before]: ChangeableOrganization[] = await query(
    manager,
    sql`SELECT name, timezone FROM organizations WHERE id = ${id}${dialectOf(manager.connection).forUpdate}`,
  );
  const { name, timezone } = { ...before!, ...given };
  await execute(manager, sql`UPDATE organizations SET name = ${name}, timezone = ${timezone} WHERE id = ${id}`);
  return { before: before!, after: await manager.findOneByOrFail(Organization, { id }) };
}

export type NewOrganizationRow = Pick<
  Organization,
  'slug' | 'name' | 'timezone' | 'currency' | 'customTermsEnabled' | 'createdAt'
>;

/** Gives its id. Its totals by day are kept from the first record on. */
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
