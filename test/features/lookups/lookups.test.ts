import { maxValuesSearched } from '../../../src/features/lookups/lookup.types';
import { UserStatus } from '../../../src/features/users/user.entity';
import { useOrganization, useTestApp } from '../../support/apps/app';
import type { Data, TestClient } from '../../support/clients/client';
import { addBookings, addUsers } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { changeRows } from '../../support/databases/rows';
import { countingStatements } from '../../support/databases/statements';

const query = `query ($field: LookupField!, $search: String, $first: Int! = 50) {
  lookup(field: $field, search: $search, first: $first) { values { value count } hasMore scope } }`;

const texts = [
  'accountType',
  'source',
  'profile',
  'sponsor',
  'profession',
  'company',
  'city',
  'country',
  'billingCity',
  'billingCountry',
  'appVersion',
  'deviceModel',
] as const;
const lists = ['tags', 'skills', 'externalPrimaryLocations'] as const;
const fieldOf = (filter: string): string => `USER_${filter.replace(/[A-Z]/g, '_$&').toUpperCase()}`;

const values = [
  'Straße',
  'STRASSE',
  'strasse ',
  'Ω',
  '😀',
  '\ufffd',
  "o'neill",
  '%',
  'constructor',
  '"quoted", and \\',
];
const counts: readonly (readonly [string, number])[] = [
  ['STRASSE', 3],
  ['Straße', 3],
  ['"quoted", and \\', 2],
  ['%', 2],
  ['constructor', 2],
  ["o'neill", 2],
  ['strasse ', 2],
  ['Ω', 2],
  ['\ufffd', 2],
  ['😀', 2],
];

eachEngine('lookup', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);
  beforeAll(async () => {
    const people = Array.from({ length: 22 }, (_unused, index) => {
      const value = values[index % values.length]!;
      return {
        username: `person-${index}`,
        status: UserStatus.ACTIVE,
        ...Object.fromEntries(texts.map((name) => [name, value])),
        ...Object.fromEntries(lists.map((name) => [name, [value, value]])),
      };
    });
    const ids = await addUsers(app.app.dataSource, organization.id, [
      ...people,
      { username: 'nothing', company: '', tags: [] },
    ]);
    const other = await app.organization();
    await addUsers(app.app.dataSource, other.id, people);
    await addBookings(app.app.dataSource, organization, [
      ...ids.slice(0, 3).map((userId, index) => ({ userId, startsAt: '2025-05-05T10:00:00Z', reference: `R${index}` })),
      { userId: organization.memberId, startsAt: '2025-05-05T10:00:00Z', reference: 'OWN' },
    ]);
    for (const [reference, resource] of [
      ['R0', 'Desk'],
      ['R1', 'Desk'],
      ['R2', null],
      ['OWN', 'Room'],
    ] as const)
      await changeRows(app.app.dataSource, 'bookings', { organizationId: organization.id, reference }, { resource });
  });

  const lookup = async (field: string, variables: object = {}, client: TestClient = organization.owner) => {
    const { lookup: found }: Data = await client.data(query, { field, ...variables });
    return { ...found, values: found.values.map(({ value, count }: Data) => [value, count]) };
  };

  it.each(engine.name === 'sqlite' ? [...texts, ...lists] : (['company', 'tags'] as const))(
    'counts the users of each value of `%s`, as its filter finds them',
    async (filter) => {
      expect(await lookup(fieldOf(filter))).toEqual({ values: counts, hasMore: false, scope: 'ORGANIZATION' });
      for (const [value, count] of counts) {
        const { users } = await organization.owner.data(
          'query ($filter: UserFilter) { users(filter: $filter) { totalCount } }',
          { filter: { [filter]: [value] } },
        );
        expect([value, users.totalCount]).toEqual([value, count]);
      }
    },
  );

  it('searches regardless of case, and limits the number of values', async () => {
    for (const field of ['USER_COMPANY', 'USER_TAGS']) {
      expect((await lookup(field, { search: ' STRASSE' })).values).toEqual([counts[0], counts[1], counts[6]]);
      expect(await lookup(field, { search: 'ss', first: 2 })).toMatchObject({
        values: counts.slice(0, 2),
        hasMore: true,
      });
      expect(await lookup(field, { first: 9 })).toMatchObject({ values: counts.slice(0, 9), hasMore: true });
      expect(await lookup(field, { first: 10 })).toMatchObject({ values: counts, hasMore: false });
      expect((await lookup(field, { search: 'nowhere' })).values).toEqual([]);
    }
  });

  it('lists the resources of bookings, as their filter finds them', async () => {
    expect((await lookup('BOOKING_RESOURCE')).values).toEqual([
      ['Desk', 2],
      ['Room', 1],
    ]);
    const { bookings } = await organization.owner.data(
      '{ bookings(filter: { resource: ["Desk"] }) { nodes { reference resource } } }',
    );
    expect(bookings.nodes.map(({ reference }: Data) => reference)).toEqual(['R0', 'R1']);
  });

  it("shows a viewer without the permission only the viewer's own values", async () => {
    expect(await lookup('USER_COMPANY', {}, organization.member)).toEqual({ values: [], hasMore: false, scope: 'OWN' });
    expect(await lookup('USER_TAGS', {}, organization.member)).toEqual({ values: [], hasMore: false, scope: 'OWN' });
    expect(await lookup('BOOKING_RESOURCE', {}, organization.member)).toEqual({
      values: [['Room', 1]],
      hasMore: false,
      scope: 'OWN',
    });
  });

  it('reads a field at most twice in an operation, however often it is listed and searched', async () => {
    const fields = ['BOOKING_RESOURCE', 'USER_TAGS'].flatMap((field) =>
      [', first: 7', ', search: "de"', ', search: "oo"', ', search: "oo", first: 1'].map(
        (args, index) => `${field}_${index}: lookup(field: ${field}${args}) { values { value } }`,
      ),
    );
    let data: Data = {};
    const statements = await countingStatements(app.app.dataSource, async () => {
      data = await organization.owner.data(`{ ${fields.join(' ')} }`);
    });
    expect(statements.filter((sql) => /FROM bookings/.test(sql))).toHaveLength(2);
    expect(statements.filter((sql) => /tags <> '\[\]'/.test(sql))).toHaveLength(1);
    expect([1, 2, 3].map((index) => data[`BOOKING_RESOURCE_${index}`].values)).toEqual([
      [{ value: 'Desk' }],
      [{ value: 'Room' }],
      [{ value: 'Room' }],
    ]);
  });

  it('refuses texts and numbers that are too large', async () => {
    const refusal = (variables: object) => organization.owner.refusal(query, { field: 'USER_CITY', ...variables });
    expect(await refusal({ search: 'x'.repeat(201) })).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'search' });
    expect(await refusal({ first: 501 })).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'first' });
  });

  it('refuses a list with more different values than it can count', async () => {
    const other = await app.organization();
    const skills = Array.from({ length: maxValuesSearched + 1 }, (_unused, index) => `s${index}`);
    await addUsers(app.app.dataSource, other.id, [{ username: 'able', skills }]);
    expect(await other.owner.refusal(query, { field: 'USER_SKILLS' })).toMatchObject({
      code: 'LIMIT_REACHED',
      reason: 'TOO_MANY_DIFFERENT',
      parameters: { max: maxValuesSearched },
    });
  });
});
