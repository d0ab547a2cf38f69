import { Permission } from '../../../../src/features/auth/permissions';
import { useOrganizationPerTest, useTestApp } from '../../../support/apps/app';
import { totalsCheck } from '../../../support/apps/totals';
import { run } from '../../../support/clients/changes';
import { eachEngine } from '../../../support/databases/engines';
import { changeRows } from '../../../support/databases/rows';
import { PlannedImport } from './planning';

eachEngine('plan of bookings and invoices', (engine) => {
  const app = useTestApp(engine, { worker: false });
  // Clocks are set back on 2026-10-25 at 02:00, and forward on 2026-03-29 at 01:00.
  const organization = useOrganizationPerTest(app, { timezone: 'Europe/Lisbon' });
  const owner = () => ({ organizationId: organization.id, userId: organization.ownerId });
  const check = (dataset: 'BOOKINGS' | 'INVOICES', text: string, options?: Parameters<typeof PlannedImport.check>[3]) =>
    PlannedImport.check(app, owner(), text, { dataset, ...options });
  const book = (reference: string, status = 'CONFIRMED', startsAt = '2026-05-01T10:00:00Z') =>
    run(organization.owner, 'createBookings', [
      {
        userId: String(organization.memberId),
        locationId: String(organization.locationId),
        reference,
        startsAt,
        endsAt: new Date(Date.parse(startsAt) + 3_600_000).toISOString(),
        status,
      },
    ]);

  it('changes the time, place and status of bookings, by the rules of the mutations', async () => {
    await book('B-1', 'PENDING');
    await book('B-2');
    await book('B-3');
    await run(organization.owner, 'cancelBookings', [
      String(
        (await organization.owner.data('{ bookings(filter: {}) { nodes { id reference } } }')).bookings.nodes.find(
          (each: { reference: string }) => each.reference === 'B-3',
        ).id,
      ),
    ]);
    const plan = await check(
      'BOOKINGS',
      [
        'Reference,Username,Location,Resource,Starts at,Ends at,Status',
        'B-1,MEMBER,main,Room 1,2026-05-02,2026-05-02T12:00:00Z,confirmed',
        'B-2,member,Main,,2026-05-01T11:00:00.000+01:00,2026-05-01T09:00:00Z,PENDING',
        'B-3,owner,Main,Room 3,2026-05-01T10:00:00Z,2026-05-01T11:00:00Z,CONFIRMED',
      ].join('\n'),
    );
    expect(await plan.cells()).toEqual([
      ['B-1', 'resource', null, 'Room 1'],
      ['B-1', 'startsAt', '2026-05-01T11:00:00.000+01:00', '2026-05-02T00:00:00.000+01:00'],
      ['B-1', 'endsAt', '2026-05-01T12:00:00.000+01:00', '2026-05-02T13:00:00.000+01:00'],
      ['B-1', 'status', 'PENDING', 'CONFIRMED'],
    ]);
    expect(await plan.problems()).toEqual([
      '3 NOT_ALLOWED status: The booking "B-2" is CONFIRMED. It keeps this status.',
      '3 INVALID_VALUE endsAt: "Ends at" must be later than the start.',
      expect.stringMatching(/^4 READ_ONLY username/),
      '4 NOT_ALLOWED resource: The booking "B-3" is CANCELLED. It must be PENDING or CONFIRMED.',
      '4 NOT_ALLOWED status: The booking "B-3" is CANCELLED. It must be PENDING.',
    ]);
    await plan.apply(owner());
    const { bookings } = await organization.owner.data(
      '{ bookings(filter: {}) { nodes { reference resource startsAt status } } }',
    );
    expect(bookings.nodes).toContainEqual({
      reference: 'B-1',
      resource: 'Room 1',
      startsAt: '2026-05-01T23:00:00.000Z',
      status: 'CONFIRMED',
    });
    expect(await totalsCheck(app)).toMatchObject({ differences: [] });
  });

  it('takes a time without offset if the clock of the venue read it once', async () => {
    await book('B-1', 'CONFIRMED', '2026-10-25T00:30:00Z');
    const problems = async (startsAt: string) =>
      (await check('BOOKINGS', `Reference,Starts at,Ends at\nB-1,${startsAt},2026-10-25T05:00:00Z`)).problems();
    expect(await problems('2026-10-25 03:00')).toEqual([]);
    expect(await problems('2026-10-25T01:30')).toEqual([
      '2 INVALID_VALUE startsAt: "2026-10-25T01:30" is two instants in Europe/Lisbon, because the clock is set back then; write 2026-10-25T01:30:00.000+01:00 or 2026-10-25T01:30:00.000+00:00.',
    ]);
    expect((await problems('2026-03-29T01:30:00'))[0]).toContain('does not exist in Europe/Lisbon');
  });

  it('reports an end before the start once, with the header of its column', async () => {
    await book('B-1', 'CONFIRMED', '2026-05-01T10:00:00Z');
    const both = await check('BOOKINGS', 'Reference,Starts at,Ends at\nB-1,2026-06-02T10:00:00Z,2026-06-01T10:00:00Z');
    expect(await both.problems()).toEqual(['2 INVALID_VALUE endsAt: "Ends at" must be later than the start.']);
    const start = await check('BOOKINGS', 'Reference,Starts at\nB-1,2026-06-02T10:00:00Z');
    expect(await start.problems()).toEqual(['2 INVALID_VALUE -: "Ends at" must be later than the start.']);
  });

  it('does not compare an end with a start that could not be read', async () => {
    await book('B-1', 'CONFIRMED', '2026-05-01T10:00:00Z');
    const header = 'Reference,Starts at,Ends at,Resource,Status';
    const long = 'x'.repeat(300);
    const plan = await check('BOOKINGS', `${header}\nB-1,soon,2026-01-01T10:00:00Z,${long},PENDING`);
    expect((await plan.problems()).map((text) => text.split(': ')[0])).toEqual([
      '2 INVALID_VALUE startsAt',
      '2 NOT_ALLOWED status',
      '2 INVALID_VALUE resource',
    ]);
  });

  it('creates bookings with what they need', async () => {
    const file =
      'Reference,Username,Location,Starts at,Ends at,Status,Date created\nN-1,Member,Attic,2026-05-01T10:00:00Z,2026-05-01T11:00:00Z,CANCELLED,2026-04-01T00:00:00Z\nN-2,nobody,Main,2026-05-01T10:00:00Z,2026-05-01T11:00:00Z,,\nN-3,,,2026-05-01T10:00:00Z,,,';
    const plan = await check('BOOKINGS', file, { createMissing: true });
    expect(plan.summary).toMatchObject({
      created: 1,
      failed: 2,
      newItems: { locations: ['Attic'], teams: [], plans: [] },
    });
    expect(await plan.problems()).toEqual([
      '3 INVALID_VALUE username: There is no user "nobody". Correct it, or create the user first.',
      '4 REQUIRED username: A new booking needs a value in the column "Username".',
      '4 REQUIRED location: A new booking needs a value in the column "Location".',
      '4 REQUIRED endsAt: A new booking needs a value in the column "Ends at".',
    ]);
    await plan.apply(owner());
    expect((await check('BOOKINGS', file.split('\n').slice(0, 2).join('\n'))).summary).toMatchObject({ unchanged: 1 });
    expect(await totalsCheck(app)).toMatchObject({ differences: [] });
  });

  it('changes the location and booking of invoices, by the rules of the mutations, and back', async () => {
    await book('B-1');
    await book('B=2');
    const { ownerId, locationId, memberId } = organization;
    const times = { startsAt: '2026-05-01T10:00:00Z', endsAt: '2026-05-01T11:00:00Z' };
    await run(organization.owner, 'createBooking', { userId: ownerId, locationId, reference: 'OTHER', ...times });
    const [, old] = await run(organization.owner, 'createLocations', [{ name: 'Annex' }, { name: 'Old' }]);
    await run(organization.owner, 'archiveLocation', old.id);
    await run(
      organization.owner,
      'issueInvoices',
      ['I-1', 'I-2', 'I-3', 'I-4', 'I-5'].map((number) => ({ userId: memberId, number, totalMinor: 1, locationId })),
    );
    const read = async (): Promise<string[]> =>
      (
        await organization.owner.data(
          '{ invoices(orderBy: [{ field: NUMBER }]) { nodes { number location { name } booking { reference } } } }',
        )
      ).invoices.nodes.map(
        ({ number, location, booking }: Record<string, any>) => `${number} ${location?.name} ${booking?.reference}`,
      );
    const before = await read();
    const file = [
      'Number,Username,Total,Location,Booking,Status',
      'I-1,member,0.01,annex, B-1 ,VOID',
      'I-2,member,0.01,Main,OTHER,OPEN',
      'I-3,member,0.01,Old,NONE,OPEN',
      'I-4,member,0.01,,B=2,OPEN',
      'I-5,member,0.01,Main,,OPEN',
      'N-1,member,5.00,,B-1,OPEN',
      'N-2,owner,5.00,Annex,B-1,OPEN',
    ].join('\n');
    const plan = await check('INVOICES', file, { createMissing: true, blankCells: 'CLEAR' });
    expect(await plan.cells()).toEqual([
      ['I-1', 'location', 'Main', 'Annex'],
      ['I-1', 'booking', null, 'B-1'],
      ['I-1', 'status', 'OPEN', 'VOID'],
      ['I-4', 'location', 'Main', null],
      ['I-4', 'booking', null, 'B=2'],
      ['N-1', 'number', null, 'N-1'],
      ['N-1', 'username', null, 'member'],
      ['N-1', 'total', null, '5.00'],
      ['N-1', 'booking', null, 'B-1'],
      ['N-1', 'status', null, 'OPEN'],
    ]);
    expect(await plan.problems()).toEqual([
      '3 INVALID_VALUE booking: The booking "OTHER" is of another user than the invoice. Choose one of the invoiced user.',
      expect.stringMatching(/^4 \w+ booking: There is no booking "NONE"/),
      expect.stringMatching(/^4 \w+ location: The location "Old" is archived/),
      '8 INVALID_VALUE booking: The booking "B-1" is of another user than the invoice. Choose one of the invoiced user.',
    ]);
    await plan.apply(owner());
    expect(await read()).toEqual([
      'I-1 Annex B-1',
      'I-2 Main undefined',
      'I-3 Main undefined',
      'I-4 undefined B=2',
      'I-5 Main undefined',
      'N-1 undefined B-1',
    ]);
    expect(await totalsCheck(app)).toMatchObject({ differences: [] });
    // The same file again, from an export, changes nothing.
    const same = await check('INVOICES', 'Number,Location,Booking\nI-1,Annex,B-1\nN-1,,B-1', { blankCells: 'CLEAR' });
    expect(same.summary).toMatchObject({ unchanged: 2, changed: 0, failed: 0 });
    // Changed since: the first by another person, who keeps it.
    const { invoices } = await organization.owner.data('{ invoices(filter: { numbers: ["I-4"] }) { nodes { id } } }');
    await run(organization.owner, 'changeInvoice', { id: invoices.nodes[0].id, bookingId: null });
    const undo = await PlannedImport.undo(app, owner(), plan);
    expect(await undo.problems()).toEqual([]);
    await undo.apply(owner());
    expect(await read()).toEqual(before);
    expect(await totalsCheck(app)).toMatchObject({ differences: [] });
  });

  it('keeps a booking that was set after the plan, and refuses the column without BOOKINGS_VIEW', async () => {
    await book('B-1');
    await book('B-2');
    const { adminId, memberId } = organization;
    const { id } = await run(organization.owner, 'issueInvoice', { userId: memberId, number: 'I-1', totalMinor: 1 });
    const plan = await check('INVOICES', 'Number,Booking\nI-1,B-1');
    const { bookings } = await organization.owner.data(
      '{ bookings(filter: { references: ["B-2"] }) { nodes { id } } }',
    );
    await run(organization.owner, 'changeInvoice', { id, bookingId: bookings.nodes[0].id });
    await plan.apply(owner());
    expect(await plan.conflicts()).toEqual([
      expect.objectContaining({ reason: 'VALUE_CHANGED', parameters: { value: 'B-2' } }),
    ]);
    const { invoices } = await organization.owner.data('{ invoices { nodes { booking { reference } } } }');
    expect(invoices.nodes).toEqual([{ booking: { reference: 'B-2' } }]);
    const permissions = JSON.stringify([Permission.INVOICES_VIEW, Permission.INVOICES_EDIT]);
    await changeRows(app.app.dataSource, 'users', { id: adminId }, { permissions });
    const admin = { organizationId: organization.id, userId: adminId };
    const byAdmin = (text: string) => PlannedImport.check(app, admin, text, { dataset: 'INVOICES' });
    await expect(byAdmin('Number,Booking\nI-1,x')).rejects.toThrow(/column Booking needs the permission BOOKINGS_VIEW/);
    expect((await byAdmin('Number,Location\nI-1,Main')).summary).toMatchObject({ changed: 1 });
  });

  it('changes nothing else of an invoice but its status', async () => {
    await run(organization.owner, 'issueInvoices', [
      { userId: String(organization.memberId), number: 'I-1', totalMinor: 123450, issuedAt: '2026-05-01T10:00:00Z' },
      { userId: String(organization.memberId), number: 'I-2', totalMinor: 100, issuedAt: '2026-05-01T10:00:00Z' },
    ]);
    const header = 'Number;Username;Issued at;Total;Currency;Status';
    const plan = await check(
      'INVOICES',
      `${header}\nI-1;member;2026-05-01T10:00:00Z;1234,5;eur;PAID\nI-2;member;2026-05-01T10:00:00Z;1,01;USD;OPEN`,
    );
    expect(await plan.cells()).toEqual([['I-1', 'status', 'OPEN', 'PAID']]);
    expect(await plan.problems()).toEqual([
      expect.stringMatching(/^3 READ_ONLY total/),
      '3 INVALID_VALUE currency: The currency of the organization is EUR, not "USD". Write EUR, with the amount in it.',
    ]);
    await plan.apply(owner());
    const back = await check('INVOICES', 'Number,Status\nI-1,OPEN');
    expect(await back.problems()).toEqual(['2 NOT_ALLOWED status: The invoice "I-1" is PAID. It keeps this status.']);
    expect(await totalsCheck(app)).toMatchObject({ differences: [] });
  });

  it.each([
    [';', undefined, '12,50', null],
    [';', undefined, '12.50', null],
    [';', undefined, '1.234', 'is not an amount'],
    [';', 'POINT', '12,50', 'is not an amount'],
    [',', undefined, '"12,50"', 'is not an amount'],
    [',', undefined, '"1,234.50"', 'is not an amount'],
    ['\t', 'COMMA', '12,50', null],
  ] as const)(
    'reads amounts with the separator of the file: delimiter "%s", %s, %s',
    async (sign, decimalSeparator, total, problem) => {
      const file = [
        ['Number', 'Username', 'Total'],
        ['N-1', 'member', total],
      ]
        .map((row) => row.join(sign))
        .join('\n');
      const plan = await check('INVOICES', file, {
        createMissing: true,
        ...(decimalSeparator && { decimalSeparator }),
      });
      if (problem) expect((await plan.problems())[0]).toContain(problem);
      else expect(await plan.cells()).toContainEqual(['N-1', 'total', null, '12.50']);
    },
  );
});
