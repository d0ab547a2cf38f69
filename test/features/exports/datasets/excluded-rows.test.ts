/** @slow */
import fc from 'fast-check';
import { useOrganization, useTestApp } from '../../../support/apps/app';
import { refusalOf, run } from '../../../support/clients/changes';
import type { Data } from '../../../support/clients/client';
import { exportFile, startExport, untilEnded } from '../../../support/clients/exports';
import { deleteUser } from '../../../support/data/account-changes';
import { addBookings, addInvoices, addManyUsers, addUsers } from '../../../support/data/factories';
import { parseCsv } from '../../../support/data/figures';
import { eachEngine } from '../../../support/databases/engines';
import { deleteRows, readRows } from '../../../support/databases/rows';
import { readWithExceljs } from '../../../support/files/spreadsheets';

const preview = 'query ($input: StartExportInput!) { previewExport(input: $input) { rows sample } }';
const counts = 'query ($id: ID!) { export(id: $id) { selection { idCount excludedIdCount } input { excludeIds } } }';
const cancel = 'mutation ($id: ID!) { cancelExport(id: $id) { state } }';

eachEngine('an export of all rows but some', (engine) => {
  // More rows than a batch has, so that the excluded ones lie in several.
  const userCount = 2_300;
  const app = useTestApp(engine, { settings: { EXPORTS_PER_MINUTE: '1000', LIMIT_BODY_BYTES: '1000000' } });
  const here = useOrganization(app);
  const there = useOrganization(app);
  /** By dataset, the ids of its rows that match a filter, and of its other rows. */
  const rows: Record<string, { filter: object; matching: number[]; others: number[] }> = {};

  beforeAll(async () => {
    const { dataSource } = app.app;
    const at = '2026-03-10T08:00:00.000Z';
    const userIds = await addManyUsers(dataSource, here.id, userCount);
    await addBookings(
      dataSource,
      here,
      userIds.slice(0, 60).map((userId, index) => ({
        userId,
        startsAt: at,
        status: index % 3 ? ('CONFIRMED' as const) : ('PENDING' as const),
      })),
    );
    await addInvoices(
      dataSource,
      here,
      userIds.slice(0, 60).map((userId, index) => ({ userId, issuedAt: at, totalMinor: 100 + (index % 2) })),
    );
    await addInvoices(dataSource, there, [{ userId: there.memberId, issuedAt: at, totalMinor: 100 }]);
    await addBookings(dataSource, there, [{ userId: there.memberId, startsAt: at }]);
    const idsOf = async (table: string): Promise<number[]> =>
      (await readRows(dataSource, table, { organizationId: here.id }, ['id'])).map(({ id }) => id);
    const split = (ids: readonly number[], matches: (index: number) => boolean) => ({
      matching: ids.filter((_id, index) => matches(index)),
      others: ids.filter((_id, index) => !matches(index)),
    });
    const [bookings, invoices] = [await idsOf('bookings'), await idsOf('invoices')];
    const everyone = [...userIds, here.ownerId, here.adminId, here.memberId].sort((a, b) => a - b);
    const booked = new Set(userIds.slice(0, 60).filter((_id, index) => index % 3 > 0));
    Object.assign(rows, {
      'USERS, all': { filter: { users: {} }, matching: everyone, others: [] },
      'USERS by text': {
        filter: { users: { search: 'user-0' } },
        ...split(everyone, (at) => userIds.includes(everyone[at]!)),
      },
      'USERS by figure': {
        filter: { users: { hasBooked: true } },
        ...split(everyone, (at) => booked.has(everyone[at]!)),
      },
      'BOOKINGS by status': { filter: { bookings: { status: ['CONFIRMED'] } }, ...split(bookings, (at) => at % 3 > 0) },
      'BOOKINGS by users': {
        filter: { bookings: { users: { invoicedAllTime: { eq: '101' } } } },
        ...split(bookings, (at) => at % 2 > 0),
      },
      'INVOICES by total': {
        filter: { invoices: { totalAmount: { eq: '100' } } },
        ...split(invoices, (at) => at % 2 === 0),
      },
    });
  });

  const names = [
    'USERS, all',
    'USERS by text',
    'USERS by figure',
    'BOOKINGS by status',
    'BOOKINGS by users',
    'INVOICES by total',
  ];
  const inputOf = (name: string, excludeIds: readonly number[], format = 'CSV') => ({
    dataset: name.split(/\W/)[0],
    format,
    columns: ['id'],
    filter: rows[name]!.filter,
    excludeIds: excludeIds.map(String),
  });
  const idsIn = (body: Buffer): number[] =>
    parseCsv(body)
      .slice(1)
      .map(([id]) => Number(id));

  it.each(names)('has the matching rows without the excluded ones, as its preview: %s', async (name) => {
    const { matching, others } = rows[name]!;
    expect(matching.length).toBeGreaterThan(0);
    const subsets = fc
      .tuple(
        fc.oneof(fc.subarray(matching), fc.subarray(matching.slice(0, 3)), fc.constant(matching)),
        fc.subarray(others.slice(0, 5)),
        fc.boolean(),
      )
      .map(([some, strangers, isTwice]) => [...some, ...strangers, ...(isTwice ? some : [])].slice(0, 10_000));
    await fc.assert(
      fc.asyncProperty(subsets, async (excluded) => {
        const expected = matching.filter((id) => !excluded.includes(id));
        const input = inputOf(name, excluded);
        const { previewExport } = await here.owner.data(preview, { input });
        expect(previewExport).toEqual({
          rows: expected.length,
          sample: expected.slice(0, 10).map((id) => [String(id)]),
        });
        const { row, body } = await exportFile(here.owner, input);
        expect(idsIn(body)).toEqual(expected);
        expect([row.file.rows, row.progress.rowsTotal]).toEqual([expected.length, expected.length]);
      }),
      { numRuns: 5, seed: 7, examples: [[[]], [matching.slice(0, 1)], [matching.slice(-1)]] },
    );
  });

  it('says in a workbook how many rows it leaves out', async () => {
    const { body } = await exportFile(
      here.owner,
      inputOf('USERS by figure', rows['USERS by figure']!.matching.slice(5), 'XLSX'),
    );
    const [sheet, about] = await readWithExceljs(body);
    expect(sheet!.rows).toHaveLength(6);
    expect(about!.rows).toContainEqual(['Chosen rows', 'all but 35']);
  });

  it('excludes as many rows as `ids` can name', async () => {
    const ids = await addManyUsers(app.app.dataSource, there.id, 10_010);
    const excludeIds = ids.slice(5, 10_005).map(String);
    const { body, row } = await exportFile(there.owner, {
      format: 'CSV',
      columns: ['id'],
      filter: { users: { search: 'user-' } },
      excludeIds,
    });
    expect(idsIn(body)).toEqual([...ids.slice(0, 5), ...ids.slice(10_005)]);
    const { export: read } = await there.owner.data(counts, { id: row.id });
    expect(read).toEqual({ selection: { idCount: null, excludedIdCount: 10_000 }, input: { excludeIds } });
    expect(
      await refusalOf(there.owner, 'startExport', {
        format: 'CSV',
        filter: { users: {} },
        excludeIds: [...excludeIds, '1'],
      }),
    ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.excludeIds' });
  });

  it.each(['USERS', 'BOOKINGS', 'INVOICES'])('refuses unknown ids and ids of others by name: %s', async (dataset) => {
    const table = dataset.toLowerCase();
    const [foreign] = await readRows(app.app.dataSource, table, { organizationId: there.id }, ['id']);
    const [own] = await readRows(app.app.dataSource, table, { organizationId: here.id }, ['id']);
    for (const id of [String(foreign.id), '2000000000', 'x', ''])
      expect(
        await refusalOf(here.owner, 'startExport', {
          dataset,
          format: 'CSV',
          filter: { [table]: {} },
          excludeIds: [String(own.id), id],
        }),
      ).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'input.excludeIds',
        reason: 'UNKNOWN_ID',
        parameters: { id },
      });
  });

  it.each<[object, object]>([
    [{}, { reason: 'EXCLUSION_NEEDS_FILTER' }],
    [{ filter: null }, { reason: 'EXCLUSION_NEEDS_FILTER' }],
    [{ filter: {} }, { reason: 'EXCLUSION_NEEDS_FILTER' }],
    [{ ids: [] }, { reason: 'EXCLUSION_NEEDS_FILTER' }],
    [{ ids: [], filter: { users: {} } }, { reason: 'EXCLUSION_NEEDS_FILTER' }],
    [{ dataset: 'ORGANIZATION', format: 'ZIP' }, { reason: 'OPTION_OF_ROW_EXPORT' }],
  ])('is refused without a filter, and with ids: %j', async (input, refusal) => {
    const excluding = { format: 'CSV', excludeIds: [], ...input };
    const expected = { code: 'BAD_USER_INPUT', argument: 'input.excludeIds', ...refusal };
    expect(await refusalOf(here.owner, 'startExport', excluding)).toMatchObject(expected);
    expect(await here.owner.refusal(preview, { input: excluding })).toMatchObject(expected);
    expect(await refusalOf(here.admin, 'requestExport', { export: excluding })).toMatchObject({
      ...expected,
      argument: 'input.export.excludeIds',
    });
  });

  it('joins a running export only if both leave out the same rows, and keeps them when started again', async () => {
    const { matching } = rows['USERS by text']!;
    const [first, second, third] = matching as [number, number, number];
    const start = (excluded: readonly number[]): Promise<Data> =>
      startExport(here.owner, inputOf('USERS by text', excluded));
    app.gate.hold();
    const { export: running } = await start([third, first]);
    expect(await start([first, third, first])).toMatchObject({ deduplicated: true, export: { id: running.id } });
    expect(await start([first, second])).toMatchObject({ deduplicated: false });
    const { export: whole } = await start([]);
    const { excludeIds: _none, ...withoutExclusion } = inputOf('USERS by text', []);
    expect(await startExport(here.owner, withoutExclusion)).toMatchObject({
      deduplicated: true,
      export: { id: whole.id },
    });
    expect((await here.owner.data(counts, { id: whole.id })).export).toEqual({
      selection: { idCount: null, excludedIdCount: null },
      input: { excludeIds: null },
    });
    await here.owner.data(cancel, { id: running.id });
    app.gate.release();
    await untilEnded(here.owner, running.id);
    const again = await run(here.owner, 'retryExport', running.id);
    expect((await untilEnded(here.owner, again.id)).file.rows).toBe(matching.length - 2);
    expect((await here.owner.data(counts, { id: again.id })).export).toEqual({
      selection: { idCount: null, excludedIdCount: 2 },
      input: { excludeIds: [String(first), String(third)] },
    });
  });

  it('leaves out the same rows when the owner approves a request for it', async () => {
    const { matching } = rows['BOOKINGS by status']!;
    const request = await run(
      here.admin,
      'requestExport',
      { export: inputOf('BOOKINGS by status', matching.slice(3)) },
      'id selection { idCount excludedIdCount } input { excludeIds }',
    );
    expect(request).toMatchObject({
      selection: { idCount: null, excludedIdCount: matching.length - 3 },
      input: { excludeIds: matching.slice(3).map(String) },
    });
    const { export: approved } = await run(here.owner, 'approveExportRequest', request.id);
    expect((await untilEnded(here.owner, approved.id)).file.rows).toBe(3);
    expect((await here.owner.data(counts, { id: approved.id })).export.input).toEqual(request.input);
  });

  it.each(['USERS', 'BOOKINGS', 'INVOICES'])(
    'is approved, retried and sent again after excluded rows were deleted: %s',
    async (dataset) => {
      const own = await app.organization();
      const { dataSource } = app.app;
      const at = '2026-03-10T08:00:00.000Z';
      const userIds = await addUsers(
        dataSource,
        own.id,
        ['a', 'b', 'c'].map((name) => ({ username: `excluded-${name}` })),
      );
      await addBookings(
        dataSource,
        own,
        userIds.map((userId) => ({ userId, startsAt: at })),
      );
      await addInvoices(
        dataSource,
        own,
        userIds.map((userId) => ({ userId, issuedAt: at, totalMinor: 1 })),
      );
      const table = dataset.toLowerCase();
      const filter = dataset === 'USERS' ? { search: 'excluded' } : {};
      const ids = (await readRows(dataSource, table, { organizationId: own.id }, ['id']))
        .map(({ id }) => Number(id))
        .filter((id) => dataset !== 'USERS' || userIds.includes(id));
      const input = (excluded: readonly number[]) => ({
        dataset,
        format: 'CSV',
        columns: ['id'],
        filter: { [table]: filter },
        excludeIds: excluded.map(String),
      });
      const request = async (excluded: readonly number[]): Promise<string> =>
        (await run(own.admin, 'requestExport', { export: input(excluded) }, 'id')).id;
      const [deleted, kept, shown] = ids as [number, number, number];
      const requests = [await request([deleted, kept]), await request([deleted])];
      app.gate.hold();
      const { export: started } = await startExport(own.owner, input([deleted, kept]));
      await own.owner.data(cancel, { id: started.id });
      app.gate.release();
      await untilEnded(own.owner, started.id);

      if (dataset === 'USERS') await deleteUser(dataSource, deleted);
      else await deleteRows(dataSource, table, { id: deleted });
      const rowsOf = async ({ id }: Data): Promise<number> => (await untilEnded(own.owner, id)).file.rows;
      const inputOfRequest = 'query ($id: ID!) { exportRequest(id: $id) { input { excludeIds } } }';
      for (const [index, excludeIds] of [[String(kept)], null].entries()) {
        const id = requests[index]!;
        expect((await own.owner.data(inputOfRequest, { id })).exportRequest.input).toEqual({ excludeIds });
        const { export: approved } = await run(own.owner, 'approveExportRequest', id);
        expect(await rowsOf(approved)).toBe(excludeIds ? 1 : 2);
      }
      expect(await rowsOf(await run(own.owner, 'retryExport', started.id))).toBe(1);
      const { export: read } = await own.owner.data(counts, { id: started.id });
      expect(read.input).toEqual({ excludeIds: [String(kept)] });
      const again = await startExport(own.owner, { ...input([]), ...read.input });
      expect(await rowsOf(again.export)).toBe(1);
      expect(shown).toBeGreaterThan(0);
    },
  );

  it('excludes 10,000 rows next to two other lists of as many ids, and again after one was deleted', async () => {
    const { dataSource } = app.app;
    const elsewhere = await app.organization();
    const { memberId: userId } = elsewhere;
    const startsAt = '2026-03-10T08:00:00.000Z';
    await addBookings(
      dataSource,
      elsewhere,
      Array.from({ length: 10_000 }, () => ({ userId, startsAt })),
    );
    const bookings = await readRows(dataSource, 'bookings', { organizationId: elsewhere.id }, ['id']);
    const ids = bookings.map(({ id }) => String(id)).sort((a, b) => Number(a) - Number(b));
    const userIds = Array.from({ length: 10_000 }, (_unused, index) => String(userId + index));
    const { row } = await exportFile(elsewhere.owner, {
      dataset: 'BOOKINGS',
      format: 'CSV',
      filter: { bookings: { ids, userIds } },
      excludeIds: ids.slice(1),
    });
    expect(row.file.rows).toBe(1);
    app.gate.hold();
    const { export: second } = await startExport(elsewhere.owner, {
      dataset: 'BOOKINGS',
      format: 'CSV',
      filter: { bookings: {} },
      excludeIds: ids.slice(1),
    });
    await elsewhere.owner.data(cancel, { id: second.id });
    app.gate.release();
    await untilEnded(elsewhere.owner, second.id);
    await deleteRows(dataSource, 'bookings', { id: Number(ids[1]) });
    const again = await run(elsewhere.owner, 'retryExport', second.id);
    expect((await untilEnded(elsewhere.owner, again.id)).file.rows).toBe(1);
  });
});
