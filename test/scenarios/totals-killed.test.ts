import { daySources } from '../../src/app';
import { loadConfig } from '../../src/config';
import { checkRollups } from '../../src/features/rollups/check-rollups';
import { openSnapshot } from '../../src/platform/database/snapshot';
import type { Data, TestClient } from '../support/client';
import { eachEngine } from '../support/engines';
import { createOrganization, type TestOrganization } from '../support/factories';
import { Installation, type Process } from '../support/processes';
import { Recount } from '../support/recount';
import { waitFor } from '../support/wait-for';

const zones = ['America/St_Johns', 'Asia/Kathmandu', 'America/Havana'];
const months = ['2015-09', '2015-10', '2015-11', '2015-12'];
const kills = 4;
const writers = 4;
const changesPerLife = 60;

const create = `mutation ($input: [CreateBookingInput!]!) { createBookings(input: $input) { id } }`;
const issue = `mutation ($input: [IssueInvoiceInput!]!) { issueInvoices(input: $input) { id } }`;

function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Somebody who changes records at random, and remembers what was answered. */
class Writer {
  readonly bookingIds: string[] = [];
  readonly invoiceIds: string[] = [];
  answered = 0;
  private readonly random: () => number;

  constructor(
    private readonly name: string,
    seed: number,
    private readonly organization: TestOrganization,
  ) {
    this.random = randomNumbers(seed);
  }

  async changeSomething(client: TestClient): Promise<void> {
    const [mutation, variables, taken] = this.next();
    const { data } = await client.gql(mutation, variables);
    this.answered++;
    const rows = data && (Object.values(data)[0] as { id: string }[] | null);
    if (rows && taken) taken.push(...rows.map(({ id }) => id));
  }

  private next(): [mutation: string, variables: object, taken?: string[]] {
    const roll = this.random();
    const several = 1 + Math.floor(this.random() * 30);
    if (roll < 0.35 || this.bookingIds.length === 0) {
      const batch = `${this.name}-${this.answered}-${several}`;
      return [create, { input: Array.from({ length: several }, (_unused, index) => ({ ...this.times(), userId: String(this.organization.memberId), locationId: String(this.organization.locationId), reference: `${batch}-${index}`, status: this.pick(['PENDING', 'CONFIRMED']) })) }, this.bookingIds];
    }
    if (roll < 0.5 || this.invoiceIds.length === 0) {
      return [issue, { input: Array.from({ length: several }, () => ({ userId: String(this.organization.memberId), issuedAt: this.instant(), totalMinor: Math.floor(this.random() * 9_000) })) }, this.invoiceIds];
    }
    if (roll < 0.6) return ['mutation ($ids: [ID!]!) { confirmBookings(ids: $ids) { id } }', { ids: this.some(this.bookingIds) }];
    if (roll < 0.7) return ['mutation ($ids: [ID!]!) { cancelBookings(ids: $ids) { id } }', { ids: this.some(this.bookingIds) }];
    if (roll < 0.8) return ['mutation ($input: [RescheduleBookingInput!]!) { rescheduleBookings(input: $input) { id } }', { input: this.some(this.bookingIds).map((id) => ({ id, ...this.times() })) }];
    if (roll < 0.88) return ['mutation ($ids: [ID!]!) { payInvoices(ids: $ids) { id } }', { ids: this.some(this.invoiceIds) }];
    if (roll < 0.96) return ['mutation ($ids: [ID!]!) { voidInvoices(ids: $ids) { id } }', { ids: this.some(this.invoiceIds) }];
    return ['mutation ($timezone: String!) { changeOrganization(input: { timezone: $timezone }) { id } }', { timezone: this.pick(zones) }];
  }

  private times(): { startsAt: string; endsAt: string } {
    const startsAt = this.instant();
    return { startsAt, endsAt: new Date(Date.parse(startsAt) + 60_000 * (1 + Math.floor(this.random() * 90))).toISOString() };
  }

  /** Dense around the starts of months. */
  private instant(): string {
    return new Date(Date.parse(`${this.pick(months)}-01T00:00:00Z`) + Math.floor((this.random() * 30 - 10) * 3_600_000)).toISOString();
  }

  private some(ids: readonly string[]): string[] {
    return [...new Set(Array.from({ length: 1 + Math.floor(this.random() * 3) }, () => this.pick(ids)))];
  }

  private pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.random() * values.length)]!;
  }
}

eachEngine('totals by day, with the server killed at any moment', (engine) => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await Installation.create(engine);
  });
  afterAll(() => installation?.remove());

  it('are never another than the records are', async () => {
    const organization = await createOrganization(installation.dataSource, { timezone: zones[0]! });
    const people = Array.from({ length: writers }, (_unused, index) => new Writer(`W${index}`, 100 + index, organization));
    const signIn = (server: Process): Promise<TestClient> => installation.signIn(server, { id: organization.ownerId, organizationId: organization.id });

    for (let life = 1; life <= kills; life++) {
      // With the thread that makes totals anew after each change of the zone.
      const server = await installation.start('serve');
      const client = await signIn(server);
      let killed = false;
      const before = people.reduce((sum, { answered }) => sum + answered, 0);
      const writing = people.map(async (person) => {
        while (!killed) await person.changeSomething(client).catch((error) => { if (!killed) throw error; });
      });
      await Promise.all([...writing, (async () => {
        await waitFor('some changes', () => people.reduce((sum, { answered }) => sum + answered, 0) >= before + changesPerLife, 30_000);
        killed = true;
        await server.end('SIGKILL');
      })()]);
      expect((await check(installation)).differences).toEqual([]);
    }

    // Nothing of a bulk is there without the rest of it.
    const references: { reference: string }[] = await installation.dataSource.query('SELECT reference FROM bookings');
    const batches = new Map<string, number>();
    for (const { reference } of references) batches.set(reference.slice(0, reference.lastIndexOf('-')), (batches.get(reference.slice(0, reference.lastIndexOf('-'))) ?? 0) + 1);
    expect([...batches].filter(([batch, there]) => there !== Number(batch.split('-')[2]))).toEqual([]);
    expect(batches.size).toBeGreaterThan(20);

    const client = await signIn(await installation.start('serve'));
    await waitFor('totals that hold', async () => (await check(installation)).outdated.length === 0);
    expect((await check(installation)).differences).toEqual([]);
    expect(await figures(client)).toEqual(await recounted(installation));
  }, 120_000);
});

async function check({ database }: Installation) {
  const snapshot = await openSnapshot(loadConfig({ DATA_DIR: database.dataDir, DATABASE_URL: database.databaseUrl }));
  return checkRollups(snapshot, daySources).finally(() => snapshot.close());
}

async function figures(client: TestClient): Promise<Data> {
  const { booked, created, invoiced } = await client.data(`query ($from: YearMonth!, $to: YearMonth!) {
    booked: bookingStats(from: $from, to: $to) { rows { month count minutes } } created: bookingStats(basis: CREATED, from: $from, to: "2060-12") { rows { count } } invoiced: invoiceStats(from: $from, to: $to) { rows { month count total { minorUnits } } } }`,
  { from: months[0], to: months.at(-1) });
  return { booked: booked.rows, created: created.rows.reduce((sum: number, row: Data) => sum + row.count, 0), invoiced: invoiced.rows };
}

async function recounted({ dataSource }: Installation): Promise<Data> {
  const [{ timezone }] = await dataSource.query('SELECT timezone FROM organizations');
  const recount = new Recount(timezone);
  const bookings: Data[] = (await dataSource.query("SELECT startsAt, endsAt FROM bookings WHERE status = 'CONFIRMED'")).map(({ startsAt, endsAt }: Data) => ({ month: recount.monthOf(Number(startsAt)), lengthMs: Number(endsAt) - Number(startsAt) }));
  const invoices: Data[] = (await dataSource.query("SELECT issuedAt, totalMinor FROM invoices WHERE status <> 'VOID'")).map(({ issuedAt, totalMinor }: Data) => ({ month: recount.monthOf(Number(issuedAt)), totalMinor: Number(totalMinor) }));
  const sum = (rows: Data[], field: string): number => rows.reduce((total, row) => total + row[field], 0);
  return {
    booked: months.map((month) => ({ month, of: bookings.filter((booking) => booking.month === month) })).map(({ month, of }) => ({ month, count: of.length, minutes: sum(of, 'lengthMs') / 60_000 })),
    created: bookings.length,
    invoiced: months.map((month) => ({ month, of: invoices.filter((invoice) => invoice.month === month) })).map(({ month, of }) => ({ month, count: of.length, total: { minorUnits: sum(of, 'totalMinor') } })),
  };
}
