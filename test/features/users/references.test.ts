import { isObjectType } from 'graphql';
import { createSchema } from '../../../src/api/graphql/schema';
import { scalarTypes } from '../../../src/platform/graphql/scalars';
import { useOrganization, useTestApp } from '../../support/apps/app';
import type { Data } from '../../support/clients/client';
import { addBookings, addInvoices, addReferenceItems, addUsers } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { countingStatements } from '../../support/databases/statements';

const months = 'from: "2026-01", to: "2026-01"';

eachEngine('references', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);
  let ids: Record<'location' | 'team' | 'plans' | 'user' | 'lonely', string>;

  beforeAll(async () => {
    const { dataSource } = app.app;
    const [teamId] = await addReferenceItems(dataSource, 'teams', organization.id, ['Crew']);
    const [first, second] = await addReferenceItems(dataSource, 'plans', organization.id, ['Basic', 'Air']);
    const [userId, lonelyId] = await addUsers(dataSource, organization.id, [
      {
        username: 'Ana',
        teamId: teamId!,
        planIds: [first!, second!, 999_999],
        primaryLocationId: organization.locationId,
        accountType: 'Guest',
        hasPaymentMethod: true,
      },
      { username: 'lonely' },
    ]);
    for (const each of [userId!, lonelyId!]) {
      await addBookings(dataSource, organization, [
        { userId: each, startsAt: '2026-01-05T10:00:00Z', reference: `B${each}` },
      ]);
      await addInvoices(dataSource, organization, [{ userId: each, issuedAt: '2026-01-05T10:00:00Z', totalMinor: 5 }]);
    }
    ids = {
      location: String(organization.locationId),
      team: String(teamId),
      plans: `${first} ${second}`,
      user: String(userId),
      lonely: String(lonelyId),
    };
  });

  const userFields = `username team teamRef { id name } plans planRefs { id name archivedAt }
    primaryLocation primaryLocationRef { id name }`;

  it('of a user are objects with ids', async () => {
    const [first, second] = ids.plans.split(' ');
    const { ana, lonely } = await organization.owner.data(
      `{ ana: user(id: "${ids.user}") { ${userFields} } lonely: user(id: "${ids.lonely}") { ${userFields} } }`,
    );
    expect(ana).toEqual({
      username: 'Ana',
      team: 'Crew',
      teamRef: { id: ids.team, name: 'Crew' },
      plans: ['Basic', 'Air'],
      planRefs: [
        { id: first, name: 'Basic', archivedAt: null },
        { id: second, name: 'Air', archivedAt: null },
      ],
      primaryLocation: 'Main',
      primaryLocationRef: { id: ids.location, name: 'Main' },
    });
    expect(lonely).toEqual({
      username: 'lonely',
      team: null,
      teamRef: null,
      plans: [],
      planRefs: [],
      primaryLocation: null,
      primaryLocationRef: null,
    });
  });

  it('are read once for all rows', async () => {
    const document = `{ users(first: 100) { nodes { ${userFields} } } bookings { nodes { locationRef { id name } location } } }`;
    const statements = await countingStatements(app.app.dataSource, () => organization.owner.data(document));
    expect(statements.filter((text) => /FROM .?(teams|plans|locations)/.test(text))).toHaveLength(3);
  });

  it('of bookings and audit events are objects with ids', async () => {
    const { bookings } = await organization.owner.data(
      `{ bookings(filter: { userIds: ["${ids.user}"] }) { nodes { location locationRef { id name } user { id } } } }`,
    );
    expect(bookings.nodes).toEqual([
      { location: 'Main', locationRef: { id: ids.location, name: 'Main' }, user: { id: ids.user } },
    ]);
    await organization.owner.data('mutation { createTeam(input: { name: "Other" }) { id } }');
    const { auditEvents } = await organization.owner.data(
      '{ auditEvents(actions: [TEAM_CREATED]) { nodes { userId user { id username } } } }',
    );
    expect(auditEvents.nodes).toEqual([
      { userId: String(organization.ownerId), user: { id: String(organization.ownerId), username: 'owner' } },
    ]);
  });

  it('of rows of statistics are objects, in the order of their names', async () => {
    const [first, second] = ids.plans.split(' ');
    const groups = 'location locationRef { id name } team teamRef { id name } plan planRef { id name } accountType';
    const expected = [
      { location: 'Main', team: null, plan: null, count: 1 },
      { location: 'Main', team: 'Crew', plan: 'Air', planId: second, count: 1 },
      { location: 'Main', team: 'Crew', plan: 'Basic', planId: first, count: 1 },
    ].map(({ location, team, plan, planId, count }) => ({
      location,
      locationRef: { id: ids.location, name: location },
      team,
      teamRef: team && { id: ids.team, name: team },
      plan,
      planRef: plan && { id: planId, name: plan },
      accountType: null,
      count,
    }));
    const { bookingStats, invoiceStats }: Data = await organization.owner.data(
      `{ bookingStats(${months}, groupBy: [LOCATION, TEAM, PLAN]) { rows { ${groups} count } }
         invoiceStats(${months}, groupBy: [LOCATION, TEAM, PLAN]) { rows { ${groups} count } } }`,
    );
    expect(bookingStats.rows).toEqual(expected);
    expect(invoiceStats.rows).toEqual([{ ...expected[0], location: null, locationRef: null }, ...expected.slice(1)]);
  });

  it('and groups without them are what filters accept', async () => {
    const found = async (filter: object): Promise<string[]> =>
      (
        await organization.owner.data('query ($filter: UserFilter) { users(filter: $filter) { nodes { id } } }', {
          filter: { ids: [ids.user, ids.lonely], ...filter },
        })
      ).users.nodes.map(({ id }: Data) => id);
    for (const flag of ['hasTeam', 'hasPlan', 'hasPrimaryLocation', 'hasAccountType', 'hasPaymentMethod']) {
      expect([flag, await found({ [flag]: true })]).toEqual([flag, [ids.user]]);
      expect([flag, await found({ [flag]: false })]).toEqual([flag, [ids.lonely]]);
      expect(await found({ [flag]: null })).toHaveLength(2);
    }
    expect(await found({ autopaymentsEnabled: false })).toHaveLength(2);
    expect(
      await found({ teamIds: [ids.team], primaryLocationIds: [ids.location], planIds: ids.plans.split(' ') }),
    ).toEqual([ids.user]);
  });

  it('of bookings and invoices can be filtered for by id, reference and number', async () => {
    const { bookings, invoices } = await organization.owner.data(
      '{ bookings { nodes { id reference } } invoices { nodes { id number } } }',
    );
    const [booking, invoice] = [bookings.nodes[1], invoices.nodes[1]];
    const found = await organization.owner.data(
      `query ($bookings: [ID!], $references: [String!], $invoices: [ID!], $numbers: [String!]) {
        byId: bookings(filter: { ids: $bookings }) { nodes { id reference } }
        byReference: bookings(filter: { references: $references }) { nodes { id reference } }
        invoicesById: invoices(filter: { ids: $invoices }) { nodes { id number } }
        byNumber: invoices(filter: { numbers: $numbers }) { nodes { id number } } }`,
      {
        bookings: [booking.id],
        references: [booking.reference, 'x'],
        invoices: [invoice.id],
        numbers: [invoice.number],
      },
    );
    expect(found).toEqual({
      byId: { nodes: [booking] },
      byReference: { nodes: [booking] },
      invoicesById: { nodes: [invoice] },
      byNumber: { nodes: [invoice] },
    });
  });

  describe('user', () => {
    it('finds by username, ignoring case, within what the viewer may see', async () => {
      const find = async (username: string, client = organization.owner) =>
        (await client.data('query ($username: String) { user(username: $username) { id } }', { username })).user;
      for (const username of ['Ana', 'ana', 'ＡＮＡ']) expect(await find(username)).toEqual({ id: ids.user });
      for (const unknown of ['an', '', 'anna']) expect(await find(unknown)).toBeNull();
      expect(await find('ana', organization.member)).toBeNull();
      expect(await find('MEMBER', organization.member)).toEqual({ id: String(organization.memberId) });
      expect(await find('ana', (await app.organization()).owner)).toBeNull();
    });

    it.each([
      ['user', 'id'],
      ['user(id: null)', 'id'],
      ['user(id: null, username: null)', 'id'],
      ['user(id: "1", username: "ana")', 'username'],
    ])('refuses %s', async (field, argument) =>
      expect(await organization.owner.refusal(`{ ${field} { id } }`)).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument,
        message: expect.stringContaining('exactly one of `id` and `username`'),
      }),
    );
  });
});

describe('the schema', () => {
  it('has a reference next to each deprecated name', () => {
    const types = Object.values(createSchema().getTypeMap()).filter(isObjectType);
    for (const type of types) {
      const fields = type.getFields();
      for (const name of Object.keys(fields).filter((each) => /Refs?$/.test(each))) {
        const old = fields[name.replace(/Ref(s?)$/, '$1')];
        // Newer types never had the name.
        if (!old) continue;
        const reason = fields[name]!.deprecationReason ?? `Use \`${name} { name }\`.`;
        expect([type.name, name, old.deprecationReason]).toEqual([type.name, name, reason]);
      }
    }
  });

  it('names a specification and a TypeScript type for each scalar of its own', () => {
    const scalars = Object.values(createSchema().getTypeMap()).filter(
      ({ name, constructor }) =>
        constructor.name === 'GraphQLScalarType' && !['String', 'Int', 'Float', 'Boolean', 'ID'].includes(name),
    );
    expect(scalars.map(({ name }) => name).sort()).toEqual(Object.keys(scalarTypes));
    for (const scalar of scalars as { specifiedByURL?: string; extensions: Data }[]) {
      expect(scalar.specifiedByURL).toMatch(/^https:/);
      expect(Object.values(scalarTypes)).toContain(scalar.extensions.codegenScalarType);
    }
  });
});
