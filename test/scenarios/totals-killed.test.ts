import { totalsCheck } from '../support/apps/totals';
import type { Data, TestClient } from '../support/clients/client';
import { Writer, writtenMonths as months, writtenZones as zones } from '../support/clients/writer';
import { createOrganization } from '../support/data/factories';
import { Recount } from '../support/data/recount';
import { eachEngine } from '../support/databases/engines';
import { readRows } from '../support/databases/rows';
import { type Installation, type Process, useInstallation } from '../support/processes/processes';
import { waitFor } from '../support/wait-for';

const kills = 4;
const writers = 4;
const changesPerLife = 60;

eachEngine('daily totals when the server is killed at any moment', (engine) => {
  const installation = useInstallation(engine);

  it('always equal the records', async () => {
    const organization = await createOrganization(installation.dataSource, { timezone: zones[0]! });
    const people = Array.from(
      { length: writers },
      (_unused, index) => new Writer(`W${index}`, 100 + index, organization),
    );
    const signIn = (server: Process): Promise<TestClient> =>
      installation.signIn(server, { id: organization.ownerId, organizationId: organization.id });

    for (let life = 1; life <= kills; life++) {
      // With the thread that makes totals anew after each change of the zone.
      const server = await installation.start('serve');
      const client = await signIn(server);
      let killed = false;
      const before = people.reduce((sum, { answered }) => sum + answered, 0);
      const writing = people.map(async (person) => {
        while (!killed)
          await person.changeSomething(client).catch((error) => {
            if (!killed) throw error;
          });
      });
      await Promise.all([
        ...writing,
        (async () => {
          await waitFor(
            'some changes',
            () => people.reduce((sum, { answered }) => sum + answered, 0) >= before + changesPerLife,
            30_000,
          );
          killed = true;
          await server.end('SIGKILL');
        })(),
      ]);
      expect((await totalsCheck(installation)).differences).toEqual([]);
    }

    // Nothing of a bulk is there without the rest of it.
    const references: { reference: string }[] = await readRows(installation.dataSource, 'bookings', {}, ['reference']);
    const batches = new Map<string, number>();
    for (const { reference } of references)
      batches.set(
        reference.slice(0, reference.lastIndexOf('-')),
        (batches.get(reference.slice(0, reference.lastIndexOf('-'))) ?? 0) + 1,
      );
    expect([...batches].filter(([batch, there]) => there !== Number(batch.split('-')[2]))).toEqual([]);
    expect(batches.size).toBeGreaterThan(20);

    const client = await signIn(await installation.start('serve'));
    await waitFor('totals that hold', async () => (await totalsCheck(installation)).outdated.length === 0);
    expect((await totalsCheck(installation)).differences).toEqual([]);
    expect(await figures(client)).toEqual(await recounted(installation));
  }, 600_000);
});

async function figures(client: TestClient): Promise<Data> {
  const { booked, created, invoiced } = await client.data(
    `query ($from: YearMonth!, $to: YearMonth!) {
    booked: bookingStats(from: $from, to: $to) { rows { month count minutes } } created: bookingStats(basis: CREATED, from: $from, to: "2060-12") { rows { count } } invoiced: invoiceStats(from: $from, to: $to) { rows { month count total { minorUnits } } } }`,
    { from: months[0], to: months.at(-1) },
  );
  return {
    booked: booked.rows,
    created: created.rows.reduce((sum: number, row: Data) => sum + row.count, 0),
    invoiced: invoiced.rows,
  };
}

async function recounted({ dataSource }: Installation): Promise<Data> {
  const [{ timezone }] = await readRows(dataSource, 'organizations', {}, ['timezone']);
  const recount = new Recount(timezone);
  const bookings: Data[] = (
    await readRows(dataSource, 'bookings', { status: 'CONFIRMED' }, ['startsAt', 'endsAt'])
  ).map(({ startsAt, endsAt }: Data) => ({
    month: recount.monthOf(Number(startsAt)),
    lengthMs: Number(endsAt) - Number(startsAt),
  }));
  const invoices: Data[] = (
    await readRows(dataSource, 'invoices', { status: ['OPEN', 'PAID'] }, ['issuedAt', 'totalMinor'])
  ).map(({ issuedAt, totalMinor }: Data) => ({
    month: recount.monthOf(Number(issuedAt)),
    totalMinor: Number(totalMinor),
  }));
  const sum = (rows: Data[], field: string): number => rows.reduce((total, row) => total + row[field], 0);
  return {
    booked: months
      .map((month) => ({ month, of: bookings.filter((booking) => booking.month === month) }))
      .map(({ month, of }) => ({ month, count: of.length, minutes: sum(of, 'lengthMs') / 60_000 })),
    created: bookings.length,
    invoiced: months
      .map((month) => ({ month, of: invoices.filter((invoice) => invoice.month === month) }))
      .map(({ month, of }) => ({ month, count: of.length, total: { minorUnits: sum(of, 'totalMinor') } })),
  };
}
