import type { EntityManager } from 'typeorm';
import { dialectOf } from '../../platform/database/dialect';
import { Organization } from './organization.entity';

export type ChangeableOrganization = Pick<Organization, 'name' | 'timezone'>;

/** Changes what is given, first in its transaction, and says what stood there. */
export async function changeOrganization(manager: EntityManager, id: number, given: Partial<ChangeableOrganization>): Promise<{ before: ChangeableOrganization; after: Organization }> {
  const [before]: ChangeableOrganization[] = await manager.query(`SELECT name, timezone FROM organizations WHERE id = ?${dialectOf(manager.connection).forUpdate}`, [id]);
  const { name, timezone } = { ...before!, ...given };
  await manager.query('UPDATE organizations SET name = ?, timezone = ? WHERE id = ?', [name, timezone, id]);
  return { before: before!, after: await manager.findOneByOrFail(Organization, { id }) };
}
