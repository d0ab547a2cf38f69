import { Permission } from '../../../src/features/auth/permissions';
import { type SignedInOrganization, useTestApp } from '../../support/apps/app';
import { listQuery, sortedIds, walk } from '../../support/clients/paging';
import { addBookings } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { deleteRows, readRows } from '../../support/databases/rows';

interface Row {
  id: number;
  userId: number;
  reference: string;
  startsAt: number;
  createdAt: number;
  status: string;
}

const fields: Record<string, (row: Row) => string | number> = {
  STARTS_AT: (row) => Number(row.startsAt),
  CREATED_AT: (row) => Number(row.createdAt),
  REFERENCE: (row) => row.reference,
};

eachEngine('the list of bookings', (engine) => {
  const app = useTestApp(engine, { worker: false });
  let organization: SignedInOrganization;
  let rows: Row[];
  const bookingsOf = async (organizationId: number): Promise<Row[]> =>
    readRows(app.app.dataSource, 'bookings', { organizationId }, [
      'id',
      'userId',
      'reference',
      'startsAt',
      'createdAt',
      'status',
    ]);
  const fill = async ({ id, locationId, ownerId, adminId, memberId }: SignedInOrganization): Promise<void> =>
    addBookings(
      app.app.dataSource,
      { id, locationId },
      Array.from({ length: 45 }, (_unused, index) => ({
        userId: [ownerId, adminId, memberId][index % 3]!,
        startsAt: `2026-03-${String(1 + (index % 4)).padStart(2, '0')}T00:00:00.00${index % 2}Z`,
        createdAt: `2026-02-${String(1 + (index % 5)).padStart(2, '0')}T00:00:00Z`,
        status: (['CONFIRMED', 'PENDING', 'CANCELLED', 'CONFIRMED'] as const)[index % 4]!,
      })),
    );
  beforeAll(async () => {
    await fill(await app.organization());
    organization = await app.organization();
    await fill(organization);
    rows = await bookingsOf(organization.id);
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
    expect(expected).toHaveLength(45);
    for (const first of [4, 45])
      expect(await walk(organization.owner, 'bookings', { first, orderBy: [{ field, direction }] })).toEqual(expected);
  });

  it('orders by start by default, and by several levels', async () => {
    expect(await walk(organization.owner, 'bookings', { first: 10 })).toEqual(
      sortedIds(rows, [{ of: fields.STARTS_AT!, descending: false }]),
    );
    const orderBy = [
      { field: 'CREATED_AT', direction: 'DESC' },
      { field: 'STARTS_AT', direction: 'ASC' },
      { field: 'CREATED_AT', direction: 'ASC' },
    ] as const;
    expect(await walk(organization.owner, 'bookings', { first: 7, orderBy })).toEqual(
      sortedIds(
        rows,
        orderBy.map(({ field, direction }) => ({ of: fields[field]!, descending: direction === 'DESC' })),
      ),
    );
  });

  it('continues after a cursor whose booking was deleted', async () => {
    const crowd = await app.organization();
    await fill(crowd);
    const all = sortedIds(await bookingsOf(crowd.id), [{ of: fields.STARTS_AT!, descending: true }]);
    const seen = await walk(crowd.owner, 'bookings', {
      first: 4,
      orderBy: [{ field: 'STARTS_AT', direction: 'DESC' }],
      between: async (soFar) => {
        await deleteRows(app.app.dataSource, 'bookings', { id: soFar.at(-1)! });
        await addBookings(app.app.dataSource, crowd, [{ userId: crowd.ownerId, startsAt: '2030-01-01T00:00:00Z' }]);
      },
    });
    expect(seen).toEqual(all);
  });

  it.each([
    [{ status: ['CONFIRMED'] }, (row: Row) => row.status === 'CONFIRMED'],
    [{ status: ['PENDING', 'CANCELLED'] }, (row: Row) => row.status !== 'CONFIRMED'],
    [
      { startsAt: { from: '2026-03-02T00:00:00.001Z', before: '2026-03-04T00:00:00Z' } },
      (row: Row) => row.startsAt > Date.UTC(2026, 2, 2) && row.startsAt < Date.UTC(2026, 2, 4),
    ],
    [
      { createdAt: { before: '2026-02-02T00:00:00Z' }, status: ['CONFIRMED'] },
      (row: Row) => row.createdAt < Date.UTC(2026, 1, 2) && row.status === 'CONFIRMED',
    ],
    [{ userIds: [] }, () => false],
    [{ locationIds: [] }, () => false],
  ])('filters by %j', async (filter, holds: (row: Row) => boolean) => {
    expect(await walk(organization.owner, 'bookings', { first: 6, filter })).toEqual(
      sortedIds(rows.filter(holds), [{ of: fields.STARTS_AT!, descending: false }]),
    );
    const { bookings } = await organization.owner.data(listQuery('bookings'), { first: 1, filter });
    expect(bookings.totalCount).toBe(rows.filter(holds).length);
  });

  it('filters by user and location, and finds nothing for users of another organization', async () => {
    const stranger = await app.organization();
    await fill(stranger);
    const of = async (filter: object): Promise<number> =>
      (await organization.owner.data(listQuery('bookings'), { filter })).bookings.totalCount;
    expect(await of({ userIds: [organization.memberId, stranger.memberId] })).toBe(15);
    expect(await of({ locationIds: [organization.locationId] })).toBe(45);
    expect(await of({ userIds: [stranger.ownerId] })).toBe(0);
  });

  it('has only own bookings for viewers without BOOKINGS_VIEW, whatever the filter', async () => {
    const own = async (client: SignedInOrganization['member'], filter?: object): Promise<string[]> =>
      (await client.data(listQuery('bookings', 'userId user { username } location'), { filter })).bookings.nodes.map(
        ({ userId }: { userId: string }) => userId,
      );
    expect(new Set(await own(organization.member))).toEqual(new Set([String(organization.memberId)]));
    expect(await own(organization.member, { userIds: [organization.ownerId] })).toEqual([]);
    const limited = await app.organization({ adminPermissions: [Permission.IDENTITIES_VIEW] });
    await fill(limited);
    expect(new Set(await own(limited.admin))).toEqual(new Set([String(limited.adminId)]));
  });

  it.each([1_000_000, -1, 0, 2 ** 31, null])('rejects `first: %j`', async (first) => {
    expect(await organization.owner.refusal(listQuery('bookings'), { first })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'first',
    });
  });
});
