import { Permission, Role } from '../../../../src/features/auth/permissions';
import { rowDatasetNames } from '../../../../src/features/exports/datasets';
import { useOrganization, useTestApp } from '../../../support/apps/app';
import { mutation } from '../../../support/clients/changes';
import type { Data, TestClient } from '../../../support/clients/client';
import { addUsers } from '../../../support/data/factories';
import { engines } from '../../../support/databases/engines';

const all = Object.values(Permission);
const everyone = [
  { as: 'the owner', role: Role.OWNER, granted: [] },
  { as: 'a member', role: Role.MEMBER, granted: all },
  ...[Permission.DATA_PROTECTION, Permission.IDENTITIES_VIEW, Permission.BOOKINGS_VIEW].map((missing) => ({
    as: `an admin without ${missing}`,
    role: Role.ADMIN,
    granted: all.filter((permission) => permission !== missing),
  })),
];

describe('exportColumns', () => {
  const app = useTestApp(engines[0]!, { worker: false });
  const organization = useOrganization(app, { customProperties: [{ key: 'locker', name: 'Locker' }] });

  async function signIn(as: string, role: Role, granted: Permission[]): Promise<TestClient> {
    if (role === Role.OWNER) return organization.owner;
    const [id] = await addUsers(app.app.dataSource, organization.id, [{ username: as, role, permissions: granted }]);
    return app.signIn({ id: id!, organizationId: organization.id });
  }
  const columnsOf = async (client: TestClient, dataset: string): Promise<Data[]> =>
    (await client.data(`{ exportColumns(dataset: ${dataset}) { key available unavailableReason requestable } }`))
      .exportColumns;
  // No row has the id "x", so that nothing starts.
  const refusal = (client: TestClient, dataset: string, columns: unknown[]): Promise<Data> =>
    client.refusal(mutation('startExport'), { input: { dataset, format: 'CSV', columns, ids: ['x'] } });

  it.each(everyone)('has available what startExport accepts: $as', async ({ as, role, granted }) => {
    const client = await signIn(as, role, granted);
    for (const dataset of rowDatasetNames) {
      const columns = await columnsOf(client, dataset);
      const keys = columns.filter(({ available }) => available).map(({ key }) => key);
      if (keys.length > 0) expect(await refusal(client, dataset, keys)).toMatchObject({ argument: 'input.ids' });
      // Without the permissions of the dataset, one column shows the refusal of all.
      const unavailable = columns.filter(({ available }) => !available).slice(0, keys.length > 0 ? undefined : 1);
      const refusals = await Promise.all(unavailable.map(({ key }) => refusal(client, dataset, [key])));
      unavailable.forEach(({ unavailableReason, requestable }, index) => {
        const { code, argument, message } = refusals[index]!;
        if (requestable) expect({ code, message }).toEqual({ code: 'FORBIDDEN', message: unavailableReason });
        else expect({ code, argument }).toEqual({ code: 'BAD_USER_INPUT', argument: 'input.columns' });
      });
      const ofOwner = await columnsOf(organization.owner, dataset);
      expect(columns.map(({ requestable }) => requestable)).toEqual(ofOwner.map(({ available }) => available));
    }
    const full = await columnsOf(client, 'ORGANIZATION');
    const reasons = full.filter(({ requestable }) => requestable).map(({ unavailableReason }) => unavailableReason);
    expect([...new Set(reasons)]).toEqual([
      role === Role.OWNER ? null : 'Only the owner may export the whole organization.',
    ]);
  });
});
