import { Permission } from '../../../src/features/auth/permissions';
import { BookingRepository } from '../../../src/features/bookings/booking.repository';
import { deleteBookings } from '../../../src/features/bookings/booking-writes';
import { transact } from '../../../src/platform/database/transaction';
import { useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import { forgetTotals, totalsCheck } from '../../support/apps/totals';
import { auditOf, mutation, refusalOf, run } from '../../support/clients/changes';
import { type Data, download, type TestClient } from '../../support/clients/client';
import { addReferenceItems } from '../../support/data/factories';
import { parseCsv } from '../../support/data/figures';
import { eachEngine } from '../../support/databases/engines';
import { addRow, changeRows, readColumn } from '../../support/databases/rows';
import { countingStatements } from '../../support/databases/statements';

const unknownId = '2000000000';
const fields = 'id location { id name } locationId booking { id reference user { id } } bookingId';

eachEngine('the location and booking of an invoice', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app);
  let annexId: string;
  let bookingId: string;

  const book = async (more: object = {}): Promise<string> => {
    const input = {
      userId: organization.memberId,
      locationId: organization.locationId,
      startsAt: '2026-03-10T10:00:00Z',
      endsAt: '2026-03-10T11:00:00Z',
      ...more,
    };
    return (await run(organization.owner, 'createBooking', input)).id;
  };
  const invoice = (more: object = {}): Data => ({ userId: organization.memberId, totalMinor: 1000, ...more });
  const issue = (more?: object, client: TestClient = organization.owner): Promise<Data> =>
    run(client, 'issueInvoice', invoice(more), fields);
  const change = (input: object): Promise<Data> => run(organization.owner, 'changeInvoice', input, fields);
  const place = ({ location, booking }: Data): unknown => [location?.name ?? null, booking?.id ?? null];

  beforeEach(async () => {
    const [annex] = await addReferenceItems(app.app.dataSource, 'locations', organization.id, ['Annex']);
    annexId = String(annex);
    bookingId = await book();
  });

  it('is what was chosen, and the location of the booking without a choice', async () => {
    expect(place(await issue())).toEqual([null, null]);
    expect(place(await issue({ locationId: annexId }))).toEqual(['Annex', null]);
    expect(place(await issue({ bookingId, locationId: annexId }))).toEqual(['Annex', bookingId]);
    expect(place(await issue({ bookingId, locationId: null }))).toEqual([null, bookingId]);
    const ofBooking = await issue({ bookingId });
    expect(ofBooking).toMatchObject({
      locationId: String(organization.locationId),
      location: { name: 'Main' },
      bookingId,
      booking: { user: { id: String(organization.memberId) } },
    });
    // The invoice keeps its location when the booking moves.
    const times = { startsAt: '2026-03-10T10:00:00Z', endsAt: '2026-03-10T11:00:00Z' };
    await run(organization.owner, 'rescheduleBooking', { id: bookingId, locationId: annexId, ...times });
    expect(place(await change({ id: ofBooking.id }))).toEqual(['Main', bookingId]);
  });

  it('changes in every status, and is recorded in the audit log', async () => {
    for (const status of ['OPEN', 'PAID', 'VOID']) {
      const { id } = await issue({ number: status });
      if (status !== 'OPEN') await run(organization.owner, status === 'PAID' ? 'payInvoice' : 'voidInvoice', id);
      expect(place(await change({ id, locationId: annexId }))).toEqual(['Annex', null]);
      expect(place(await change({ id, bookingId }))).toEqual(['Annex', bookingId]);
      expect(place(await change({ id, locationId: null }))).toEqual([null, bookingId]);
      expect(place(await change({ id, locationId: annexId, bookingId: null }))).toEqual(['Annex', null]);
      expect(await readColumn(app.app.dataSource, 'invoices', 'status', { id: Number(id) })).toEqual([status]);
    }
    const events = await auditOf(organization.owner, 'INVOICE_CHANGED');
    const changed = ['locationId', 'bookingId', 'locationId', 'locationId, bookingId'];
    expect(events.map(({ details }) => details).sort()).toEqual(
      ['OPEN', 'PAID', 'VOID'].flatMap((number) => changed.map((names) => `"${number}": ${names}`)).sort(),
    );
  });

  it('refuses by name what does not belong to the invoice, of all or none', async () => {
    const there = await app.organization();
    const [theirs, archived] = [
      await run(there.owner, 'createBooking', {
        userId: there.memberId,
        locationId: there.locationId,
        startsAt: '2026-03-10T10:00:00Z',
        endsAt: '2026-03-10T11:00:00Z',
      }),
      (await addReferenceItems(app.app.dataSource, 'locations', organization.id, ['Old']))[0]!,
    ];
    await run(organization.owner, 'archiveLocation', String(archived));
    const ofAdmin = await book({ userId: organization.adminId, reference: 'ADMIN' });
    const { id } = await issue();
    const unknown = [{ id, locationId: annexId }, { id: unknownId }];
    expect(await refusalOf(organization.owner, 'changeInvoices', unknown)).toMatchObject({
      code: 'NOT_FOUND',
      argument: 'input.1.id',
    });
    for (const [more, field, reason] of [
      [{ locationId: unknownId }, 'locationId', 'UNKNOWN_ID'],
      [{ locationId: 'x' }, 'locationId', 'UNKNOWN_ID'],
      [{ locationId: String(there.locationId) }, 'locationId', 'UNKNOWN_ID'],
      [{ locationId: String(archived) }, 'locationId', 'VALUE_ARCHIVED'],
      [{ bookingId: unknownId }, 'bookingId', 'UNKNOWN_ID'],
      [{ bookingId: '' }, 'bookingId', 'UNKNOWN_ID'],
      [{ bookingId: theirs.id }, 'bookingId', 'UNKNOWN_ID'],
      [{ bookingId: ofAdmin }, 'bookingId', 'BOOKING_OF_OTHER_USER'],
    ] as const) {
      const refused = { code: 'BAD_USER_INPUT', reason };
      expect(await refusalOf(organization.owner, 'issueInvoice', invoice(more))).toMatchObject({
        ...refused,
        argument: `input.${field}`,
      });
      const other = (await issue()).id;
      expect(
        await refusalOf(organization.owner, 'changeInvoices', [
          { id, locationId: annexId },
          { id: other, ...more },
        ]),
      ).toMatchObject({ ...refused, argument: `input.1.${field}` });
    }
    const all = invoice({ bookingId: ofAdmin, locationId: unknownId, totalMinor: `1${'0'.repeat(20)}` });
    const { errors } = await organization.owner.gql(mutation('issueInvoice'), { input: all });
    expect((errors![0]!.extensions.inputErrors as Data[]).map(({ argument }) => argument).sort()).toEqual([
      'input.bookingId',
      'input.locationId',
      'input.totalMinor',
    ]);
    expect(
      new Set(await readColumn(app.app.dataSource, 'invoices', 'locationId', { organizationId: organization.id })),
    ).toEqual(new Set([null]));
  });

  it('keeps an archived location that it already has', async () => {
    const { id } = await issue({ locationId: annexId });
    await run(organization.owner, 'archiveLocation', annexId);
    expect(place(await change({ id, locationId: annexId, bookingId }))).toEqual(['Annex', bookingId]);
    expect(place(await issue({ bookingId }))).toEqual(['Main', bookingId]);
  });

  it('shows and accepts no booking that the viewer may not see', async () => {
    const permissions = Object.values(Permission).filter((permission) => permission !== Permission.BOOKINGS_VIEW);
    await changeRows(
      app.app.dataSource,
      'users',
      { id: organization.adminId },
      { permissions: JSON.stringify(permissions) },
    );
    const { id } = await issue({ bookingId });
    const read = `{ invoices { nodes { ${fields} } } }`;
    const own = (await issue({ userId: organization.adminId, bookingId: await book({ userId: organization.adminId }) }))
      .bookingId;
    const { invoices } = await organization.admin.data(read);
    expect(invoices.nodes.map((node: Data) => [node.bookingId, node.booking?.id ?? null])).toEqual([
      [null, null],
      [own, own],
    ]);
    for (const filter of [{ bookingIds: [bookingId] }, { bookingIds: [] }, { hasBooking: false }, { hasBooking: true }])
      for (const query of [
        'query ($filter: InvoiceFilter) { invoices(filter: $filter) { totalCount } }',
        'query ($filter: InvoiceFilter) { invoiceStats(from: "2026-03", to: "2026-03", filter: $filter) { rows { count } } }',
        'query ($filter: InvoiceFilter) { previewExport(input: { dataset: INVOICES, format: CSV, columns: ["number"], filter: { invoices: $filter } }) { rows } }',
      ]) {
        const { errors } = await organization.admin.gql(query, { filter });
        expect([query, errors?.[0]!.extensions]).toEqual([
          query,
          expect.objectContaining({
            code: 'FORBIDDEN',
            reason: 'PERMISSIONS_REQUIRED',
            parameters: { permissions: expect.arrayContaining(['BOOKINGS_VIEW']) },
          }),
        ]);
        if (!query.includes('Export'))
          expect((await organization.member.gql(query, { filter })).errors).toBeUndefined();
      }
    expect((await organization.member.data(read)).invoices.nodes.map(place)).toEqual([['Main', bookingId]]);
    const answer = async (name: string, given: (bookingId: string) => unknown, one: string): Promise<string> =>
      JSON.stringify(await refusalOf(organization.admin, name, given(one))).replaceAll(one, 'ID');
    for (const [name, given] of [
      ['issueInvoice', (one: string) => invoice({ bookingId: one })],
      ['changeInvoice', (one: string) => ({ id, bookingId: one })],
    ] as const)
      expect(await answer(name, given, await book())).toBe(await answer(name, given, unknownId));
    for (const [name, given] of [
      ['changeInvoice', { id: 'x' }],
      ['changeInvoices', []],
    ] as const)
      expect(await refusalOf(organization.member, name, given)).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('keeps a booking from being deleted, and the database refuses one of another organization', async () => {
    const other = await book();
    await issue({ bookingId });
    const removed = await transact(app.app.dataSource, (manager) =>
      deleteBookings(manager, organization.id, [Number(bookingId), Number(other)], () => true),
    );
    expect(removed).toEqual([Number(other)]);
    const there = await app.organization();
    const row = { organizationId: there.id, userId: there.memberId, issuedAt: 0, totalMinor: 0, status: 'OPEN' };
    const foreigns: Record<string, number>[] = [
      { bookingId: Number(bookingId) },
      { locationId: organization.locationId },
    ];
    for (const foreign of foreigns)
      await expect(addRow(app.app.dataSource, 'invoices', { ...row, number: 'foreign', ...foreign })).rejects.toThrow(
        /foreign key/i,
      );
  });

  it('is refused by name if the booking is deleted after it was read', async () => {
    const { id } = await issue();
    const listByIds = BookingRepository.prototype.listByIds;
    const input = { locationId: annexId, bookingId: '' };
    for (const [name, given] of [
      ['issueInvoice', () => invoice(input)],
      ['changeInvoice', () => ({ ...input, id })],
    ] as const) {
      input.bookingId = await book();
      const reading = jest.spyOn(BookingRepository.prototype, 'listByIds').mockImplementation(async function (
        this: BookingRepository,
        scope,
        ids,
      ) {
        const found = await listByIds.call(this, scope, ids);
        await transact(app.app.dataSource, (manager) => deleteBookings(manager, organization.id, ids, Boolean));
        return found;
      });
      const refused = { code: 'BAD_USER_INPUT', reason: 'UNKNOWN_ID', argument: 'input.bookingId' };
      expect(await refusalOf(organization.owner, name, given())).toMatchObject(refused);
      expect(reading).toHaveBeenCalledTimes(2);
      reading.mockRestore();
    }
    expect((await totalsCheck(app)).differences).toEqual([]);
  });

  it('is filtered in lists and statistics alike, and its totals by day follow each change', async () => {
    const main = String(organization.locationId);
    const [a, b, c] = [await issue({ locationId: annexId }), await issue({ bookingId }), await issue()];
    await change({ id: a.id, locationId: main });
    await change({ id: b.id, locationId: annexId });
    await run(organization.owner, 'voidInvoice', (await issue({ locationId: annexId })).id);
    const counts = async (filter: object): Promise<[listed: number, counted: number]> => {
      const { invoices, invoiceStats } = await organization.owner.data(
        `query ($filter: InvoiceFilter, $listed: InvoiceFilter) {
          invoices(filter: $listed) { totalCount }
          invoiceStats(from: "2026-03", to: "2026-03", filter: $filter) { rows { count } }
        }`,
        { filter, listed: { ...filter, status: ['OPEN'] } },
      );
      return [invoices.totalCount, invoiceStats.rows[0].count];
    };
    for (const [filter, count] of [
      [{}, 3],
      [{ locationIds: [main] }, 1],
      [{ locationIds: [annexId] }, 1],
      [{ locationIds: [main, annexId] }, 2],
      [{ locationIds: [] }, 0],
      [{ locationIds: [main], hasLocation: true }, 1],
      [{ hasLocation: false }, 1],
      [{ hasBooking: true }, 1],
      [{ bookingIds: [bookingId, unknownId] }, 1],
      [{ bookingIds: [bookingId], hasLocation: false }, 0],
      [{ ids: [c.id], hasBooking: false }, 1],
    ] as const)
      expect([filter, await counts(filter)]).toEqual([filter, [count, count]]);
    expect((await totalsCheck(app)).differences).toEqual([]);
  });

  it('groups statistics by the location of the invoice, not of its user, from totals and records alike', async () => {
    const main = String(organization.locationId);
    await changeRows(
      app.app.dataSource,
      'users',
      { id: organization.memberId },
      { primaryLocationId: organization.locationId },
    );
    await issue({ locationId: annexId, totalMinor: 500 });
    await issue({ locationId: annexId, totalMinor: 700, userId: organization.adminId });
    await issue();
    await issue({ totalMinor: 30 });
    await run(organization.owner, 'voidInvoice', (await issue({ locationId: main })).id);
    const read = async (
      args: string,
      fields = 'invoiceLocationRef { id name }',
      client = organization.owner,
    ): Promise<Data> =>
      (
        await client.data(
          `{ invoiceStats(from: "2026-01", to: "2026-12", granularity: WHOLE, ${args}) { scope rows { kind count total { minorUnits } ${fields} } } }`,
        )
      ).invoiceStats;
    const rows = async (args: string, fields?: string): Promise<unknown[]> =>
      (await read(args, fields)).rows.map(({ kind, count, total, invoiceLocationRef }: Data) => [
        kind === 'GROUP' ? (invoiceLocationRef?.name ?? null) : kind,
        count,
        Number(total.minorUnits),
      ]);
    const [none, annex] = [
      [null, 2, 1030],
      ['Annex', 2, 1200],
    ];
    const byLocation = 'groupBy: [INVOICE_LOCATION]';
    const check = async (): Promise<void> => {
      expect(await rows(byLocation)).toEqual([none, annex]);
      expect(await rows(`${byLocation}, filter: { locationIds: [${main}, ${annexId}] }`)).toEqual([
        annex,
        ['Main', 0, 0],
      ]);
      expect(await rows(`${byLocation}, filter: { hasLocation: false }`)).toEqual([none]);
      expect(await rows(`${byLocation}, filter: { hasLocation: true }`)).toEqual([annex]);
      expect(await rows(`${byLocation}, filter: { hasLocation: true, locationIds: [${main}] }`)).toEqual([
        ['Main', 0, 0],
      ]);
      expect(await rows(`${byLocation}, top: { groups: 1, by: TOTAL }`)).toEqual([annex, ['REST', 2, 1030]]);
    };
    const noneMatch = `${byLocation}, filter: { hasLocation: false, numbers: ["?"]`;
    expect(await rows(`${noneMatch} }`)).toEqual([[null, 0, 0]]);
    expect(await rows(`${noneMatch}, locationIds: [${annexId}] }`)).toEqual([['NOTHING', 0, 0]]);
    const statements = await countingStatements(app.app.dataSource, check);
    expect(statements.filter((text) => /\binvoices\b/.test(text))).toEqual([]);
    // Users are counted in the records, and those of the rest in all records of no group that is shown.
    const [rest, { users }] = (await read(`${byLocation}, top: { groups: 1, by: COUNT }`, 'users')).rows.reverse();
    expect([rest.kind, rest.count, rest.users, users]).toEqual(['REST', 2, 2, 1]);
    expect(await rows('groupBy: [LOCATION]', 'invoiceLocationRef: locationRef { name }')).toEqual([
      [null, 1, 700],
      ['Main', 3, 1530],
    ]);
    await forgetTotals(app, organization);
    await check();

    // The dimension is no attribute of users.
    const permissions = JSON.stringify([Permission.INVOICES_VIEW]);
    await changeRows(app.app.dataSource, 'users', { id: organization.adminId }, { permissions });
    expect(await read(byLocation, 'users', organization.admin)).toMatchObject({
      scope: 'ORGANIZATION',
      rows: [{}, {}],
    });
    expect(await read(byLocation, 'invoiceLocationRef { name }', organization.member)).toMatchObject({
      scope: 'OWN',
      rows: [{ invoiceLocationRef: null }, { count: 1, invoiceLocationRef: { name: 'Annex' } }],
    });
    const parameters = 'of=invoices&from=2026-01&to=2026-12&granularity=WHOLE&groupBy=INVOICE_LOCATION';
    const { body } = await download(
      `${organization.owner.url}/statistics.csv?${parameters}&columns=invoiceLocation,total`,
      {
        authorization: `Bearer ${organization.owner.token}`,
      },
    );
    expect(parseCsv(body)).toEqual([
      ['invoiceLocation', 'total'],
      ['', '10.30'],
      ['Annex', '12.00'],
    ]);
  });
});
