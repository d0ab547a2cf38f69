import { buildSchema, getNamedType, type GraphQLInputObjectType, isInputObjectType, parse } from 'graphql';
import { checkInputs } from '../../../src/api/graphql/check-inputs';
import { createSchema } from '../../../src/api/graphql/schema';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { errorsOf, inputPlaces } from '../../support/clients/input-places';
import { RawSocket } from '../../support/clients/raw-socket';
import { addReferenceItems } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';

const places = inputPlaces(createSchema());

/** The lists of ids in filters, without the ids of records, which can be deleted. */
const lists = places.filter(
  ({ typeName, isList, argument }) =>
    typeName === 'ID' &&
    isList &&
    /(^|\.)filter\./.test(argument) &&
    !/\.(ids|userIds|bookingIds|createdByIds)$/.test(argument),
);

/** The ends of ranges of instants. */
const ends = places.filter(({ typeName, argument }) => typeName === 'DateTime' && argument.endsWith('.before'));

describe('a range of instants', () => {
  it('has the bounds `from` and `before` in each input type of the schema', () => {
    const ranges = Object.values(createSchema().getTypeMap()).filter(
      (type) =>
        isInputObjectType(type) &&
        Object.values(type.getFields()).filter((field) => getNamedType(field.type).name === 'DateTime').length > 1 &&
        /range/i.test(type.description ?? ''),
    ) as GraphQLInputObjectType[];
    expect(ranges.map(({ name }) => name)).toContain('InstantRange');
    for (const range of ranges) expect(Object.keys(range.getFields())).toEqual(['from', 'before']);
  });

  it('is checked in a type that is new', () => {
    const schema = buildSchema(`
      scalar DateTime
      input Shift { from: DateTime, before: DateTime }
      type Query { shifts(of: Shift, all: [Shift!]): Int }
    `);
    const reversed = '{ from: "2026-01-02T00:00:00Z", before: "2026-01-01T00:00:00Z" }';
    const check = (args: string) => () => checkInputs(schema, parse(`{ shifts(${args}) }`), null, {});
    expect(check(`of: ${reversed}`)).toThrow('must not be earlier');
    expect(check(`all: [${reversed}]`)).toThrow('must not be earlier');
    expect(check('of: { from: "2026-01-01T00:00:00Z", before: "2026-01-02T00:00:00Z" }')).not.toThrow();
  });
});

eachEngine('a filter that can match nothing', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app, {}, 'session');
  const other = useOrganization(app);

  let socket: RawSocket;
  beforeAll(async () => {
    socket = await RawSocket.signedIn(organization.owner);
  });
  afterAll(() => socket?.close());

  it('can be sent to many operations', () => {
    expect(lists.length).toBeGreaterThan(20);
    expect(ends.length).toBeGreaterThan(20);
  });

  it.each(lists.map((place) => [place.kind, place.field, place.argument, place] as const))(
    'is refused for an unknown location, team or plan, or one of another organization: %s %s %s',
    async (_kind, _field, argument, place) => {
      const table = argument.endsWith('teamIds') ? 'teams' : argument.endsWith('planIds') ? 'plans' : 'locations';
      const name = `Theirs of ${argument} ${Math.random()}`;
      const [foreign] = await addReferenceItems(app.app.dataSource, table, other.id, [name]);
      for (const id of ['2000000000', String(foreign), 'x']) {
        const errors = await errorsOf(place, [id], organization.owner, socket);
        expect(errors).toEqual([
          expect.objectContaining({
            extensions: expect.objectContaining({
              code: 'BAD_USER_INPUT',
              argument,
              reason: 'UNKNOWN_ID',
              parameters: { id },
            }),
          }),
        ]);
      }
    },
  );

  it.each(ends.map((place) => [place.kind, place.field, place.argument, place] as const))(
    'is refused if it ends before it starts: %s %s %s',
    async (_kind, _field, argument, place) => {
      const operation = (before: string) => {
        const { query, variables } = place.operation(before);
        const ranged = JSON.stringify(variables).replace('"before":', '"from":"2026-01-01T00:00:00Z","before":');
        return { query, variables: JSON.parse(ranged) as Record<string, unknown> };
      };
      const errors = await errorsOf({ ...place, operation }, '2025-12-31T23:59:59.999Z', organization.owner, socket);
      expect(errors).toEqual([
        expect.objectContaining({
          extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', argument, reason: 'RANGE_REVERSED' }),
        }),
      ]);
    },
  );

  it.each([{ toString: 1, valueOf: 1 }, 12, ['2026-01-01T00:00:00Z'], '1 Jan 2030', true])(
    'is refused by the scalar if an instant is %j',
    async (from) => {
      const { errors } = await organization.owner.gql(
        'query ($filter: UserFilter) { users(filter: $filter) { totalCount } }',
        { filter: { createdAt: { from, before: '2026-01-01T00:00:00Z' } } },
      );
      expect(errors).toEqual([
        expect.objectContaining({
          extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', argument: 'filter.createdAt.from' }),
        }),
      ]);
    },
  );
});
