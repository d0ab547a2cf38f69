import fc from 'fast-check';
import { userFigures } from '../../../../src/features';
import { bookings } from '../../../../src/features/exports/datasets/bookings';
import { SelectedRows } from '../../../../src/features/exports/datasets/selected-rows';
import { Condition } from '../../../../src/platform/database/condition';
import { openSnapshot, type Snapshot } from '../../../../src/platform/database/snapshot';
import { raw, type Sql, sql } from '../../../../src/platform/database/sql';
import { createTestApp, type TestApp } from '../../../support/apps/app';
import { addBookings } from '../../../support/data/factories';
import { eachEngine } from '../../../support/databases/engines';

/** Reads these ids through pages of this size, as a table would give them; says also how wide each look was. */
async function readAll(ids: readonly number[], size: number): Promise<{ pages: number[][]; widths: number[] }> {
  const snapshot: Snapshot = {
    rows: async () => [[ids.length, ids[0] ?? null, ids.at(-1) ?? null]],
    close: async () => undefined,
  };
  const selected = new SelectedRows(snapshot, 'users u', 'u', new Condition().add(sql`u.organizationId = ${7}`));
  const widths: number[] = [];
  const pages: number[][] = [];
  const read = async ({ values: [organizationId, behindId, toId] }: Sql) => {
    expect(organizationId).toBe(7);
    widths.push((toId as number) - (behindId as number));
    return { ids: ids.filter((id) => id > (behindId as number) && id <= (toId as number)).slice(0, size) };
  };
  for await (const { ids: some } of selected.pages('u.id', size, read)) pages.push([...some]);
  return { pages, widths };
}

const counted = (from: number, count: number, step = 1): number[] =>
  Array.from({ length: count }, (_unused, index) => from + index * step);

describe('SelectedRows', () => {
  it('reads every row once and in order, however the ids are spread', async () => {
    const gap = fc.oneof(
      { weight: 5, arbitrary: fc.constant(1) },
      { weight: 2, arbitrary: fc.integer({ min: 1, max: 9 }) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 5_000_000 }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(gap, { maxLength: 300 }), fc.integer({ min: 1, max: 40 }), async (gaps, size) => {
        let id = 0;
        const ids = gaps.map((each) => (id += each));
        const { pages } = await readAll(ids, size);
        expect(pages.flat()).toEqual(ids);
        expect(pages.every((page) => page.length > 0 && page.length <= size)).toBe(true);
      }),
      { examples: [[[1, 5_000_000, 1], 1]] },
    );
  });

  it('returns full pages where ids are dense', async () => {
    const { pages, widths } = await readAll(counted(1_000_000, 5_000), 100);
    expect(pages.map((page) => page.length)).toEqual(Array(50).fill(100));
    expect(widths).toEqual(Array(50).fill(100));
  });

  it('needs few more reads than pages when one id in ten thousand matches', async () => {
    const { pages, widths } = await readAll(counted(1, 5_000, 10_000), 100);
    expect(pages.length).toBeLessThan(70);
    expect(widths.length).toBeLessThan(80);
  });

  it('crosses a long gap in few reads, and narrows its reads after it', async () => {
    const { pages, widths } = await readAll([...counted(1, 1_000), ...counted(100_000_000, 5_000)], 100);
    expect(pages.flat()).toHaveLength(6_000);
    expect(widths.length).toBeLessThan(75);
    expect(widths.at(-5)).toBeLessThan(200);
  });

  it('evaluates an expensive condition rarely, and then reads by id', async () => {
    const ids = counted(1, 45_050, 3);
    const asked: string[] = [];
    const where = new Condition().add(sql`u.organizationId = ${7}`);
    where.isExpensive = true;
    const rows = async ({ text, values: [, behindId, toId] }: Sql) => {
      asked.push(text);
      if (text.includes('COUNT')) return [[ids.length, ids[0]!, ids.at(-1)!]];
      return ids
        .filter((id) => id > (behindId as number) && id <= (toId as number))
        .slice(0, 20_000)
        .map((id) => [id]);
    };
    const selected = new SelectedRows({ rows, close: async () => undefined }, 'users u', 'u', where);
    for await (const { text } of selected.pages('u.id, u.email', 3, async (statement) => ({
      ids: [0],
      text: statement.text,
    }))) {
      expect(text).toBe('SELECT u.id, u.email FROM users u WHERE u.id IN (?, ?, ?) ORDER BY u.id LIMIT 3');
      break;
    }
    asked.length = 0;
    const pages: number[][] = [];
    for await (const page of selected.pages('u.id', 100, async ({ values }) => {
      expect(values).toHaveLength(100);
      return { ids: [...new Set(values as number[])] };
    }))
      pages.push(page.ids);
    expect(pages.flat()).toEqual(ids);
    expect(pages.length).toBeLessThan(455);
    expect(asked.length).toBeLessThan(8);
  });

  it('leaves out the excluded ids of each range by few different statements', async () => {
    const excluded = counted(1, 5_000, 2);
    const snapshot: Snapshot = { rows: async () => [[45_000, 2, 50_000]], close: async () => undefined };
    const where = new Condition().add(sql`u.organizationId = ${7}`);
    const selected = new SelectedRows(snapshot, 'users u', 'u', where, excluded);
    const texts = new Set<string>();
    const left = counted(1, 50_000).filter((id) => !excluded.includes(id));
    const pages: number[][] = [];
    const read = async ({ text, values: [, afterId, toId, ...others] }: Sql) => {
      texts.add(text);
      expect(others.length).toBeLessThan(2 * ((toId as number) - (afterId as number)));
      expect(others.every((id) => (id as number) > (afterId as number) && (id as number) <= (toId as number))).toBe(
        true,
      );
      const within = counted((afterId as number) + 1, (toId as number) - (afterId as number));
      return { ids: within.filter((id) => !others.includes(id)).slice(0, 100) };
    };
    for await (const { ids } of selected.pages('u.id', 100, read)) pages.push(ids);
    expect(pages.flat()).toEqual(left);
    expect(texts.size).toBeLessThan(12);
  });

  it('returns nothing when no row matches', async () => {
    expect(await readAll([], 100)).toEqual({ pages: [], widths: [] });
  });
});

eachEngine('the batches of an export', ['mariadb', 'mysql'], (engine) => {
  let app: TestApp;
  let snapshot: Snapshot;
  afterEach(async () => {
    await snapshot?.close();
    await app?.stop();
  });

  it('never scan an index from its start, however many there are', async () => {
    app = await createTestApp(engine, { worker: false });
    const { dataSource } = app.app;
    const [other, organization] = [await app.organization(), await app.organization()];
    const startsAt = '2026-03-01T10:00:00Z';
    await addBookings(dataSource, other, [{ userId: other.memberId, startsAt }]);
    await addBookings(
      dataSource,
      organization,
      Array.from({ length: count }, () => ({ userId: organization.memberId, startsAt })),
    );
    await dataSource.query('ANALYZE TABLE bookings');
    snapshot = await openSnapshot({ dataDir: app.database.dataDir, databaseUrl: app.database.databaseUrl! });
    const dataset = await bookings.open(snapshot, {
      organizationId: organization.id,
      columnKeys: ['reference', 'resource', 'status', 'startsAt', 'durationMinutes'],
      selection: {},
      asOf: new Date(startsAt),
      figures: userFigures,
    });

    const before = await walked();
    let rows = 0;
    for await (const batch of dataset.batches()) rows += batch.length;
    expect(rows).toBe(count);
    // Each row once in the index and once in the table, and a little for the windows.
    expect((await walked()) - before).toBeLessThan(3 * count);
  });

  const count = 30_000;
  /**
   * Entries that the server has looked at on this connection, those included that a condition on the index alone has
   * sorted out.
   */
  async function walked(): Promise<number> {
    const counters = await snapshot.rows(
      raw(
        "SHOW SESSION STATUS WHERE Variable_name LIKE 'Handler\\_read\\_%' OR Variable_name = 'Handler_icp_attempts'",
      ),
    );
    return counters.reduce((sum, [, value]) => sum + Number(value), 0);
  }
});
