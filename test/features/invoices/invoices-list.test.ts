import { Permission } from '../../../src/features/auth/permissions';
import { type SignedInOrganization, useTestApp } from '../../support/apps/app';
import { listQuery, sortedIds, walk } from '../../support/clients/paging';
import { addInvoices } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { deleteRows, readRows } from '../../support/databases/rows';

interface Row {
  id: number;
  userId: number;
  number: string;
  issuedAt: number;
  totalMinor: number | string;
  status: string;
}

const fields: Record<string, (row: Row) => string | number> = {
  ISSUED_AT: (row) => Number(row.issuedAt),
  NUMBER: (row) => row.number,
  TOTAL: (row) => Number(row.totalMinor),
};
const totals = [0, -5, 100, 100, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 1, -Number.MAX_SAFE_INTEGER];

eachEngine('the list of invoices', (engine) => {
  const app = useTestApp(engine, { worker: false });
  let organization: SignedInOrganization;
  let rows: Row[];
  const invoicesOf = async (organizationId: number): Promise<Row[]> =>
    readRows(app.app.dataSource, 'invoices', { organizationId }, [
      'id',
      'userId',
      'number',
      'issuedAt',
      'totalMinor',
      'status',
    ]);
  const fill = async ({ id, ownerId, adminId, memberId }: SignedInOrganization): Promise<void> =>
    addInvoices(
      app.app.dataSource,
      { id },
      Array.from({ length: 42 }, (_unused, index) => ({
        userId: [ownerId, adminId, memberId][index % 3]!,
        issuedAt: `2026-03-0${1 + (index % 5)}T00:00:00Z`,
        totalMinor: totals[index % totals.length]!,
        status: (['OPEN', 'PAID', 'VOID'] as const)[index % 3]!,
      })),
    );
  beforeAll(async () => {
    await fill(await app.organization());
    organization = await app.organization({ currency: 'JPY' });
    await fill(organization);
    rows = await invoicesOf(organization.id);
  });

  it.each(
    Object.keys(fields).flatMap(
      (field) =>
        [
          [field, 'ASC'],
          [field, 'DESC'],
        ] as const,
    ),
  )('orders by %s %s, page by page', async (field, direction) => {
    const expected = sortedIds(rows, [{ of: fields[field]!, descending: direction === 'DESC' }]);
    expect(expected).toHaveLength(42);
    for (const first of [4, 42])
      expect(await walk(organization.owner, 'invoices', { first, orderBy: [{ field, direction }] })).toEqual(expected);
  });

  it('continues after a cursor whose invoice was deleted', async () => {
    const crowd = await app.organization();
    await fill(crowd);
    const all = sortedIds(await invoicesOf(crowd.id), [{ of: fields.TOTAL!, descending: true }]);
    const seen = await walk(crowd.owner, 'invoices', {
      first: 4,
      orderBy: [{ field: 'TOTAL', direction: 'DESC' }],
      between: async (soFar) => void (await deleteRows(app.app.dataSource, 'invoices', { id: soFar.at(-1)! })),
    });
    expect(seen).toEqual(all);
  });

  it.each([
    [{ status: ['VOID'] }, (row: Row) => row.status === 'VOID'],
    [
      { issuedAt: { from: '2026-03-02T00:00:00Z', before: '2026-03-03T00:00:00Z' } },
      (row: Row) => Number(row.issuedAt) === Date.UTC(2026, 2, 2),
    ],
    [{ userIds: [] }, () => false],
  ])('filters by %j', async (filter, holds: (row: Row) => boolean) => {
    expect(await walk(organization.owner, 'invoices', { first: 6, filter })).toEqual(
      sortedIds(rows.filter(holds), [{ of: fields.ISSUED_AT!, descending: false }]),
    );
  });

  it('shows exact totals in the currency of the organization', async () => {
    const { invoices } = await organization.owner.data(
      listQuery('invoices', 'number total { minorUnits currency decimal }'),
      { orderBy: [{ field: 'TOTAL', direction: 'DESC' }], first: 1 },
    );
    expect(invoices.nodes[0].total).toEqual({
      minorUnits: 9007199254740991,
      currency: 'JPY',
      decimal: '9007199254740991',
    });
  });

  it('has only own invoices for viewers without INVOICES_VIEW, whatever the filter', async () => {
    const own = async (client: SignedInOrganization['member'], filter?: object): Promise<string[]> =>
      (await client.data(listQuery('invoices', 'userId'), { filter })).invoices.nodes.map(
        ({ userId }: { userId: string }) => userId,
      );
    expect(new Set(await own(organization.member))).toEqual(new Set([String(organization.memberId)]));
    expect(await own(organization.member, { userIds: [organization.ownerId] })).toEqual([]);
    const limited = await app.organization({
      adminPermissions: [Permission.IDENTITIES_VIEW, Permission.BOOKINGS_VIEW],
    });
    await fill(limited);
    expect(new Set(await own(limited.admin))).toEqual(new Set([String(limited.adminId)]));
    const { users } = await limited.owner.data(listQuery('users', 'id'));
    expect(await own(limited.admin, { userIds: users.nodes.map(({ id }: { id: string }) => id) })).toHaveLength(14);
  });

  it.each([1_000_000, -1, 0, 2 ** 31, null])('rejects `first: %j`', async (first) => {
    expect(await organization.owner.refusal(listQuery('invoices'), { first })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'first',
    });
  });
});
