/** @slow */
import { type SignedInOrganization, useTestApp } from '../../support/apps/app';
import { forgetTotals, hasTotals, makeTotals } from '../../support/apps/totals';
import { exportFile } from '../../support/clients/exports';
import { addUsers } from '../../support/data/factories';
import {
  addRandomRows,
  figureColumns,
  figureFields,
  figuresOfQuery,
  figuresOfRow,
  parseCsv,
  type RawRows,
  recount,
  type ZoneMonths,
  zoneMonths,
} from '../../support/data/figures';
import { eachEngine } from '../../support/databases/engines';

eachEngine('figures of a query, an export and the statistics', ['sqlite', 'mariadb'], (engine) => {
  const app = useTestApp(engine);

  describe.each(zoneMonths)('$zone', (months) => {
    let organization: SignedInOrganization;
    let userIds: number[];
    let rows: RawRows;
    beforeAll(async () => {
      organization = await app.organization({ timezone: months.zone });
      userIds = await addUsers(
        app.app.dataSource,
        organization.id,
        Array.from({ length: 7 }, (_unused, index) => ({ username: `user-${index}` })),
      );
      // The last one has nothing at all.
      expect(await hasTotals(app, organization)).toBe(true);
      rows = await addRandomRows(app.app.dataSource, organization, userIds.slice(0, -1), months, 7);
    });

    const start = Date.parse(months.starts[2]);
    const end = Date.parse(months.starts[3]);
    it.each([
      ['one millisecond before the month', start - 1],
      ['its first millisecond', start],
      ['its last millisecond', end - 1],
      ['one millisecond after it', end],
    ])('equal a recount of the rows as of %s', async (_what, asOfMs) => {
      const asOf = new Date(asOfMs).toISOString();
      const expected = new Map(userIds.map((id) => [String(id), recount(rows, id, months, asOf)]));
      expect(
        [...expected.values()].some(
          ({ bookings, invoicedMinor }) => bookings.every((count) => count > 0) && invoicedMinor[0] !== 0n,
        ),
      ).toBe(true);

      const { users } = await organization.owner.data(
        `query ($ids: [ID!], $asOf: DateTime) { users(filter: { ids: $ids }) { nodes { id ${figureFields} } } }`,
        { ids: userIds, asOf },
      );
      expect(new Map(users.nodes.map((node: { id: string }) => [node.id, figuresOfQuery(node)]))).toEqual(expected);

      const { body, row } = await exportFile(organization.owner, {
        format: 'CSV',
        columns: ['firstName', ...figureColumns],
        ids: userIds,
        asOf,
      });
      expect(row).toMatchObject({ asOf, timezone: months.zone });
      const [header, ...lines] = parseCsv(body);
      expect(header).toHaveLength(1 + figureColumns.length);
      // Rows come in the order of ids.
      expect(lines.map((cells) => figuresOfRow(cells.slice(1)))).toEqual(
        [...userIds].sort((a, b) => a - b).map((id) => expected.get(String(id))),
      );

      // Statistics of the whole organization, where each is the sum over its users: from totals by day, and from the
      // records.
      const sums = [...expected.values()].reduce(
        ({ counts, minor }, { bookings, invoicedMinor }) => ({
          counts: counts.map((count, index) => count + bookings[index]!),
          minor: minor.map((sum, index) => sum + invoicedMinor[index]!),
        }),
        { counts: [0, 0, 0, 0], minor: [0n, 0n] },
      );
      expect(await statistics(organization, months, asOfMs)).toEqual(sums);
      await forgetTotals(app, organization);
      expect(await statistics(organization, months, asOfMs)).toEqual(sums);
      await makeTotals(app);
    });

    it('are kept apart by organization for one user', async () => {
      const stranger = await app.organization({ timezone: months.zone });
      const { user } = await organization.owner.data(
        `query ($id: ID!, $asOf: DateTime) { user(id: $id) { ${figureFields} } }`,
        { id: userIds[0], asOf: months.starts[2] },
      );
      expect(figuresOfQuery(user)).toEqual(recount(rows, userIds[0]!, months, months.starts[2]));
      const { users } = await stranger.owner.data(`query ($asOf: DateTime) { users { nodes { ${figureFields} } } }`, {
        asOf: months.starts[2],
      });
      for (const node of users.nodes)
        expect(figuresOfQuery(node)).toEqual(recount({ bookings: [], invoices: [] }, 0, months, months.starts[2]));
    });
  });
});

/**
 * In the order of the nine figures: this month booked and created, last month booked and created; this month and last
 * month invoiced.
 */
async function statistics(
  { owner }: SignedInOrganization,
  { starts }: ZoneMonths,
  asOfMs: number,
): Promise<{ counts: number[]; minor: bigint[] }> {
  const current = starts.findLastIndex((start) => Date.parse(start) <= asOfMs);
  const [from, to] = [starts[current - 1]!, starts[current]!].map((start) =>
    new Date(Date.parse(start) + 15 * 86_400_000).toISOString().slice(0, 7),
  );
  const { booked, created, invoiced } = await owner.data(
    `query ($from: YearMonth!, $to: YearMonth!) { booked: bookingStats(from: $from, to: $to) { rows { count } }
       created: bookingStats(basis: CREATED, from: $from, to: $to) { rows { count } } invoiced: invoiceStats(from: $from, to: $to) { rows { total { minorUnits } } } }`,
    { from, to },
  );
  return {
    counts: [booked.rows[1].count, created.rows[1].count, booked.rows[0].count, created.rows[0].count],
    minor: [BigInt(invoiced.rows[1].total.minorUnits), BigInt(invoiced.rows[0].total.minorUnits)],
  };
}
