/** @slow */
import { Permission } from '../../../src/features/auth/permissions';
import { insertRows } from '../../../src/platform/database/insert-rows';
import { useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import { attempt, auditOf, refusalOf, run, together } from '../../support/clients/changes';
import type { TestClient } from '../../support/clients/client';
import { exportFile } from '../../support/clients/exports';
import { findOwner } from '../../support/data/account-changes';
import { addUsers } from '../../support/data/factories';
import { parseCsv } from '../../support/data/figures';
import { loadFiles, newOrganization, sourceFiles } from '../../support/data/source-files';
import { eachEngine } from '../../support/databases/engines';

interface Kind {
  readonly one: string;
  readonly many: string;
  /** Its list in the organization. */
  readonly list: string;
  readonly permissions: readonly Permission[];
  readonly audit: string;
}

const identities = [Permission.IDENTITIES_VIEW, Permission.IDENTITIES_EDIT];
const kinds: Kind[] = [
  {
    one: 'Location',
    many: 'Locations',
    list: 'locations',
    permissions: [Permission.BOOKINGS_VIEW, Permission.BOOKINGS_EDIT],
    audit: 'LOCATION',
  },
  { one: 'Team', many: 'Teams', list: 'teams', permissions: identities, audit: 'TEAM' },
  { one: 'Plan', many: 'Plans', list: 'plans', permissions: identities, audit: 'PLAN' },
  {
    one: 'CustomProperty',
    many: 'CustomProperties',
    list: 'customProperties',
    permissions: identities,
    audit: 'CUSTOM_PROPERTY',
  },
];

eachEngine('reference data', (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganizationPerTest(app);

  let keys = 0;
  const input = (kind: Kind, name: string, key = `key_${++keys}`): object => ({
    name,
    ...(kind.one === 'CustomProperty' && { key }),
  });
  const namesOf = async (client: TestClient, { list }: Kind, includeArchived = false): Promise<string[]> =>
    (
      await client.data(`{ organization { items: ${list}(includeArchived: ${includeArchived}) { name } } }`)
    ).organization.items
      .map(({ name }: { name: string }) => name)
      .filter((name: string) => name !== 'Main');

  describe.each(kinds)('$one', (kind) => {
    const { one, many, audit } = kind;

    it('can be created, renamed, archived and restored, with audit events', async () => {
      const { owner } = organization;
      const created = await run(owner, `create${one}`, input(kind, ' Café "Zürich" 🎉 '), 'id name archivedAt');
      expect(created).toMatchObject({ name: 'Café "Zürich" 🎉', archivedAt: null });
      const [blue, red] = await run(owner, `create${many}`, [input(kind, 'Blue'), input(kind, 'Red')], 'id name');
      expect([blue.name, red.name]).toEqual(['Blue', 'Red']);
      expect(await run(owner, `change${one}`, { id: created.id, name: 'CAFÉ' }, 'id name')).toEqual({
        id: created.id,
        name: 'CAFÉ',
      });
      expect(
        await run(
          owner,
          `change${many}`,
          [
            { id: red.id, name: 'Green' },
            { id: blue.id, name: 'Red' },
          ],
          'name',
        ),
      ).toEqual([{ name: 'Green' }, { name: 'Red' }]);
      expect(await run(owner, `archive${one}`, created.id, 'name archivedAt')).toEqual({
        name: 'CAFÉ',
        archivedAt: app.clock.now().toISOString(),
      });
      expect((await namesOf(organization.member, kind)).sort()).toEqual(['Green', 'Red']);
      expect((await namesOf(organization.member, kind, true)).sort()).toEqual(['CAFÉ', 'Green', 'Red']);
      expect(await run(owner, `archive${many}`, [red.id, blue.id], 'name')).toEqual([
        { name: 'Green' },
        { name: 'Red' },
      ]);
      expect(await run(owner, `restore${many}`, [blue.id, created.id], 'name archivedAt')).toEqual([
        { name: 'Red', archivedAt: null },
        { name: 'CAFÉ', archivedAt: null },
      ]);
      expect(await run(owner, `restore${one}`, red.id, 'name')).toEqual({ name: 'Green' });
      expect(
        (await auditOf(owner, ...['CREATED', 'CHANGED', 'ARCHIVED', 'RESTORED'].map((verb) => `${audit}_${verb}`))).map(
          ({ action, details }) => `${action.slice(audit.length + 1)} ${details}`,
        ),
      ).toEqual([
        'CREATED "Café \\"Zürich\\" 🎉"',
        'CREATED "Blue"',
        'CREATED "Red"',
        'CHANGED "Café \\"Zürich\\" 🎉": name: "Café \\"Zürich\\" 🎉" → "CAFÉ"',
        'CHANGED "Red": name: "Red" → "Green"',
        'CHANGED "Blue": name: "Blue" → "Red"',
        'ARCHIVED "CAFÉ"',
        'ARCHIVED "Green"',
        'ARCHIVED "Red"',
        'RESTORED "Red"',
        'RESTORED "CAFÉ"',
        'RESTORED "Green"',
      ]);
    });

    it('requires the edit permissions of the records that refer to it', async () => {
      const { id } = await run(organization.owner, `create${one}`, input(kind, 'There'));
      const admin = async (permissions: readonly Permission[], role = 'ADMIN' as const): Promise<TestClient> => {
        const [userId] = await addUsers(app.app.dataSource, organization.id, [
          { username: `person-${permissions.join()}`, role, permissions: [...permissions] },
        ]);
        return app.signIn({ id: userId!, organizationId: organization.id });
      };
      await run(await admin(kind.permissions), `create${one}`, input(kind, 'By an admin'));
      const others = await admin(Object.values(Permission).filter((permission) => permission !== kind.permissions[1]));
      for (const client of [organization.member, others]) {
        for (const [name, given] of [
          [`create${one}`, input(kind, 'x')],
          [`change${many}`, [{ id, name: 'x' }]],
          [`archive${one}`, id],
          [`restore${many}`, [id]],
        ] as const) {
          expect(await refusalOf(client, name, given)).toMatchObject({
            code: 'FORBIDDEN',
            message: `This requires the permissions ${kind.permissions.join(' and ')}.`,
          });
        }
      }
      expect((await namesOf(organization.owner, kind)).sort()).toEqual(['By an admin', 'There']);
    });

    it('has unique names ignoring case, including archived items', async () => {
      const { owner } = organization;
      const { id } = await run(owner, `create${one}`, input(kind, 'Café'));
      const other = await run(owner, `create${one}`, input(kind, 'Other'));
      for (const name of ['Café', ' CAFÉ', 'cafe\u0301', 'ＣAFÉ']) {
        expect(await refusalOf(owner, `create${many}`, [input(kind, 'New'), input(kind, name)])).toMatchObject({
          code: 'CONFLICT',
          argument: 'input.1.name',
        });
        expect(await refusalOf(owner, `change${one}`, { id: other.id, name })).toMatchObject({
          code: 'CONFLICT',
          argument: 'input.name',
        });
      }
      expect(await refusalOf(owner, `create${many}`, [input(kind, 'Twice'), input(kind, 'TWICE')])).toMatchObject({
        code: 'CONFLICT',
        argument: 'input.1.name',
      });
      await run(owner, `archive${one}`, id);
      expect(await refusalOf(owner, `create${one}`, input(kind, 'café'))).toMatchObject({
        code: 'CONFLICT',
        argument: 'input.name',
        message: expect.stringContaining('restore it'),
      });
      expect((await namesOf(owner, kind, true)).sort()).toEqual(['Café', 'Other']);
      const { done, codes } = await together(
        ['race', 'Race', 'RACE'].map((name) => () => attempt(owner, `create${one}`, input(kind, name))),
      );
      expect([done, codes]).toEqual([1, ['CONFLICT', 'CONFLICT']]);
    });

    it.each([
      ['', 'blank'],
      [' \t', 'blank'],
      ['x'.repeat(192), '191 characters'],
      ['a\u200bb', 'U+200B'],
      ['\u202ecafé', 'U+202E'],
      ['a\nb', 'U+000A'],
      ['a\0b', 'U+0000'],
      ['\u2066a', 'U+2066'],
    ])('rejects the name %j', async (name, reason) => {
      expect(
        await refusalOf(organization.owner, `create${many}`, [input(kind, 'Fine'), input(kind, name)]),
      ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.1.name', message: expect.stringContaining(reason) });
      expect(await namesOf(organization.owner, kind)).toEqual([]);
    });

    it('is unknown to other organizations, and rejects duplicates in a batch', async () => {
      const { owner } = organization;
      const { id } = await run(owner, `create${one}`, input(kind, 'Here'));
      const there = await app.organization();
      for (const foreign of [id, '2000000000', 'x']) {
        expect(await refusalOf(there.owner, `change${one}`, { id: foreign, name: 'Taken over' })).toMatchObject({
          code: 'NOT_FOUND',
          argument: 'input.id',
        });
        expect(await refusalOf(there.owner, `archive${many}`, [foreign])).toMatchObject({
          code: 'NOT_FOUND',
          argument: 'ids.0',
        });
      }
      expect(await refusalOf(owner, `archive${many}`, [id, id])).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'ids.1',
      });
      expect(await refusalOf(owner, `restore${one}`, id)).toMatchObject({ code: 'CONFLICT', argument: 'id' });
      await run(owner, `archive${one}`, id);
      expect(await refusalOf(owner, `archive${one}`, id)).toMatchObject({ code: 'CONFLICT', argument: 'id' });
      expect(await refusalOf(owner, `create${many}`, [])).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input' });
      expect(await namesOf(owner, kind, true)).toEqual(['Here']);
      expect(await namesOf(there.owner, kind, true)).toEqual([]);
    });

    it('is listed in the order of positions, and comes last without one', async () => {
      const { owner, member } = organization;
      const create = (...names: string[]) =>
        run(
          owner,
          `create${many}`,
          names.map((name) => input(kind, name)),
          'id position',
        );
      const [delta, alpha, charlie] = await create('Delta', 'Alpha', 'Charlie');
      // As long as nobody has chosen an order, it is the one of names, or of columns.
      const isColumn = one === 'CustomProperty';
      expect(await namesOf(member, kind)).toEqual(
        isColumn ? ['Delta', 'Alpha', 'Charlie'] : ['Alpha', 'Charlie', 'Delta'],
      );
      expect(charlie.position).toBe(isColumn ? 3 : 0);
      const order = [charlie, alpha, delta].map(({ id }, index) => ({ id, position: 4 + 2 * index }));
      expect(await run(owner, `change${many}`, order, 'name position')).toEqual([
        { name: 'Charlie', position: 4 },
        { name: 'Alpha', position: 6 },
        { name: 'Delta', position: 8 },
      ]);
      const [last] = await create('Bravo');
      expect(last.position).toBe(9);
      const first = await run(owner, `create${one}`, { ...input(kind, 'Zulu'), position: 3 }, 'id position');
      expect(first.position).toBe(3);
      await run(owner, `archive${one}`, alpha.id);
      expect(await namesOf(member, kind)).toEqual(['Zulu', 'Charlie', 'Delta', 'Bravo']);
      expect(await namesOf(member, kind, true)).toEqual(['Zulu', 'Charlie', 'Alpha', 'Delta', 'Bravo']);
      const [before] = order;
      const [event] = await auditOf(owner, `${audit}_CHANGED`);
      expect(event!.details).toBe(`"Charlie": position: ${charlie.position} → ${before!.position}`);

      await run(owner, `change${one}`, { id: last.id, position: 1_000_000 });
      const [limited] = await create('Limited');
      expect(limited.position).toBe(1_000_000);
      for (const position of [-1, 1_000_001])
        for (const [name, given] of [
          [`create${one}`, { ...input(kind, 'Nowhere'), position }],
          [`change${one}`, { id: last.id, position }],
        ] as const)
          expect(await refusalOf(owner, name, given)).toMatchObject({
            code: 'BAD_USER_INPUT',
            argument: 'input.position',
          });
      for (const field of ['name', 'position'])
        expect(await refusalOf(owner, `change${one}`, { id: last.id, [field]: null })).toMatchObject({
          code: 'BAD_USER_INPUT',
          argument: `input.${field}`,
        });
    });

    it('has a maximum count that includes archived items', async () => {
      const { owner } = organization;
      const table = kind.list === 'customProperties' ? 'custom_properties' : kind.list;
      const max = kind.one === 'CustomProperty' ? 500 : 2000;
      const columns = kind.one === 'CustomProperty' ? ['propertyKey', 'position'] : [];
      const existing = Array.from({ length: max - 1 - (kind.one === 'Location' ? 1 : 0) }, (_unused, index) => [
        organization.id,
        `Part ${index}`,
        1,
        ...(columns.length > 0 ? [`item_${index}`, index] : []),
      ]);
      await insertRows(
        app.app.dataSource.manager,
        table,
        ['organizationId', 'name', 'archivedAt', ...columns],
        existing,
      );
      expect(await refusalOf(owner, `create${many}`, [input(kind, 'Last'), input(kind, 'One too many')])).toMatchObject(
        { code: 'CONFLICT', argument: 'input', message: expect.stringContaining(String(max)) },
      );
      await run(owner, `create${one}`, input(kind, 'Last'));
      expect(await refusalOf(owner, `create${one}`, input(kind, 'One too many'))).toMatchObject({
        code: 'CONFLICT',
        argument: 'input',
      });
    });
  });

  it('allows the first booking of an organization that was loaded without locations', async () => {
    const { slug } = newOrganization();
    const header = (text: string | Buffer | null): string => String(text).split('\n')[0]!;
    await loadFiles(
      app.app.dataSource,
      {
        users: 'Username,Date created\nana,2025-01-01T00:00:00Z\n',
        bookings: header(sourceFiles.bookings),
        invoices: header(sourceFiles.invoices),
      },
      newOrganization({ slug }),
    );
    const account = await findOwner(app.app.dataSource, slug);
    const owner = await app.signIn(account);
    const [location] = await run(owner, 'createLocations', [{ name: 'Harbour' }], 'id');
    const team = await run(owner, 'createTeam', { name: 'Atlas' });
    const plan = await run(owner, 'createPlan', { name: 'Flex' });
    await run(owner, 'createCustomProperty', { key: 'locker', name: 'Locker' });
    await run(owner, 'changeUser', {
      id: String(account.id),
      teamId: team.id,
      planIds: [plan.id],
      primaryLocationId: location.id,
      customValues: [{ key: 'locker', value: '12' }],
    });
    const booking = await run(
      owner,
      'createBooking',
      {
        userId: String(account.id),
        locationId: location.id,
        startsAt: '2026-03-10T10:00:00Z',
        endsAt: '2026-03-10T11:00:00Z',
        status: 'CONFIRMED',
      },
      'id location',
    );
    expect(booking.location).toBe('Harbour');

    const statistics =
      '{ bookingStats(from: "2026-03", to: "2026-03", groupBy: [LOCATION, TEAM, PLAN]) { rows { location team plan count } } }';
    expect((await owner.data(statistics)).bookingStats.rows).toEqual([
      { location: 'Harbour', team: 'Atlas', plan: 'Flex', count: 1 },
    ]);
    // Renamed and archived, they stay on what has them, at once and everywhere.
    await run(owner, 'changeLocation', { id: location.id, name: 'Old harbour' });
    await run(owner, 'changeCustomProperty', {
      id: (await owner.data('{ organization { customProperties { id } } }')).organization.customProperties[0].id,
      name: 'Locker number',
    });
    for (const [name, item] of [
      ['archiveLocation', location],
      ['archiveTeam', team],
      ['archivePlan', plan],
    ] as const)
      await run(owner, name, item.id);
    expect((await owner.data(statistics)).bookingStats.rows).toEqual([
      { location: 'Old harbour', team: 'Atlas', plan: 'Flex', count: 1 },
    ]);
    expect(
      (
        await owner.data('query ($ids: [ID!]) { bookings(filter: { locationIds: $ids }) { nodes { location } } }', {
          ids: [location.id],
        })
      ).bookings.nodes,
    ).toEqual([{ location: 'Old harbour' }]);
    const { body } = await exportFile(owner, {
      format: 'CSV',
      columns: ['primaryLocation', 'team', 'plans', 'custom.locker', 'bookingsThisMonthBooked'],
      asOf: '2026-03-31T12:00:00Z',
    });
    expect(parseCsv(body).slice(0, 2)).toEqual([
      ['Primary location', 'Team', 'Plans', 'Locker number', 'Bookings this month (booked)'],
      ['Old harbour', 'Atlas', 'Flex', '12', '1'],
    ]);
  });

  it('cannot be assigned once archived, but stays on records that have it', async () => {
    const { owner, memberId, adminId } = organization;
    const plan = await run(owner, 'createPlan', { name: 'Flex' });
    const team = await run(owner, 'createTeam', { name: 'Atlas' });
    const location = await run(owner, 'createLocation', { name: 'Annex' });
    const property = await run(owner, 'createCustomProperty', { key: 'locker', name: 'Locker' });
    const given = {
      planIds: [plan.id],
      teamId: team.id,
      primaryLocationId: location.id,
      customValues: [{ key: 'locker', value: '12' }],
    };
    const times = { startsAt: '2026-03-10T10:00:00Z', endsAt: '2026-03-10T11:00:00Z' };
    await run(owner, 'changeUser', { id: String(memberId), ...given });
    const booking = await run(owner, 'createBooking', { userId: String(memberId), locationId: location.id, ...times });
    const elsewhere = await run(owner, 'createBooking', {
      userId: String(memberId),
      locationId: String(organization.locationId),
      ...times,
    });
    for (const [name, item] of [
      ['archiveLocation', location],
      ['archiveTeam', team],
      ['archivePlan', plan],
      ['archiveCustomProperty', property],
    ] as const)
      await run(owner, name, item.id);

    for (const [field, value] of Object.entries(given)) {
      expect(await refusalOf(owner, 'changeUser', { id: String(adminId), [field]: value })).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: `input.${field}`,
        message: expect.stringContaining('is archived'),
      });
      expect(await refusalOf(owner, 'createUser', { username: `with-${field}`, [field]: value })).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: `input.${field}`,
      });
    }
    expect(
      await refusalOf(owner, 'createBooking', { userId: String(memberId), locationId: location.id, ...times }),
    ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.locationId' });
    expect(
      await refusalOf(owner, 'rescheduleBooking', { id: elsewhere.id, locationId: location.id, ...times }),
    ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.locationId' });
    expect(
      await run(owner, 'rescheduleBooking', { id: booking.id, locationId: location.id, ...times }, 'location'),
    ).toEqual({ location: 'Annex' });
    const fields = 'plans team primaryLocation customProperties { value }';
    const kept = { plans: ['Flex'], team: 'Atlas', primaryLocation: 'Annex', customProperties: [{ value: '12' }] };
    expect(await run(owner, 'changeUser', { id: String(memberId), ...given, city: 'Porto' }, fields)).toEqual(kept);
    expect(
      await refusalOf(owner, 'changeUser', { id: String(memberId), customValues: [{ key: 'locker', value: '13' }] }),
    ).toMatchObject({ argument: 'input.customValues' });
    expect(
      await run(
        owner,
        'changeUser',
        {
          id: String(memberId),
          customValues: [{ key: 'locker', value: null }],
          planIds: [],
          teamId: null,
          primaryLocationId: null,
        },
        fields,
      ),
    ).toEqual({ plans: [], team: null, primaryLocation: null, customProperties: [{ value: null }] });
    await run(owner, 'restorePlan', plan.id);
    expect(await run(owner, 'changeUser', { id: String(adminId), planIds: [plan.id] }, 'plans')).toEqual({
      plans: ['Flex'],
    });
  });

  it('adds custom properties as columns immediately, with fixed keys, in the order of their positions', async () => {
    const { owner } = organization;
    const [locker, diet] = await run(
      owner,
      'createCustomProperties',
      [
        { key: 'locker', name: 'Locker' },
        { key: 'Diet', name: 'Diet' },
      ],
      'id key position',
    );
    expect([locker, diet].map(({ key, position }) => [key, position])).toEqual([
      ['locker', 1],
      ['Diet', 2],
    ]);
    const columns = async (): Promise<string[]> =>
      (await owner.data('{ exportColumns { key label } }')).exportColumns
        .filter(({ key }: { key: string }) => key.startsWith('custom.'))
        .map(({ key, label }: { key: string; label: string }) => `${key} ${label}`);
    expect(await columns()).toEqual(['custom.locker Locker', 'custom.Diet Diet']);
    await run(owner, 'changeCustomProperties', [{ id: locker.id, position: 9, name: 'Email' }]);
    expect(await columns()).toEqual(['custom.Diet Diet', 'custom.locker Email (2)']);
    expect(
      (await owner.data('{ exportTemplates { name columns } }')).exportTemplates.find(
        ({ name }: { name: string }) => name === 'USER_SUMMARY',
      ).columns,
    ).toEqual(expect.arrayContaining(['custom.Diet', 'custom.locker']));
    for (const key of ['diet', 'LOCKER'])
      expect(await refusalOf(owner, 'createCustomProperty', { key, name: 'New' })).toMatchObject({
        code: 'CONFLICT',
        argument: 'input.key',
      });
    for (const key of ['', 'a b', 'ä', 'a.b', 'x'.repeat(65), 'a\u200b'])
      expect(await refusalOf(owner, 'createCustomProperty', { key, name: 'New' })).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'input.key',
      });
  });
});
