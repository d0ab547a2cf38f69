/** @slow */
import { Permission } from '../../../src/features/auth/permissions';
import { mailAddresses, userTextFields } from '../../../src/features/users/user-texts';
import { fold } from '../../../src/platform/text/fold';
import { createTestApp, useOrganizationPerTest, useTestApp } from '../../support/app';
import { attempt, auditOf, refusalOf, run, socketRefusalOf, together } from '../../support/changes';
import type { Data } from '../../support/client';
import { eachEngine } from '../../support/engines';
import { addUsers } from '../../support/factories';
import { acceptableIdentifiers, acceptableStrings } from '../../support/naughty-strings';

const texts = Object.entries(userTextFields).map(([field, { maxLength }]) => [field, maxLength] as const);
const isMail = (field: string): boolean => (mailAddresses as readonly string[]).includes(field);
const fields = `id username role permissions status ${texts.map(([field]) => field).join(' ')} skills tags plans team teamId primaryLocation primaryLocationId externalPrimaryLocations
  hasPaymentMethod autopaymentsEnabled locationServicesOn bluetoothOn lastLoginAt termsAgreedAt createdAt customProperties { key value }`;
const unknownId = '2000000000';

eachEngine('changes of users', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app, {
    customProperties: [
      { key: 'locker', name: 'Locker' },
      { key: '__proto__', name: 'Proto' },
    ],
  });
  let parts: Record<'plans' | 'teams', number[]>;

  beforeEach(async () => {
    parts = { plans: await addParts('plans', organization.id), teams: await addParts('teams', organization.id) };
  });

  const addParts = async (table: string, organizationId: number): Promise<number[]> => {
    await app.app.dataSource.query(`INSERT INTO ${table} (organizationId, name) VALUES (?, 'One'), (?, 'Two')`, [
      organizationId,
      organizationId,
    ]);
    return (
      await app.app.dataSource.query(`SELECT id FROM ${table} WHERE organizationId = ? ORDER BY id`, [organizationId])
    ).map(({ id }: Data) => id);
  };
  const create = (input: object): Promise<Data> => run(organization.owner, 'createUser', input, fields);
  const change = (input: object): Promise<Data> => run(organization.owner, 'changeUser', input, fields);
  const read = async (id: string | number): Promise<Data> =>
    (await organization.owner.data(`query ($id: ID!) { user(id: $id) { ${fields} } }`, { id })).user;
  const rows = (): Promise<Data[]> =>
    app.app.dataSource.query('SELECT * FROM users WHERE organizationId = ? ORDER BY id', [organization.id]);
  const audit = (): Promise<Data[]> =>
    app.app.dataSource.query('SELECT * FROM audit_events WHERE organizationId = ?', [organization.id]);
  const everything = (): Data => ({
    ...Object.fromEntries(
      texts.map(([field, maxLength]) => [
        field,
        isMail(field) ? `${field}é€@bücher.example` : `${field} é€`.slice(0, maxLength),
      ]),
    ),
    role: 'ADMIN',
    permissions: ['BOOKINGS_VIEW', 'INVOICES_EDIT'],
    status: 'PENDING',
    skills: ['SQL', 'a|b'],
    tags: ['vip'],
    externalPrimaryLocations: ['HQ|2'],
    planIds: parts.plans.map(String),
    teamId: String(parts.teams[0]),
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
    ...Object.fromEntries(texts.map(([field]) => [field, null])),
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

  it('accept texts up to their maximum lengths and name the one that is longer', async () => {
    const maxLength = Object.fromEntries(
      texts.map(([field, max]) => [
        field,
        isMail(field) ? `${'€'.repeat(max - 10)}@x.example` : '€'.repeat(Math.min(max, 10_000)),
      ]),
    );
    const made = await create({
      username: 'é'.repeat(191),
      ...maxLength,
      tags: Array(100).fill('€'.repeat(20)),
      skills: ['€'.repeat(200)],
    });
    expect(made).toMatchObject(maxLength);
    for (const [field, max] of texts.filter(([, each]) => each < 10_000)) {
      expect(
        await refusalOf(organization.owner, 'changeUsers', [
          { id: organization.memberId },
          { id: made.id, [field]: 'x'.repeat(max + 1) },
        ]),
      ).toMatchObject({ code: 'BAD_USER_INPUT', argument: `input.1.${field}` });
    }
    for (const field of ['skills', 'tags', 'externalPrimaryLocations']) {
      for (const value of [['x'.repeat(201)], [''], Array(101).fill('x')]) {
        expect(await refusalOf(organization.owner, 'changeUser', { id: made.id, [field]: value })).toMatchObject({
          code: 'BAD_USER_INPUT',
          argument: `input.${field}`,
        });
      }
    }
  });

  it('accept a bio of 100,000 characters if the limit of the request body allows it', async () => {
    const roomy = await createTestApp(engine, {
      worker: false,
      beside: app,
      settings: { LIMIT_BODY_BYTES: '1000000' },
    });
    try {
      const owner = await roomy.signIn({ id: organization.ownerId, organizationId: organization.id });
      expect(
        (await run(owner, 'changeUser', { id: organization.memberId, bio: '€'.repeat(100_000) }, 'bio')).bio,
      ).toHaveLength(100_000);
      expect(
        await refusalOf(owner, 'changeUser', { id: organization.memberId, bio: 'x'.repeat(100_001) }),
      ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.bio' });
    } finally {
      await roomy.stop();
    }
    expect(
      await refusalOf(organization.owner, 'changeUser', { id: organization.memberId, bio: 'x'.repeat(103_000) }),
    ).toMatchObject({ code: 'LIMIT_REACHED' });
  });

  it.each<[what: string, more: Data, field: string]>([
    ['an unknown team', { teamId: unknownId }, 'teamId'],
    ['an unknown location', { primaryLocationId: 'x' }, 'primaryLocationId'],
    ['an unknown plan', { planIds: [unknownId] }, 'planIds'],
    ['the role of the owner', { role: 'OWNER' }, 'role'],
    ['an empty username', { username: '' }, 'username'],
    ['a blank username', { username: ' \n' }, 'username'],
    ['a username of 192 characters', { username: 'x'.repeat(192) }, 'username'],
    ['a username that is longer when it is folded', { username: 'ß'.repeat(100) }, 'username'],
    ['an instant of the year 275760', { lastLoginAt: '+275760-09-13T00:00:00.000Z' }, 'lastLoginAt'],
  ])('reject %s', async (_what, more, field) => {
    const before = await rows();
    expect(await refusalOf(organization.owner, 'createUser', { username: 'new', ...more })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: `input.${field}`,
    });
    if (field !== 'username')
      expect(await refusalOf(organization.owner, 'changeUser', { id: organization.memberId, ...more })).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: `input.${field}`,
      });
    expect(await rows()).toEqual(before);
  });

  it.each(['email', 'additionalNotificationEmail'])('accept as %s only deliverable mail addresses', async (field) => {
    const before = await rows();
    const bad = [
      'a@b.example\r\nBcc: victim@example.test',
      'a@b.example\nSubject: x',
      'a@b.example\r',
      '\ta@b.example',
      'a@b.example\u0000',
      'a@b.example\u2028',
      'Ana <a@b.example>',
      '<a@b.example>',
      '"a b"@c.example',
      '"a"@c.example',
      'a@b.example,c@d.example',
      'a@b.example;c@d.example',
      'a',
      '@b',
      'a@',
      'a@b@c',
      'a b@c',
      'a@b..c',
      'mailto:a@b.example',
      'a@[127.0.0.1]',
      ' a@b.example',
      `${'x'.repeat(10_000)}@y.example`,
    ];
    for (const text of bad) {
      expect([text, await refusalOf(organization.owner, 'createUser', { username: 'new', [field]: text })]).toEqual([
        text,
        expect.objectContaining({ code: 'BAD_USER_INPUT', argument: `input.${field}` }),
      ]);
      expect([
        text,
        await refusalOf(organization.owner, 'changeUsers', [{ id: organization.memberId, [field]: text }]),
      ]).toEqual([text, expect.objectContaining({ code: 'BAD_USER_INPUT', argument: `input.0.${field}` })]);
    }
    expect(await rows()).toEqual(before);
    // Names of domains and of mailboxes in any script: mail servers of today take them, as UTF-8 or in their ASCII
    // form.
    for (const text of [
      'zoë@bücher.example',
      '用户@例子.广告',
      'a@xn--bcher-kva.example',
      "o'hara+x@b.example",
      'a@localhost',
      '=1@b.example',
    ])
      expect((await change({ id: organization.memberId, [field]: text }))[field]).toBe(text);
    expect((await change({ id: organization.memberId, [field]: '' }))[field]).toBeNull();
    await app.app.dataSource.query(`UPDATE users SET ${field} = ? WHERE id = ?`, [
      'none, he says',
      organization.memberId,
    ]);
    expect(await change({ id: organization.memberId, [field]: 'none, he says', city: 'Faro' })).toMatchObject({
      [field]: 'none, he says',
      city: 'Faro',
    });
  });

  it('reject a taken username ignoring case and composition, and any change of a username', async () => {
    await create({ username: 'Café' });
    for (const username of ['Café', 'CAFÉ', 'cafe\u0301', 'CAFE\u0301', ' café ']) {
      const refusal = await refusalOf(organization.owner, 'createUsers', [{ username: 'free' }, { username }]);
      expect(refusal).toEqual({ code: 'CONFLICT', argument: 'input.1.username', message: '"café" is taken.' });
    }
    expect(
      await refusalOf(organization.owner, 'createUsers', [{ username: 'Two' }, { username: 'x' }, { username: 'tWO' }]),
    ).toMatchObject({ code: 'CONFLICT', argument: 'input.2.username' });
    expect(
      await run(organization.owner, 'createUsers', [{ username: 'cafe' }, { username: ' café 2 ' }], 'username'),
    ).toEqual([{ username: 'cafe' }, { username: 'café 2' }]);
    expect(
      await refusalOf(organization.owner, 'changeUser', { id: organization.memberId, username: 'x' }),
    ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.username' });
  });

  it('give a username to one of several concurrent requests, and lose no concurrent change of a user', async () => {
    expect(
      await together(
        Array.from(
          { length: 6 },
          (_unused, index) => () =>
            attempt(organization.owner, 'createUsers', [
              { username: `other ${index}` },
              { username: index % 2 ? 'same' : 'SAME' },
            ]),
        ),
      ),
    ).toEqual({ done: 1, codes: Array(5).fill('CONFLICT') });
    expect(await rows()).toHaveLength(5);
    const changes = [
      { city: 'Faro' },
      { country: 'Portugal' },
      { tags: ['a'] },
      { customValues: [{ key: 'locker', value: '1' }] },
      { customValues: [{ key: '__proto__', value: '2' }] },
      { firstName: 'Ana' },
      { lastName: 'Zarco' },
    ];
    expect(
      (
        await together(
          changes.map(
            (more) => () => attempt(organization.owner, 'changeUser', { id: organization.memberId, ...more }),
          ),
        )
      ).done,
    ).toBe(7);
    expect(await read(organization.memberId)).toMatchObject({
      city: 'Faro',
      country: 'Portugal',
      tags: ['a'],
      customProperties: [{ value: '1' }, { value: '2' }],
    });
    expect(
      (await organization.owner.data('{ users(filter: { search: "ana zarco" }) { totalCount } }')).users.totalCount,
    ).toBe(1);
  });

  it('reject unknown and duplicate ids, and more than 500 users', async () => {
    const id = String(organization.memberId);
    for (const unknown of [unknownId, 'x', `0${id}`])
      expect(await refusalOf(organization.owner, 'changeUsers', [{ id, city: 'x' }, { id: unknown }])).toEqual({
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

  describe('permissions', () => {
    it('require IDENTITIES_EDIT over HTTP and WebSocket, before other errors, even for the own account', async () => {
      const limited = await app.organization({
        adminPermissions: Object.values(Permission).filter((permission) => permission !== Permission.IDENTITIES_EDIT),
      });
      const before = { rows: await rows(), audit: await audit() };
      for (const [client, ownId] of [
        [organization.member, organization.memberId],
        [limited.admin, limited.adminId],
      ] as const) {
        for (const [name, given] of [
          ['createUser', { username: '' }],
          ['createUsers', []],
          ['changeUser', { id: ownId, city: 'x' }],
          ['changeUsers', [{ id: ownId, role: 'OWNER' }]],
        ] as const) {
          expect(await refusalOf(client, name, given)).toEqual({
            code: 'FORBIDDEN',
            message: 'This needs the permissions IDENTITIES_VIEW and IDENTITIES_EDIT.',
          });
          expect(await socketRefusalOf(client, name, given)).toEqual({ code: 'FORBIDDEN' });
        }
      }
      expect({ rows: await rows(), audit: await audit() }).toEqual(before);
    });

    it('allow only the owner to assign roles and permissions, except the role OWNER', async () => {
      const before = await rows();
      for (const more of [
        { role: 'ADMIN' },
        { role: 'MEMBER' },
        { role: 'OWNER' },
        { permissions: ['DATA_PROTECTION'] },
        { permissions: [] },
        { permissions: null },
      ]) {
        expect(await refusalOf(organization.admin, 'createUser', { username: 'new', ...more })).toMatchObject({
          code: 'FORBIDDEN',
        });
        for (const id of [organization.adminId, organization.memberId])
          expect(await refusalOf(organization.admin, 'changeUsers', [{ id, ...more }])).toMatchObject({
            code: 'FORBIDDEN',
          });
      }
      for (const role of ['ADMIN', 'MEMBER', 'OWNER'])
        expect(await refusalOf(organization.owner, 'changeUser', { id: organization.ownerId, role })).toMatchObject({
          code: 'BAD_USER_INPUT',
          argument: 'input.role',
        });
      expect(await rows()).toEqual(before);
    });

    it('take effect immediately', async () => {
      expect(await refusalOf(organization.member, 'createUser', { username: 'new' })).toMatchObject({
        code: 'FORBIDDEN',
      });
      await change({
        id: organization.memberId,
        role: 'ADMIN',
        permissions: ['IDENTITIES_VIEW', 'IDENTITIES_EDIT', 'IDENTITIES_EDIT'],
      });
      expect((await organization.member.data('{ viewer { role permissions } }')).viewer).toEqual({
        role: 'ADMIN',
        permissions: ['IDENTITIES_VIEW', 'IDENTITIES_EDIT'],
      });
      expect(await run(organization.member, 'createUser', { username: 'new' }, 'username')).toEqual({
        username: 'new',
      });
      await change({ id: organization.memberId, role: 'MEMBER' });
      expect(await refusalOf(organization.member, 'createUser', { username: 'newer' })).toMatchObject({
        code: 'FORBIDDEN',
      });
    });

    it("allow only the owner to change the owner's account", async () => {
      expect(
        await refusalOf(organization.admin, 'changeUser', { id: organization.ownerId, email: 'mine@example.test' }),
      ).toMatchObject({ code: 'FORBIDDEN', message: 'Only the owner may change the account of the owner.' });
      expect((await change({ id: organization.ownerId, email: 'new@example.test' })).email).toBe('new@example.test');
      expect(await run(organization.admin, 'changeUser', { id: organization.memberId, city: 'Faro' }, 'city')).toEqual({
        city: 'Faro',
      });
    });
  });

  it('treat ids of other organizations as unknown', async () => {
    const there = await app.organization();
    const [foreignPlan] = await addParts('plans', there.id);
    const [foreignTeam] = await addParts('teams', there.id);
    const before = await app.app.dataSource.query('SELECT * FROM users WHERE organizationId = ?', [there.id]);
    const answer = async (given: (id: string) => object, id: string): Promise<string> =>
      JSON.stringify(
        await refusalOf(organization.owner, 'changeUser', { id: organization.memberId, ...given(id) }),
      ).replaceAll(id, 'ID');
    for (const [given, foreign] of [
      [(id: string) => ({ id, city: 'x' }), there.memberId],
      [(id: string) => ({ planIds: [id] }), foreignPlan],
      [(id: string) => ({ teamId: id }), foreignTeam],
      [(id: string) => ({ primaryLocationId: id }), there.locationId],
    ] as const)
      expect(await answer(given, String(foreign))).toBe(await answer(given, unknownId));
    expect(await app.app.dataSource.query('SELECT * FROM users WHERE organizationId = ?', [there.id])).toEqual(before);
    expect(
      await refusalOf(organization.owner, 'createUser', {
        username: 'new',
        customValues: [{ key: 'theirs', value: 'x' }],
      }),
    ).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect((await create({ username: there.slug })).username).toBe(there.slug);
    expect((await run(there.owner, 'createUser', { username: there.slug }, 'username')).username).toBe(there.slug);
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

  it('store every text unchanged', async () => {
    const all = [...new Set(acceptableStrings.map((text) => text.slice(0, 100).toWellFormed()))].filter(
      (text) => text !== '',
    );
    for (let start = 0; start < all.length; start += 50) {
      const some = all.slice(start, start + 50);
      const input = some.map((text, index) => ({
        username: `user ${start + index}`,
        lastName: text,
        bio: text,
        title: text,
        tags: [text, text],
        customValues: [{ key: 'locker', value: text }],
      }));
      const made = await run(organization.owner, 'createUsers', input, 'id');
      const { users } = await organization.owner.data(
        'query ($ids: [ID!]) { users(first: 500, filter: { ids: $ids }) { nodes { username lastName bio title tags customProperties { value } } } }',
        { ids: made.map(({ id }: Data) => id) },
      );
      expect(users.nodes).toEqual(
        some.map((text, index) => ({
          username: input[index]!.username,
          lastName: text,
          bio: text,
          title: text,
          tags: [text, text],
          customProperties: [{ value: text }, { value: null }],
        })),
      );
      await run(
        organization.owner,
        'changeUsers',
        made.map(({ id }: Data, index: number) => ({ id, company: some[index], skills: [some[index]] })),
      );
    }
    const stored = (await rows())
      .filter(({ company }) => company !== null)
      .map(({ company, skills }) => [company, JSON.parse(skills)]);
    expect(stored).toEqual(all.map((text) => [text, [text]]));
  });

  it('store every username unchanged', async () => {
    const usernames = [...new Map(acceptableIdentifiers(100).map((text) => [fold(text), text])).values()].slice(0, 450);
    expect(
      (
        await run(
          organization.owner,
          'createUsers',
          usernames.map((username) => ({ username: `+${username}` })),
          'username',
        )
      ).map(({ username }: Data) => username),
    ).toEqual(usernames.map((username) => `+${username}`));
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
