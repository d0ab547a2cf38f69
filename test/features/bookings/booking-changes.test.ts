/** @slow */
import { Permission } from '../../../src/features/auth/permissions';
import { useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import { attempt, auditOf, mutation, refusalOf, run, socketRefusalOf, together } from '../../support/clients/changes';
import type { Data } from '../../support/clients/client';
import { addReferenceItems } from '../../support/data/factories';
import { acceptableIdentifiers } from '../../support/data/naughty-strings';
import { eachEngine } from '../../support/databases/engines';
import { readRows } from '../../support/databases/rows';

const fields = 'id reference status startsAt endsAt createdAt resource userId locationId';
const unknownId = '2000000000';

eachEngine('booking mutations', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app);

  const booking = (more: object = {}): Data => ({
    userId: organization.memberId,
    locationId: organization.locationId,
    startsAt: '2026-03-20T10:00:00Z',
    endsAt: '2026-03-20T11:00:00Z',
    ...more,
  });
  const create = (more?: object): Promise<Data> => run(organization.owner, 'createBooking', booking(more), fields);
  const rows = (): Promise<Data[]> => readRows(app.app.dataSource, 'bookings', { organizationId: organization.id });
  const audit = (): Promise<Data[]> =>
    readRows(app.app.dataSource, 'audit_events', { organizationId: organization.id });
  const figures = async (): Promise<unknown> => {
    const { user, bookingStats } = await organization.owner.data(
      `query ($id: ID!) {
        user(id: $id) { bookingActivity { thisMonth { booked created } hasBooked } }
        bookingStats(from: "2026-03", to: "2026-04") { rows { count } excluded { pending cancelled } }
      }`,
      { id: organization.memberId },
    );
    return {
      ...user.bookingActivity.thisMonth,
      hasBooked: user.bookingActivity.hasBooked,
      months: bookingStats.rows.map(({ count }: Data) => count),
      ...bookingStats.excluded,
    };
  };

  it('update every figure immediately', async () => {
    expect(await figures()).toEqual({
      booked: 0,
      created: 0,
      hasBooked: false,
      months: [0, 0],
      pending: 0,
      cancelled: 0,
    });
    const pending = await create();
    const confirmed = await create({ status: 'CONFIRMED' });
    expect([pending.status, confirmed.status]).toEqual(['PENDING', 'CONFIRMED']);
    expect(await figures()).toEqual({
      booked: 1,
      created: 1,
      hasBooked: true,
      months: [1, 0],
      pending: 1,
      cancelled: 0,
    });
    await run(organization.owner, 'confirmBooking', pending.id);
    expect(await figures()).toEqual({
      booked: 2,
      created: 2,
      hasBooked: true,
      months: [2, 0],
      pending: 0,
      cancelled: 0,
    });
    await run(organization.owner, 'rescheduleBooking', {
      id: pending.id,
      startsAt: '2026-04-01T00:00:00+01:00',
      endsAt: '2026-04-02T00:00:00Z',
    });
    expect(await figures()).toEqual({
      booked: 1,
      created: 2,
      hasBooked: true,
      months: [1, 1],
      pending: 0,
      cancelled: 0,
    });
    await run(organization.owner, 'cancelBookings', [pending.id, confirmed.id]);
    expect(await figures()).toEqual({
      booked: 0,
      created: 0,
      hasBooked: false,
      months: [0, 0],
      pending: 0,
      cancelled: 2,
    });
  });

  it('are visible to later fields of the same operation', async () => {
    const { a, b } = await organization.owner.data(
      `mutation ($input: CreateBookingInput!) {
        a: createBooking(input: $input) { user { bookingActivity { thisMonth { booked } } } }
        b: createBooking(input: $input) { user { bookingActivity { thisMonth { booked } } } }
      }`,
      { input: booking({ status: 'CONFIRMED' }) },
    );
    expect([a, b].map(({ user }) => user.bookingActivity.thisMonth.booked)).toEqual([1, 2]);
  });

  it('store the input, set the time of creation, and generate a missing reference', async () => {
    const made = await create({ resource: 'Room A', reference: 'R-1' });
    expect(made).toMatchObject({
      reference: 'R-1',
      resource: 'Room A',
      startsAt: '2026-03-20T10:00:00.000Z',
      endsAt: '2026-03-20T11:00:00.000Z',
      createdAt: app.clock.now().toISOString(),
      userId: String(organization.memberId),
      locationId: String(organization.locationId),
    });
    const [first, second] = await run(
      organization.owner,
      'createBookings',
      [booking({ resource: '' }), booking()],
      fields,
    );
    expect(first).toMatchObject({ resource: null, reference: expect.stringMatching(/^B-[0-9A-Z]{12}$/) });
    expect(second.reference).not.toBe(first.reference);
    expect((await rows()).map(({ id }) => String(id))).toEqual([made.id, first.id, second.id]);
  });

  it('change only the fields of the input when rescheduling', async () => {
    const [annex] = await addReferenceItems(app.app.dataSource, 'locations', organization.id, ['Annex']);
    const made = await create({ resource: 'Room A', status: 'CONFIRMED' });
    const times = { startsAt: '2026-03-21T10:00:00.001Z', endsAt: '2026-03-21T10:00:00.002Z' };
    expect(await run(organization.owner, 'rescheduleBooking', { id: made.id, ...times }, fields)).toEqual({
      ...made,
      ...times,
    });
    const moved = { ...made, ...times, locationId: String(annex), resource: null };
    expect(
      await run(
        organization.owner,
        'rescheduleBookings',
        [{ id: made.id, ...times, locationId: annex, resource: null }],
        fields,
      ),
    ).toEqual([moved]);
    const { bookings } = await organization.owner.data(`{ bookings { nodes { ${fields} location } } }`);
    expect(bookings.nodes).toEqual([{ ...moved, location: 'Annex' }]);
  });

  it.each<[what: string, more: Data, code: string, field: string]>([
    ['an end at the start', { endsAt: '2026-03-20T10:00:00Z' }, 'BAD_USER_INPUT', 'endsAt'],
    ['an end before the start', { endsAt: '2026-03-20T09:59:59.999Z' }, 'BAD_USER_INPUT', 'endsAt'],
    ['more than 366 days', { endsAt: '2027-03-21T10:00:00.001Z' }, 'BAD_USER_INPUT', 'endsAt'],
    ['an unknown user', { userId: unknownId }, 'BAD_USER_INPUT', 'userId'],
    ['a user that is no id', { userId: '1 OR 1=1' }, 'BAD_USER_INPUT', 'userId'],
    ['an unknown location', { locationId: unknownId }, 'BAD_USER_INPUT', 'locationId'],
    ['a cancelled one', { status: 'CANCELLED' }, 'BAD_USER_INPUT', 'status'],
    ['a blank reference', { reference: ' ' }, 'BAD_USER_INPUT', 'reference'],
    ['a long reference', { reference: 'x'.repeat(65) }, 'BAD_USER_INPUT', 'reference'],
    ['a long resource', { resource: 'x'.repeat(201) }, 'BAD_USER_INPUT', 'resource'],
    ['a reference that is taken', { reference: 'TAKEN' }, 'CONFLICT', 'reference'],
  ])('reject a new booking with %s', async (_what, more, code, field) => {
    await create({ reference: 'TAKEN' });
    expect(await refusalOf(organization.owner, 'createBooking', booking(more))).toMatchObject({
      code,
      argument: `input.${field}`,
    });
    expect(await refusalOf(organization.owner, 'createBookings', [booking(), booking(more)])).toMatchObject({
      code,
      argument: `input.1.${field}`,
    });
    expect(await rows()).toHaveLength(1);
  });

  it('accept texts of the maximum length, and the first and last instant', async () => {
    const { reference, resource } = await create({
      reference: 'é'.repeat(64),
      resource: '€'.repeat(200),
      endsAt: '2027-03-21T10:00:00Z',
    });
    expect([reference, resource]).toEqual(['é'.repeat(64), '€'.repeat(200)]);
    await create({ startsAt: '1000-01-01T00:00:00Z', endsAt: '1000-01-01T00:00:00.001Z' });
    await create({ startsAt: '9998-12-31T23:59:59.998Z', endsAt: '9998-12-31T23:59:59.999Z' });
    expect(
      await refusalOf(organization.owner, 'createBooking', booking({ endsAt: '9999-01-01T00:00:00Z' })),
    ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.endsAt' });
  });

  it('report a conflict for duplicate references in a batch, comparing by letter case', async () => {
    expect(
      await refusalOf(organization.owner, 'createBookings', [
        booking({ reference: 'A' }),
        booking({ reference: 'B' }),
        booking({ reference: 'A' }),
      ]),
    ).toMatchObject({ code: 'CONFLICT', argument: 'input.2.reference' });
    expect(
      await run(organization.owner, 'createBookings', [booking({ reference: 'A' }), booking({ reference: 'a' })]),
    ).toHaveLength(2);
  });

  describe('status transitions', () => {
    it.each<[from: string, name: string, allowed: boolean]>([
      ['PENDING', 'confirm', true],
      ['CONFIRMED', 'confirm', false],
      ['CANCELLED', 'confirm', false],
      ['PENDING', 'cancel', true],
      ['CONFIRMED', 'cancel', true],
      ['CANCELLED', 'cancel', false],
      ['PENDING', 'reschedule', true],
      ['CONFIRMED', 'reschedule', true],
      ['CANCELLED', 'reschedule', false],
    ])('from %s: %s', async (from, name, allowed) => {
      const made = await create({ reference: 'R', status: from === 'CONFIRMED' ? from : 'PENDING' });
      if (from === 'CANCELLED') await run(organization.owner, 'cancelBooking', made.id);
      const given = (bulk: boolean): unknown => {
        const one = name === 'reschedule' ? { id: made.id, startsAt: made.startsAt, endsAt: made.endsAt } : made.id;
        return bulk ? [one] : one;
      };
      const path = name === 'reschedule' ? ['input.id', 'input.0.id'] : ['id', 'ids.0'];
      const before = await rows();
      if (allowed) {
        await run(organization.owner, `${name}Booking`, given(false));
        expect((await rows())[0]!.status).toBe(
          name === 'reschedule' ? from : name === 'cancel' ? 'CANCELLED' : 'CONFIRMED',
        );
        return;
      }
      for (const bulk of [false, true]) {
        const refusal = await refusalOf(organization.owner, bulk ? `${name}Bookings` : `${name}Booking`, given(bulk));
        expect(refusal).toMatchObject({ code: 'CONFLICT', argument: path[Number(bulk)] });
        expect(refusal.message).toContain(`"R" is ${from}`);
      }
      expect(await rows()).toEqual(before);
    });
  });

  it('reject ids that are unknown, duplicated, or too many', async () => {
    const { id } = await create();
    const times = { startsAt: '2026-03-20T10:00:00Z', endsAt: '2026-03-20T11:00:00Z' };
    for (const unknown of [unknownId, 'x', '', `0${id}`]) {
      for (const name of ['confirmBookings', 'cancelBookings'])
        expect(await refusalOf(organization.owner, name, [id, unknown])).toMatchObject({
          code: 'NOT_FOUND',
          argument: 'ids.1',
          message: `No such booking: ${JSON.stringify(unknown)}.`,
        });
      expect(
        await refusalOf(organization.owner, 'rescheduleBookings', [
          { id, ...times },
          { id: unknown, ...times },
        ]),
      ).toMatchObject({ code: 'NOT_FOUND', argument: 'input.1.id' });
    }
    expect(await refusalOf(organization.owner, 'confirmBookings', [id, id])).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'ids.1',
    });
    expect(
      await refusalOf(organization.owner, 'rescheduleBookings', [
        { id, ...times },
        { id, ...times },
      ]),
    ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.1.id' });
    expect(await refusalOf(organization.owner, 'confirmBookings', [])).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'ids',
    });
    expect(
      await refusalOf(
        organization.owner,
        'confirmBookings',
        Array.from({ length: 501 }, (_unused, index) => String(index + 1)),
      ),
    ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'ids' });
    expect(await refusalOf(organization.owner, 'createBookings', [])).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'input',
    });
    expect(await refusalOf(organization.owner, 'rescheduleBooking', { id, ...times, locationId: null })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'input.locationId',
    });
    expect((await rows()).map(({ status }) => status)).toEqual(['PENDING']);
  });

  it('change all of 500 bookings or none', async () => {
    const many = (last: object): Data[] =>
      Array.from({ length: 500 }, (_unused, index) => booking({ reference: `R${index}`, ...(index === 499 && last) }));
    await create({ reference: 'TAKEN' });
    const before = { rows: await rows(), audit: await audit() };
    const unchanged = async (): Promise<void> => expect({ rows: await rows(), audit: await audit() }).toEqual(before);
    expect(
      await refusalOf(organization.owner, 'createBookings', many({ endsAt: '2026-03-20T10:00:00Z' })),
    ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.499.endsAt' });
    await unchanged();
    expect(await refusalOf(organization.owner, 'createBookings', many({ reference: 'TAKEN' }))).toMatchObject({
      code: 'CONFLICT',
      argument: 'input.499.reference',
    });
    await unchanged();

    const made = await run(organization.owner, 'createBookings', many({}), 'id reference');
    expect(made.map(({ reference }: Data) => reference)).toEqual(many({}).map(({ reference }) => reference));
    const ids = made.map(({ id }: Data) => id);
    await run(organization.owner, 'cancelBooking', ids[499]);
    Object.assign(before, { rows: await rows(), audit: await audit() });
    expect(before.audit).toHaveLength(502);
    expect(await refusalOf(organization.owner, 'confirmBookings', ids)).toMatchObject({
      code: 'CONFLICT',
      argument: 'ids.499',
    });
    await unchanged();
    expect(await refusalOf(organization.owner, 'cancelBookings', [...ids.slice(0, 499), unknownId])).toMatchObject({
      code: 'NOT_FOUND',
      argument: 'ids.499',
    });
    await unchanged();
    expect(await run(organization.owner, 'confirmBookings', ids.slice(0, 499), 'status')).toEqual(
      Array(499).fill({ status: 'CONFIRMED' }),
    );
    expect(await figures()).toMatchObject({ booked: 499, months: [499, 0] });
  });

  it('succeed once when concurrent on one booking, and conflict otherwise', async () => {
    for (const name of ['confirmBookings', 'cancelBookings']) {
      const { id } = await create();
      const others = await run(organization.owner, 'createBookings', [booking(), booking()]);
      const sets = Array.from({ length: 8 }, (_unused, index) => (index % 2 ? [others[0].id, id] : [id, others[1].id]));
      const { done, codes } = await together(sets.map((ids) => () => attempt(organization.owner, name, ids)));
      expect({ done, codes }).toEqual({ done: 1, codes: Array(7).fill('CONFLICT') });
    }
    expect(await auditOf(organization.owner, 'BOOKING_CONFIRMED', 'BOOKING_CANCELLED')).toHaveLength(4);
  });

  it('succeed once when concurrent with one reference', async () => {
    expect(
      await together(
        Array.from(
          { length: 6 },
          () => () => attempt(organization.owner, 'createBookings', [booking(), booking({ reference: 'SAME' })]),
        ),
      ),
    ).toEqual({ done: 1, codes: Array(5).fill('CONFLICT') });
    expect(await rows()).toHaveLength(2);
  });

  it('check BOOKINGS_EDIT before anything else, over HTTP and WebSocket', async () => {
    const { id } = await create();
    const without = async (missing: Permission) =>
      (
        await app.organization({
          adminPermissions: Object.values(Permission).filter((permission) => permission !== missing),
        })
      ).admin;
    const before = { rows: await rows(), audit: await audit() };
    for (const client of [
      organization.member,
      await without(Permission.BOOKINGS_EDIT),
      await without(Permission.BOOKINGS_VIEW),
    ]) {
      for (const [name, given] of [
        ['createBooking', booking({ userId: 'x' })],
        ['createBookings', []],
        ['confirmBooking', id],
        ['cancelBookings', [id]],
        ['rescheduleBooking', { id, startsAt: '2026-03-20T10:00:00Z', endsAt: '2026-03-20T10:00:00Z' }],
      ] as const) {
        expect(await refusalOf(client, name, given)).toMatchObject({
          code: 'FORBIDDEN',
          message: 'This requires the permissions BOOKINGS_VIEW and BOOKINGS_EDIT.',
        });
        expect(await socketRefusalOf(client, name, given)).toMatchObject({ code: 'FORBIDDEN' });
      }
    }
    expect({ rows: await rows(), audit: await audit() }).toEqual(before);
    const alone = await app.organization({ adminPermissions: [Permission.BOOKINGS_VIEW, Permission.BOOKINGS_EDIT] });
    expect(
      await run(
        alone.admin,
        'createBooking',
        { ...booking(), userId: alone.memberId, locationId: alone.locationId },
        'status user { id }',
      ),
    ).toEqual({ status: 'PENDING', user: null });
  });

  it('treat ids of other organizations as unknown, and leave those bookings unchanged', async () => {
    const there = await app.organization();
    const theirs = await run(there.owner, 'createBooking', {
      ...booking(),
      userId: there.memberId,
      locationId: there.locationId,
    });
    const { id } = await create();
    const before = await readRows(app.app.dataSource, 'bookings', { organizationId: there.id });
    const answer = async (name: string, given: unknown, foreign: string | number): Promise<string> =>
      JSON.stringify(await refusalOf(organization.owner, name, given)).replaceAll(String(foreign), 'ID');
    for (const [foreign, ask] of [
      [theirs.id, (other: unknown) => ['confirmBookings', [id, other]]],
      [theirs.id, (other: unknown) => ['cancelBooking', other]],
      [
        theirs.id,
        (other: unknown) => [
          'rescheduleBooking',
          { id: other, startsAt: '2026-03-20T10:00:00Z', endsAt: '2026-03-20T11:00:00Z' },
        ],
      ],
      [there.memberId, (other: unknown) => ['createBooking', booking({ userId: other })]],
      [there.locationId, (other: unknown) => ['createBooking', booking({ locationId: other })]],
      [
        there.locationId,
        (other: unknown) => [
          'rescheduleBooking',
          { id, startsAt: '2026-03-20T10:00:00Z', endsAt: '2026-03-20T11:00:00Z', locationId: other },
        ],
      ],
    ] as [string, (other: unknown) => [string, unknown]][]) {
      expect(await answer(...ask(String(foreign)), foreign)).toBe(await answer(...ask(unknownId), unknownId));
    }
    expect(await readRows(app.app.dataSource, 'bookings', { organizationId: there.id })).toEqual(before);
    expect((await rows()).map(({ status }) => status)).toEqual(['PENDING']);
    await create({ reference: 'SHARED' });
    expect(
      (
        await run(
          there.owner,
          'createBooking',
          { ...booking({ reference: 'SHARED' }), userId: there.memberId, locationId: there.locationId },
          'reference',
        )
      ).reference,
    ).toBe('SHARED');
  });

  it('are recorded in the audit log', async () => {
    const [one, two] = await run(organization.admin, 'createBookings', [
      booking({ reference: 'R1' }),
      booking({ reference: 'R"2' }),
    ]);
    await run(organization.admin, 'confirmBookings', [two.id, one.id]);
    await run(organization.owner, 'rescheduleBooking', {
      id: one.id,
      startsAt: '2026-03-20T09:00:00Z',
      endsAt: '2026-03-20T11:00:00Z',
      resource: 'Desk',
    });
    await run(organization.owner, 'cancelBooking', two.id);
    const events = await auditOf(
      organization.owner,
      'BOOKING_CREATED',
      'BOOKING_CONFIRMED',
      'BOOKING_RESCHEDULED',
      'BOOKING_CANCELLED',
    );
    expect(events.map(({ action, username, details }) => `${action} ${username} ${details}`)).toEqual([
      'BOOKING_CREATED admin "R1"',
      'BOOKING_CREATED admin "R\\"2"',
      'BOOKING_CONFIRMED admin "R\\"2"',
      'BOOKING_CONFIRMED admin "R1"',
      'BOOKING_RESCHEDULED owner "R1": startsAt, resource',
      'BOOKING_CANCELLED owner "R\\"2"',
    ]);
    expect(events[0]!.address).toBe('127.0.0.1');
  });

  it('store every text exactly', async () => {
    const texts = acceptableIdentifiers(64);
    for (let start = 0; start < texts.length; start += 100) {
      const some = texts.slice(start, start + 100);
      const made = await run(
        organization.owner,
        'createBookings',
        some.map((text) => booking({ reference: text, resource: text })),
        'reference resource',
      );
      expect(made).toEqual(some.map((text) => ({ reference: text, resource: text })));
    }
    const stored = (await rows()).map(({ reference, resource }) => [reference, resource]);
    expect(stored).toEqual(texts.map((text) => [text, text]));
  });

  it('cost in proportion to the batch size', async () => {
    const nested =
      'id user { id username firstName lastName email customProperties { key value } bookingActivity { thisMonth { booked created } lastMonth { booked created } months(from: "1980-01", to: "2026-12") { booked } } }';
    const { errors } = await organization.owner.gql(mutation('confirmBookings', nested), {
      ids: Array.from({ length: 500 }, (_unused, index) => String(index + 1)),
    });
    expect(errors![0]!.extensions.code).toBe('QUERY_TOO_COMPLEX');
    const { id } = await create();
    expect(
      (await run(organization.owner, 'confirmBookings', [id], nested))[0].user.bookingActivity.thisMonth.booked,
    ).toBe(1);
  });
});
