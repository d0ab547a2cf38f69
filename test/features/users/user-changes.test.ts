/** @slow */
import { useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import { isMailField, unknownId, userChanges, userProperties, userTextLimits } from '../../support/apps/user-changes';
import { auditOf, refusalOf, run } from '../../support/clients/changes';
import type { Data } from '../../support/clients/client';
import { addReferenceItems, addUsers } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';

eachEngine('changes of users', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app, { customProperties: userProperties }, 'session');
  const { create, change, read, rows, audit } = userChanges(app, organization);
  let referenceItems: Record<'plans' | 'teams', number[]>;

  beforeEach(async () => {
    referenceItems = {
      plans: await addReferenceItems(app.app.dataSource, 'plans', organization.id, ['One', 'Two']),
      teams: await addReferenceItems(app.app.dataSource, 'teams', organization.id, ['One', 'Two']),
    };
  });

  const everything = (): Data => ({
    ...Object.fromEntries(
      userTextLimits.map(([field, maxLength]) => [
        field,
        isMailField(field) ? `${field}é€@bücher.example` : `${field} é€`.slice(0, maxLength),
      ]),
    ),
    role: 'ADMIN',
    permissions: ['BOOKINGS_VIEW', 'INVOICES_EDIT'],
    status: 'PENDING',
    skills: ['SQL', 'a|b'],
    tags: ['vip'],
    externalPrimaryLocations: ['HQ|2'],
    planIds: referenceItems.plans.map(String),
    teamId: String(referenceItems.teams[0]),
    primaryLocationId: String(organization.locationId),
    hasPaymentMethod: true,
    autopaymentsEnabled: true,
    locationServicesOn: false,
    bluetoothOn: true,
    lastLoginAt: '2026-01-01T00:00:00.001Z',
    termsAgreedAt: '2026-01-02T00:00:00.000Z',
    customValues: [
      { key: 'locker', value: '007' },
      { key: '__proto__', value: 'x' },
    ],
  });
  const shown = (): Data => {
    const { customValues: _customValues, planIds: _planIds, ...rest } = everything();
    return {
      ...rest,
      plans: ['One', 'Two'],
      team: 'One',
      primaryLocation: 'Main',
      customProperties: [
        { key: 'locker', value: '007' },
        { key: '__proto__', value: 'x' },
      ],
    };
  };
  const empty = (): Data => ({
    ...Object.fromEntries(userTextLimits.map(([field]) => [field, null])),
    role: 'MEMBER',
    permissions: [],
    status: 'ACTIVE',
    skills: [],
    tags: [],
    externalPrimaryLocations: [],
    plans: [],
    team: null,
    teamId: null,
    primaryLocation: null,
    primaryLocationId: null,
    hasPaymentMethod: false,
    autopaymentsEnabled: false,
    locationServicesOn: null,
    bluetoothOn: null,
    lastLoginAt: null,
    termsAgreedAt: null,
    customProperties: [
      { key: 'locker', value: null },
      { key: '__proto__', value: null },
    ],
  });

  it('create a user with all fields and one with none', async () => {
    const full = await create({ username: 'Full', ...everything() });
    const now = app.clock.now().toISOString();
    expect(full).toEqual({ id: full.id, username: 'Full', createdAt: now, ...shown() });
    expect(await read(full.id)).toEqual(full);
    const bare = await create({ username: 'bare' });
    expect(bare).toEqual({ id: bare.id, username: 'bare', createdAt: now, ...empty() });
    expect(await read(bare.id)).toEqual(bare);
  });

  it('appear in lists, counts and searches immediately', async () => {
    const { id } = await create({ username: 'ana', firstName: 'Ana' });
    const found = async (search: string): Promise<string[]> =>
      (
        await organization.owner.data(
          'query ($search: String) { users(filter: { search: $search }) { nodes { id } } }',
          { search },
        )
      ).users.nodes.map((user: Data) => user.id);
    expect(await found('ana')).toEqual([id]);
    await change({ id, firstName: 'Zoë', lastName: 'Álvares' });
    expect([await found('ZOË ÁL'), await found('ana')]).toEqual([[id], [id]]);
    await change({ id, firstName: null });
    expect(await found('zoë')).toEqual([]);
  });

  it('keep absent fields and empty null ones', async () => {
    const full = await create({ username: 'full', ...everything() });
    expect(await change({ id: full.id })).toEqual(full);
    expect(await change({ id: full.id, city: 'Faro', hasPaymentMethod: false })).toEqual({
      ...full,
      city: 'Faro',
      hasPaymentMethod: false,
    });
    const nulls = Object.fromEntries(
      Object.keys(everything())
        .filter((field) => !['role', 'status', 'hasPaymentMethod', 'autopaymentsEnabled'].includes(field))
        .map((field) => [field, null]),
    );
    const emptied = {
      id: full.id,
      username: 'full',
      createdAt: full.createdAt,
      ...empty(),
      role: 'ADMIN',
      status: 'PENDING',
      autopaymentsEnabled: true,
    };
    expect(await change({ id: full.id, ...nulls })).toEqual(emptied);
    expect(await read(full.id)).toEqual(emptied);
    expect(await change({ id: full.id, ...everything() })).toEqual(full);
    expect((await change({ id: full.id, city: '', bio: '' })).city).toBeNull();
    for (const field of ['role', 'status', 'hasPaymentMethod', 'autopaymentsEnabled']) {
      expect(await refusalOf(organization.owner, 'changeUser', { id: full.id, [field]: null })).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: `input.${field}`,
      });
    }
  });

  it('keep the custom values of absent keys', async () => {
    const { id } = await create({ username: 'ana', customValues: [{ key: 'locker', value: '1' }] });
    const values = async (customValues: unknown): Promise<unknown> =>
      (await change({ id, customValues })).customProperties.map(({ value }: Data) => value);
    expect(await values([{ key: '__proto__', value: '2' }])).toEqual(['1', '2']);
    expect(await values([{ key: 'locker', value: null }])).toEqual([null, '2']);
    expect(await values([{ key: 'locker', value: '3' }, { key: '__proto__' }])).toEqual(['3', null]);
    expect(await values([])).toEqual(['3', null]);
    expect(await values(null)).toEqual([null, null]);
    for (const customValues of [
      [{ key: 'nothing', value: 'x' }],
      [{ key: 'constructor', value: 'x' }],
      [{ key: 'locker' }, { key: 'locker' }],
    ]) {
      expect(await refusalOf(organization.owner, 'changeUser', { id, customValues })).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'input.customValues',
      });
    }
    expect(
      await refusalOf(organization.owner, 'changeUser', {
        id,
        customValues: [{ key: 'locker', value: 'x'.repeat(10_001) }],
      }),
    ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.customValues.0.value' });
  });

  it('reject unknown and duplicate ids, and more than 500 users', async () => {
    const id = String(organization.memberId);
    for (const unknown of [unknownId, 'x', `0${id}`])
      expect(await refusalOf(organization.owner, 'changeUsers', [{ id, city: 'x' }, { id: unknown }])).toMatchObject({
        code: 'NOT_FOUND',
        argument: 'input.1.id',
        message: `No such user: "${unknown}".`,
      });
    expect(await refusalOf(organization.owner, 'changeUsers', [{ id }, { id }])).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'input.1.id',
    });
    for (const input of [[], Array.from({ length: 501 }, (_unused, index) => ({ id: String(index + 1) }))])
      expect(await refusalOf(organization.owner, 'changeUsers', input)).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'input',
      });
    expect((await read(id)).city).toBeNull();
  });

  it('are atomic in batches of 500', async () => {
    const many = (last: object): Data[] =>
      Array.from({ length: 500 }, (_unused, index) => ({
        username: `u${index}`,
        city: 'Faro',
        ...(index === 499 && last),
      }));
    const before = { rows: await rows(), audit: await audit() };
    const unchanged = async (): Promise<void> => expect({ rows: await rows(), audit: await audit() }).toEqual(before);
    for (const [last, code, field] of [
      [{ username: 'OWNER' }, 'CONFLICT', 'username'],
      [{ username: 'U0' }, 'CONFLICT', 'username'],
      [{ city: 'x'.repeat(201) }, 'BAD_USER_INPUT', 'city'],
    ] as const) {
      expect(await refusalOf(organization.owner, 'createUsers', many(last))).toMatchObject({
        code,
        argument: `input.499.${field}`,
      });
      await unchanged();
    }
    const made = await run(organization.owner, 'createUsers', many({}), 'id username');
    expect(made.map(({ username }: Data) => username)).toEqual(many({}).map(({ username }) => username));
    Object.assign(before, { rows: await rows(), audit: await audit() });
    expect(before.audit).toHaveLength(500);
    const changes = made.map(({ id }: Data) => ({ id, country: 'Portugal' }));
    expect(
      await refusalOf(organization.owner, 'changeUsers', [...changes.slice(0, 499), { id: unknownId }]),
    ).toMatchObject({ code: 'NOT_FOUND', argument: 'input.499.id' });
    await unchanged();
    expect(
      await refusalOf(organization.admin, 'changeUsers', [
        ...changes.slice(0, 499),
        { id: organization.ownerId, city: 'x' },
      ]),
    ).toMatchObject({ code: 'FORBIDDEN' });
    await unchanged();
    expect(await run(organization.owner, 'changeUsers', changes, 'country')).toEqual(
      Array(500).fill({ country: 'Portugal' }),
    );
  });

  it('are recorded in the audit log by field, without values', async () => {
    const { id } = await create({ username: 'a"b: role', firstName: 'Secret', email: 'secret@example.test' });
    await run(organization.admin, 'changeUsers', [
      { id, firstName: 'Hidden', phone: '+351 secret', tags: ['hidden'], bluetoothOn: false, city: null },
      { id: organization.memberId },
    ]);
    await change({
      id,
      role: 'ADMIN',
      permissions: ['BOOKINGS_VIEW'],
      customValues: [{ key: 'locker', value: 'hidden' }],
      firstName: 'Hidden',
    });
    const events = await auditOf(organization.owner, 'USER_CREATED', 'USER_CHANGED');
    expect(events.map(({ action, username, details }) => `${action} ${username} ${details}`)).toEqual([
      'USER_CREATED owner "a\\"b: role"',
      'USER_CHANGED admin "a\\"b: role": firstName, phone, tags, bluetoothOn',
      'USER_CHANGED owner "a\\"b: role": role, permissions, customValues',
    ]);
    expect(JSON.stringify(await audit())).not.toMatch(/secret|hidden/i);
  });

  it('leave other users unchanged', async () => {
    const [one, two] = await addUsers(app.app.dataSource, organization.id, [
      { username: 'one', city: 'Porto' },
      { username: 'two', city: 'Porto' },
    ]);
    await change({ id: one!, city: 'Faro' });
    expect((await read(two!)).city).toBe('Porto');
  });
});
