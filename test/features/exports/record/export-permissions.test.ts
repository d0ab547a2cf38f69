/** @slow */
import { Permission, Role } from '../../../../src/features/auth/permissions';
import { useOrganization, useOrganizationPerTest, useTestApp, useTestAppPerTest } from '../../../support/apps/app';
import { type Data, download, type TestClient } from '../../../support/clients/client';
import { exportFile, readExport, startExport, untilEnded } from '../../../support/clients/exports';
import { setPermissions } from '../../../support/data/account-changes';
import { addUsers } from '../../../support/data/factories';
import { eachEngine } from '../../../support/databases/engines';
import { deleteRows } from '../../../support/databases/rows';

const { DATA_PROTECTION, IDENTITIES_VIEW, IDENTITIES_EDIT, BOOKINGS_VIEW, INVOICES_VIEW } = Permission;
const start = 'mutation ($input: StartExportInput!) { startExport(input: $input) { export { id permissions } } }';
const preview = 'query ($input: StartExportInput!) { previewExport(input: $input) { rows } }';
const save = 'mutation ($input: SaveExportTemplateInput!) { saveExportTemplate(input: $input) { id } }';

/** What each needs, written out by hand. */
const cases: [what: string, input: Data, needs: Permission[]][] = [
  ['users', {}, [DATA_PROTECTION, IDENTITIES_VIEW, IDENTITIES_EDIT]],
  [
    'users by figures',
    { columns: ['invoicedAllTime'], filter: { users: { hasBooked: true, invoicedAllTime: { gte: 1 } } } },
    [DATA_PROTECTION, IDENTITIES_VIEW, IDENTITIES_EDIT],
  ],
  ['bookings', { dataset: 'BOOKINGS' }, [DATA_PROTECTION, BOOKINGS_VIEW, IDENTITIES_VIEW]],
  [
    'bookings without their users',
    { dataset: 'BOOKINGS', columns: ['reference', 'startsAt'] },
    [DATA_PROTECTION, BOOKINGS_VIEW],
  ],
  [
    'bookings of some users',
    { dataset: 'BOOKINGS', columns: ['reference'], filter: { bookings: { users: { status: ['ACTIVE'] } } } },
    [DATA_PROTECTION, BOOKINGS_VIEW, IDENTITIES_VIEW],
  ],
  [
    'bookings of who was invoiced',
    { dataset: 'BOOKINGS', columns: ['reference'], filter: { bookings: { users: { invoicedAllTime: { gte: 1 } } } } },
    [DATA_PROTECTION, BOOKINGS_VIEW, IDENTITIES_VIEW, INVOICES_VIEW],
  ],
  ['invoices', { dataset: 'INVOICES' }, [DATA_PROTECTION, INVOICES_VIEW, IDENTITIES_VIEW]],
  [
    'invoices without their users',
    { dataset: 'INVOICES', columns: ['number', 'total'], filter: { invoices: { status: ['OPEN'] } } },
    [DATA_PROTECTION, INVOICES_VIEW],
  ],
  [
    'invoices of who booked',
    { dataset: 'INVOICES', columns: ['number'], filter: { invoices: { users: { hasBooked: true } } } },
    [DATA_PROTECTION, INVOICES_VIEW, IDENTITIES_VIEW, BOOKINGS_VIEW],
  ],
];
const concerned = [DATA_PROTECTION, IDENTITIES_VIEW, IDENTITIES_EDIT, BOOKINGS_VIEW, INVOICES_VIEW];
const subsets = concerned.reduce<Permission[][]>(
  (sets, permission) => [...sets, ...sets.map((set) => [...set, permission])],
  [[]],
);

eachEngine('the permissions of an export', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);
  let admins: { permissions: Permission[]; client: TestClient; id: number }[];
  let number = 0;

  const person = async (
    role: Role,
    permissions: readonly Permission[],
  ): Promise<{ id: number; client: TestClient }> => {
    const [id] = await addUsers(app.app.dataSource, organization.id, [
      { username: `person-${++number}`, role, permissions: [...permissions] },
    ]);
    return { id: id!, client: await app.signIn({ id: id!, organizationId: organization.id }) };
  };

  beforeAll(async () => {
    admins = [];
    for (const permissions of subsets) admins.push({ permissions, ...(await person(Role.ADMIN, permissions)) });
  });

  it.each(cases)('are required to start or preview %s', async (_what, input, needs) => {
    const variables = { input: { format: 'CSV', ...input } };
    const { startExport: started } = await organization.owner.data(start, variables);
    expect([...started.export.permissions].sort()).toEqual([...needs].sort());
    for (const { permissions, client } of [
      ...admins,
      { permissions: [] as Permission[], client: (await person(Role.MEMBER, concerned)).client },
    ]) {
      const allowed = needs.every((permission) => permissions.includes(permission));
      for (const query of [start, preview]) {
        const { data, errors } = await client.gql(query, variables);
        expect([permissions, errors?.map(({ extensions }) => extensions.code) ?? null]).toEqual([
          permissions,
          allowed ? null : ['FORBIDDEN'],
        ]);
        if (!allowed) expect(data).toEqual(query === start ? null : { previewExport: null });
      }
    }
  });

  it.each(cases.filter(([, input]) => !input.filter))(
    'are required to save a template for %s',
    async (_what, { dataset = 'USERS', columns = dataset === 'USERS' ? ['email'] : ['username'] }, needs) => {
      for (const { permissions, client } of admins) {
        const { errors } = await client.gql(save, { input: { name: `T${++number}`, dataset, columns } });
        expect([permissions, errors?.map(({ extensions }) => extensions.code) ?? null]).toEqual([
          permissions,
          needs.every((permission) => permissions.includes(permission)) ? null : ['FORBIDDEN'],
        ]);
      }
      await deleteRows(app.app.dataSource, 'export_templates');
    },
  );

  it('are audited when missing, with previews marked', async () => {
    const { id, client } = await person(Role.ADMIN, []);
    await client.gql(start, { input: { format: 'XLSX', dataset: 'BOOKINGS' } });
    await client.gql(preview, { input: { format: 'CSV', dataset: 'INVOICES' } });
    const { auditEvents } = await organization.owner.data(
      '{ auditEvents(first: 2) { nodes { action userId details } } }',
    );
    expect(auditEvents.nodes).toEqual(
      ['INVOICES CSV preview', 'BOOKINGS XLSX'].map((details) => ({
        action: 'EXPORT_DENIED',
        userId: String(id),
        details,
      })),
    );
  });
});

eachEngine('the permissions of an export are checked again', ['sqlite'], (engine) => {
  const app = useTestAppPerTest(engine, { worker: false });
  const organization = useOrganizationPerTest(app);
  const grant = (permissions: Permission[]): Promise<unknown> =>
    setPermissions(app.app.dataSource, organization.adminId, permissions);

  it.each([
    [{ dataset: 'BOOKINGS' }, [DATA_PROTECTION, BOOKINGS_VIEW], 'FAILED'],
    [{ dataset: 'BOOKINGS', columns: ['reference'] }, [DATA_PROTECTION, BOOKINGS_VIEW], 'COMPLETED'],
    [
      { dataset: 'BOOKINGS', columns: ['reference'], filter: { bookings: { users: { invoicedAllTime: { gte: 0 } } } } },
      [DATA_PROTECTION, BOOKINGS_VIEW, IDENTITIES_VIEW],
      'FAILED',
    ],
    [
      { dataset: 'INVOICES', columns: ['number'] },
      [DATA_PROTECTION, BOOKINGS_VIEW, IDENTITIES_VIEW, IDENTITIES_EDIT],
      'FAILED',
    ],
    [{ dataset: 'INVOICES', columns: ['number'] }, [DATA_PROTECTION, INVOICES_VIEW], 'COMPLETED'],
  ])('by the worker: %j with %j left is %s', async (input, left, state) => {
    const { export: started } = await startExport(organization.admin, { format: 'CSV', ...input });
    await grant(left);
    await app.startWorker();
    expect(await untilEnded(organization.admin, started.id)).toMatchObject({
      state,
      failure: state === 'FAILED' ? { code: 'PERMISSION_LOST' } : null,
    });
  });

  it('by every download', async () => {
    await app.startWorker();
    const { row } = await exportFile(organization.admin, { format: 'CSV', dataset: 'INVOICES' });
    await grant([DATA_PROTECTION, IDENTITIES_VIEW, IDENTITIES_EDIT, BOOKINGS_VIEW]);
    expect((await readExport(organization.admin, row.id)).file).toBeNull();
    expect((await download(row.file.downloadUrl)).status).toBe(403);
    await grant([DATA_PROTECTION, IDENTITIES_VIEW, INVOICES_VIEW]);
    expect((await download(row.file.downloadUrl)).status).toBe(200);
  });
});
