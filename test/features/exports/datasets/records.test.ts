/** @slow */
import { insertBookings, type NewBooking } from '../../../../src/features/bookings/booking-writes';
import { insertInvoices, type NewInvoice } from '../../../../src/features/invoices/invoice-writes';
import { transact } from '../../../../src/platform/database/transaction';
import { type SignedInOrganization, useTestApp } from '../../../support/apps/app';
import type { TestClient } from '../../../support/clients/client';
import { exportFile } from '../../../support/clients/exports';
import { addManyUsers, addUsers } from '../../../support/data/factories';
import { parseCsv } from '../../../support/data/figures';
import { asShown, naughtyStrings } from '../../../support/data/naughty-strings';
import { eachEngine } from '../../../support/databases/engines';
import { readRows } from '../../../support/databases/rows';
import { hasOpenpyxl, readWithExceljs, readWithOpenpyxl } from '../../../support/files/spreadsheets';

const start = 'mutation ($input: StartExportInput!) { startExport(input: $input) { export { id } } }';
const minuteMs = 60_000;

eachEngine('exports of bookings and invoices', (engine) => {
  const app = useTestApp(engine);
  let organization: SignedInOrganization;
  let owner: TestClient;
  let userIds: number[];

  beforeAll(async () => {
    // Ids begin elsewhere, and other rows lie between.
    const other = await app.organization();
    organization = await app.organization({ timezone: 'America/New_York', currency: 'KWD' });
    owner = organization.owner;
    userIds = await addUsers(app.app.dataSource, organization.id, [
      { username: 'ada', firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.test' },
      { username: 'bob', lastName: '=Bob' },
    ]);
    await book(other, [
      {
        reference: 'theirs',
        userId: other.memberId,
        locationId: other.locationId,
        startsAt: new Date(0),
        endsAt: new Date(minuteMs),
        createdAt: new Date(0),
        status: 'CONFIRMED',
      },
    ]);
    await book(organization, [
      // The night in which the clock is set back: the same hour twice.
      booking('first', 0, '2026-11-01T05:30:00Z', 90, {
        resource: 'Room 1',
        createdAt: new Date('2026-01-31T23:59:59.999-05:00'),
      }),
      booking('second', 0, '2026-11-01T06:30:00Z', 30, {
        status: 'PENDING',
        createdAt: new Date('2026-02-01T00:00:00-05:00'),
      }),
      booking('third', 1, '2026-03-08T07:00:00.001Z', 1.5, {
        status: 'CANCELLED',
        createdAt: new Date('2026-02-28T23:59:59.999-05:00'),
      }),
      booking('fourth', 1, '2026-03-15T12:00:00Z', 1441, { createdAt: new Date('2026-03-01T00:00:00-05:00') }),
    ]);
    await issue(organization, [
      {
        userId: userIds[0]!,
        number: '007',
        issuedAt: new Date('2026-02-01T04:59:59.999Z'),
        totalMinor: 12_345n,
        status: 'PAID',
      },
      {
        userId: userIds[1]!,
        number: '-1',
        issuedAt: new Date('2026-02-01T05:00:00Z'),
        totalMinor: -5n,
        status: 'OPEN',
      },
      {
        userId: userIds[1]!,
        number: 'big',
        issuedAt: new Date('2026-03-01T05:00:00Z'),
        totalMinor: 9_007_199_254_740_991n,
        status: 'VOID',
      },
    ]);
    await issue(other, [
      { userId: other.memberId, number: 'theirs', issuedAt: new Date(0), totalMinor: 1n, status: 'PAID' },
    ]);
  });

  const booking = (
    reference: string,
    user: number,
    startsAt: string,
    minutes: number,
    rest: Partial<NewBooking>,
  ): NewBooking => {
    const begin = new Date(startsAt);
    return {
      reference,
      userId: userIds[user]!,
      locationId: organization.locationId,
      startsAt: begin,
      endsAt: new Date(begin.getTime() + minutes * minuteMs),
      createdAt: begin,
      status: 'CONFIRMED',
      ...rest,
    };
  };
  const book = (of: { id: number }, bookings: NewBooking[]) =>
    transact(app.app.dataSource, (manager) => insertBookings(manager, of.id, bookings));
  const issue = (of: { id: number }, invoices: NewInvoice[]) =>
    transact(app.app.dataSource, (manager) => insertInvoices(manager, of.id, invoices));
  const rowsOf = async (input: object, client = owner): Promise<string[][]> =>
    parseCsv((await exportFile(client, { format: 'CSV', ...input })).body).slice(1);
  const firstCells = async (input: object): Promise<string[]> => (await rowsOf(input)).map(([cell]) => cell!);
  const idsOf = async (table: string, column: string): Promise<Map<string, number>> =>
    new Map((await readRows(app.app.dataSource, table)).map((row) => [row[column], row.id]));

  it('write bookings unchanged, with instants at the UTC offset of the venue', async () => {
    expect(await rowsOf({ dataset: 'BOOKINGS' })).toEqual([
      [
        'first',
        'ada',
        'Ada',
        'Lovelace',
        'ada@example.test',
        'Main',
        'Room 1',
        '2026-11-01T01:30:00.000-04:00',
        '2026-11-01T02:00:00.000-05:00',
        '90',
        'CONFIRMED',
        '2026-01-31T23:59:59.999-05:00',
        '5400000',
      ],
      [
        'second',
        'ada',
        'Ada',
        'Lovelace',
        'ada@example.test',
        'Main',
        '',
        '2026-11-01T01:30:00.000-05:00',
        '2026-11-01T02:00:00.000-05:00',
        '30',
        'PENDING',
        '2026-02-01T00:00:00.000-05:00',
        '1800000',
      ],
      [
        'third',
        'bob',
        '',
        "'=Bob",
        '',
        'Main',
        '',
        '2026-03-08T03:00:00.001-04:00',
        '2026-03-08T03:01:30.001-04:00',
        '1',
        'CANCELLED',
        '2026-02-28T23:59:59.999-05:00',
        '90000',
      ],
      [
        'fourth',
        'bob',
        '',
        "'=Bob",
        '',
        'Main',
        '',
        '2026-03-15T08:00:00.000-04:00',
        '2026-03-16T08:01:00.000-04:00',
        '1441',
        'CONFIRMED',
        '2026-03-01T00:00:00.000-05:00',
        '86460000',
      ],
    ]);
  });

  it('write invoices unchanged, with the decimals of the currency', async () => {
    expect(await rowsOf({ dataset: 'INVOICES' })).toEqual([
      ['007', 'ada', 'Ada', 'Lovelace', 'ada@example.test', '2026-01-31T23:59:59.999-05:00', '12.345', 'KWD', 'PAID'],
      ["'-1", 'bob', '', "'=Bob", '', '2026-02-01T00:00:00.000-05:00', '-0.005', 'KWD', 'OPEN'],
      ['big', 'bob', '', "'=Bob", '', '2026-03-01T00:00:00.000-05:00', '9007199254740.991', 'KWD', 'VOID'],
    ]);
  });

  it('hold only rows that match the filter, the period and the ids', async () => {
    const bookings = await idsOf('bookings', 'reference');
    const invoices = await idsOf('invoices', 'number');
    const id = (ids: Map<string, number>, ...names: string[]): string[] => names.map((name) => String(ids.get(name)));
    const cases: [object, string[]][] = [
      [{ dataset: 'BOOKINGS', filter: { bookings: { status: ['CONFIRMED'] } } }, ['first', 'fourth']],
      [
        {
          dataset: 'BOOKINGS',
          filter: { bookings: { startsAt: { from: '2026-03-08T07:00:00.001Z', before: '2026-11-01T06:30:00Z' } } },
        },
        ['first', 'third', 'fourth'],
      ],
      [{ dataset: 'BOOKINGS', filter: { bookings: { users: { search: 'lovelace' } } } }, ['first', 'second']],
      [
        {
          dataset: 'BOOKINGS',
          filter: { bookings: { users: { bookingsThisMonth: { gte: 1 } } } },
          asOf: '2026-03-20T00:00:00Z',
        },
        ['third', 'fourth'],
      ],
      [{ dataset: 'BOOKINGS', filter: { bookings: { users: { invoicedAllTime: { lte: -5 } } } } }, ['third', 'fourth']],
      [{ dataset: 'BOOKINGS', filter: { bookings: { userIds: ['999999'] } } }, []],
      [{ dataset: 'BOOKINGS', period: { start: '2026-02-01', end: '2026-02-28' } }, ['second', 'third']],
      [{ dataset: 'BOOKINGS', period: { start: '2026-11-01', end: '2026-11-01', by: 'STARTS' } }, ['first', 'second']],
      [{ dataset: 'BOOKINGS', ids: id(bookings, 'fourth', 'first', 'fourth') }, ['first', 'fourth']],
      [
        { dataset: 'BOOKINGS', ids: id(bookings, 'fourth', 'second'), filter: { bookings: { status: ['PENDING'] } } },
        ['second'],
      ],
      [{ dataset: 'BOOKINGS', ids: [] }, []],
      [{ dataset: 'INVOICES', filter: { invoices: { status: ['OPEN', 'VOID'] } } }, ["'-1", 'big']],
      [
        {
          dataset: 'INVOICES',
          filter: { invoices: { users: { hasBooked: true }, issuedAt: { before: '2026-02-01T05:00:00Z' } } },
        },
        ['007'],
      ],
      [{ dataset: 'INVOICES', period: { start: '2026-02-01', end: '2026-02-28' } }, ["'-1"]],
      [{ dataset: 'INVOICES', period: { start: '2026-02-01', end: '2026-02-28', by: 'ISSUED' } }, ["'-1"]],
      [{ dataset: 'INVOICES', ids: id(invoices, 'big') }, ['big']],
    ];
    for (const [input, expected] of cases) expect([input, await firstCells(input)]).toEqual([input, expected]);
  });

  it('refuse unknown ids, ids of other organizations, and options of other datasets', async () => {
    const foreign = [await idsOf('bookings', 'reference'), await idsOf('invoices', 'number')].map((ids) =>
      String(ids.get('theirs')),
    );
    const cases: [object, string, string][] = [
      [{ dataset: 'BOOKINGS', ids: [foreign[0]] }, 'input.ids', foreign[0]!],
      [{ dataset: 'INVOICES', ids: [foreign[1]] }, 'input.ids', foreign[1]!],
      [{ dataset: 'BOOKINGS', ids: ['999999'] }, 'input.ids', '999999'],
      [{ dataset: 'INVOICES', ids: ['x'] }, 'input.ids', '"x"'],
      [
        { dataset: 'BOOKINGS', filter: { users: {} } },
        'input.filter.users',
        'USERS. Use `input.filter.bookings.users`.',
      ],
      [{ dataset: 'INVOICES', filter: { bookings: {} } }, 'input.filter.bookings', 'BOOKINGS'],
      [{ filter: { invoices: {} } }, 'input.filter.invoices', 'INVOICES'],
      [{ dataset: 'BOOKINGS', period: { preset: 'LAST_WEEK', by: 'LAST_LOGIN' } }, 'input.period.by', 'STARTS'],
      [{ dataset: 'INVOICES', period: { preset: 'LAST_WEEK', by: 'STARTS' } }, 'input.period.by', 'ISSUED'],
      [{ period: { preset: 'LAST_WEEK', by: 'ISSUED' } }, 'input.period.by', 'LAST_LOGIN'],
      [
        { dataset: 'BOOKINGS', filter: { bookings: { users: { bookingsThisMonth: { gte: 2, lte: 1 } } } } },
        'input.filter.bookings.users.bookingsThisMonth.lte',
        '2',
      ],
      [
        { dataset: 'INVOICES', filter: { invoices: { users: { invoicedAllTime: {} } } } },
        'input.filter.invoices.users.invoicedAllTime',
        'eq',
      ],
      [{ dataset: 'BOOKINGS', columns: ['bookingsThisMonthBooked'] }, 'input.columns', 'bookingsThisMonthBooked'],
      [{ dataset: 'INVOICES', userId: '1' }, 'input.userId', 'ORGANIZATION'],
      [{ userId: '' }, 'input.userId', 'ORGANIZATION'],
      [{ dataset: 'BOOKINGS', format: 'ZIP' }, 'input.format', 'ORGANIZATION'],
    ];
    for (const [input, argument, names] of cases) {
      expect([input, await owner.refusal(start, { input: { format: 'CSV', ...input } })]).toMatchObject([
        input,
        { code: 'BAD_USER_INPUT', argument, message: expect.stringContaining(names) },
      ]);
    }
  });

  it('accept any columns in any order, of the record or of its user', async () => {
    expect(await rowsOf({ dataset: 'BOOKINGS', columns: ['durationMinutes', 'reference'] })).toEqual([
      ['90', 'first'],
      ['30', 'second'],
      ['1', 'third'],
      ['1441', 'fourth'],
    ]);
    expect(await rowsOf({ dataset: 'INVOICES', columns: ['username'] })).toEqual([['ada'], ['bob'], ['bob']]);
    const ids = await idsOf('invoices', 'number');
    expect(await firstCells({ dataset: 'INVOICES', columns: ['id'] })).toEqual(
      ['007', '-1', 'big'].map((number) => String(ids.get(number))),
    );
  });

  it('return the period with its resolved bounds', async () => {
    const { row } = await exportFile(owner, {
      format: 'CSV',
      dataset: 'BOOKINGS',
      period: { start: '2026-11-01', end: '2026-11-01', by: 'STARTS' },
      filter: { bookings: { status: ['PENDING'] } },
    });
    const { export: found } = await owner.data(
      'query ($id: ID!) { export(id: $id) { permissions selection { filter period { start end by from before } } } }',
      { id: row.id },
    );
    expect(found.selection).toEqual({
      filter: '{"status":["PENDING"]}',
      period: {
        start: '2026-11-01',
        end: '2026-11-01',
        by: 'STARTS',
        from: '2026-11-01T04:00:00.000Z',
        before: '2026-11-02T05:00:00.000Z',
      },
    });
    expect(found.permissions).toEqual(['DATA_PROTECTION', 'BOOKINGS_VIEW', 'IDENTITIES_VIEW']);
  });

  it('have real dates and numbers in a workbook', async () => {
    const { body } = await exportFile(owner, {
      format: 'XLSX',
      dataset: 'BOOKINGS',
      columns: ['reference', 'startsAt', 'durationMinutes'],
    });
    const invoices = await exportFile(owner, {
      format: 'XLSX',
      dataset: 'INVOICES',
      columns: ['number', 'total', 'issuedAt'],
    });
    for (const read of [readWithExceljs, ...(hasOpenpyxl() ? [readWithOpenpyxl] : [])]) {
      const [sheet] = await read(body);
      expect(sheet).toMatchObject({ name: 'Bookings', frozenRows: 1, filter: 'A1:C5' });
      expect(sheet!.rows.slice(1)).toEqual([
        ['first', 'date 2026-11-01', 90],
        ['second', 'date 2026-11-01', 30],
        ['third', 'date 2026-03-08', 1],
        ['fourth', 'date 2026-03-15', 1441],
      ]);
      const [money] = await read(invoices.body);
      expect(money!.rows.slice(1)).toEqual([
        ['007', 12.345, 'date 2026-01-31'],
        ['-1', -0.005, 'date 2026-02-01'],
        ['big', '9007199254740.991', 'date 2026-03-01'],
      ]);
    }
  });

  it('preserve every naughty string and have the same bytes each time', async () => {
    const { locationId, ...naughty } = await app.organization();
    const ids = await addManyUsers(app.app.dataSource, naughty.id, 3);
    const texts = naughtyStrings.map((text, index) => ({
      resource: text.slice(0, 200).toWellFormed(),
      reference: `${index}${text.slice(0, 60).toWellFormed()}`.toWellFormed(),
    }));
    await book(
      naughty,
      texts.map((text, index) => ({
        ...text,
        userId: ids[index % 3]!,
        locationId,
        startsAt: new Date(index),
        endsAt: new Date(index + 1),
        createdAt: new Date(index),
        status: 'PENDING',
      })),
    );
    for (const format of ['CSV', 'XLSX']) {
      const [first, second] = [
        await exportFile(naughty.owner, { format, dataset: 'BOOKINGS' }),
        await exportFile(naughty.owner, { format, dataset: 'BOOKINGS' }),
      ];
      expect(second.body.equals(first.body)).toBe(true);
      expect(first.row.progress).toMatchObject({ rowsDone: texts.length, rowsTotal: texts.length, percent: 100 });
      if (format === 'XLSX') {
        const [sheet] = await readWithExceljs(first.body);
        expect(sheet!.formulas).toBe(0);
        expect(sheet!.rows.slice(1).map((row) => [row[0], row[6]])).toEqual(
          texts.map(({ reference, resource }) => [asShown(reference), asShown(resource)]),
        );
      }
    }
    const plain = await rowsOf({ dataset: 'BOOKINGS', csv: { formulaGuard: false } }, naughty.owner);
    expect(plain.map((row) => [row[0], row[6]])).toEqual(texts.map(({ reference, resource }) => [reference, resource]));
  });

  it('hold each record once, ordered by id, when they take several batches', async () => {
    const { locationId, ...large } = await app.organization();
    const ids = await addManyUsers(app.app.dataSource, large.id, 500);
    const references = Array.from({ length: 1201 }, (_unused, index) => `R${index}`);
    await book(
      large,
      references.map((reference, index) => ({
        reference,
        userId: ids[(index * 7) % 500]!,
        locationId,
        startsAt: new Date(index),
        endsAt: new Date(index),
        createdAt: new Date(index),
        status: 'CONFIRMED',
      })),
    );
    const rows = await rowsOf({ dataset: 'BOOKINGS', columns: ['reference', 'username'] }, large.owner);
    expect(rows).toEqual(
      references.map((reference, index) => [reference, `user-${String(1 + ((index * 7) % 500)).padStart(6, '0')}`]),
    );
    const some = await rowsOf(
      { dataset: 'BOOKINGS', columns: ['reference'], filter: { bookings: { userIds: ids.slice(0, 100) } } },
      large.owner,
    );
    expect(some.length).toBe(references.filter((_reference, index) => (index * 7) % 500 < 100).length);
  });
});
