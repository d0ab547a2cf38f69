import { createTestApp, type SignedInOrganization, type TestApp } from '../../support/app';
import { eachEngine } from '../../support/engines';
import { exportFile } from '../../support/exports';
import { addUsers } from '../../support/factories';
import { addRandomRows, figureColumns, figureFields, figuresOfQuery, figuresOfRow, parseCsv, recount, zoneMonths, type RawRows } from '../../support/figures';

eachEngine('the nine figures, counted anew from the rows, in a query and in a file', ['sqlite', 'mariadb'], (engine) => {
  let app: TestApp;
  beforeAll(async () => void (app = await createTestApp(engine)));
  afterAll(() => app?.stop());

  describe.each(zoneMonths)('$zone', (months) => {
    let organization: SignedInOrganization;
    let userIds: number[];
    let rows: RawRows;
    beforeAll(async () => {
      organization = await app.organization({ timezone: months.zone });
      userIds = await addUsers(app.app.dataSource, organization.id, Array.from({ length: 7 }, (_unused, index) => ({ username: `user-${index}` })));
      // The last one has nothing at all.
      rows = await addRandomRows(app.app.dataSource, organization, userIds.slice(0, -1), months, 7);
    });

    const start = Date.parse(months.starts[2]);
    const end = Date.parse(months.starts[3]);
    it.each([
      ['one millisecond before the month', start - 1],
      ['its first millisecond', start],
      ['its last millisecond', end - 1],
      ['one millisecond after it', end],
    ])('as of %s', async (_what, asOfMs) => {
      const asOf = new Date(asOfMs).toISOString();
      const expected = new Map(userIds.map((id) => [String(id), recount(rows, id, months, asOf)]));
      expect([...expected.values()].some(({ bookings, invoicedMinor }) => bookings.every((count) => count > 0) && invoicedMinor[0] !== 0n)).toBe(true);

      const { users } = await organization.owner.data(`query ($ids: [ID!], $asOf: DateTime) { users(filter: { ids: $ids }) { nodes { id ${figureFields} } } }`, { ids: userIds, asOf });
      expect(new Map(users.nodes.map((node: { id: string }) => [node.id, figuresOfQuery(node)]))).toEqual(expected);

      const { body, row } = await exportFile(organization.owner, { format: 'CSV', columns: ['firstName', ...figureColumns], ids: userIds, asOf });
      expect(row).toMatchObject({ asOf, timezone: months.zone });
      const [header, ...lines] = parseCsv(body);
      expect(header).toHaveLength(11);
      // Rows come in the order of ids.
      expect(lines.map((cells) => figuresOfRow(cells.slice(1)))).toEqual([...userIds].sort((a, b) => a - b).map((id) => expected.get(String(id))));
    });

    it('of one user, of each other organization apart', async () => {
      const stranger = await app.organization({ timezone: months.zone });
      const { user } = await organization.owner.data(`query ($id: ID!, $asOf: DateTime) { user(id: $id) { ${figureFields} } }`, { id: userIds[0], asOf: months.starts[2] });
      expect(figuresOfQuery(user)).toEqual(recount(rows, userIds[0]!, months, months.starts[2]));
      const { users } = await stranger.owner.data(`query ($asOf: DateTime) { users { nodes { ${figureFields} } } }`, { asOf: months.starts[2] });
      for (const node of users.nodes) expect(figuresOfQuery(node)).toEqual(recount({ bookings: [], invoices: [] }, 0, months, months.starts[2]));
    });
  });
});
