import {
  getNamedType,
  type GraphQLField,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  isObjectType,
  parse,
} from 'graphql';
import { createSchema } from '../../../src/api/graphql/schema';
import { audienceOf } from '../../../src/api/live/shared-subscriptions';
import { sharingOf } from '../../../src/platform/graphql/audience';

type Field = GraphQLField<unknown, unknown>;

const fieldsOf = (type: GraphQLObjectType): Field[] => Object.values(type.getFields());

/**
 * The fields that a subscription with this root reaches while its results are shared, each with its type and the path
 * to it.
 */
function* reachable(
  type: GraphQLObjectType,
  path: readonly string[] = [],
  within: readonly GraphQLObjectType[] = [],
): Generator<{ type: GraphQLObjectType; field: Field; path: readonly string[] }> {
  for (const field of fieldsOf(type)) {
    const below = [...path, field.name];
    yield { type, field, path: below };
    const inner = getNamedType(field.type);
    // A filter can contain filters of its own type.
    if (sharingOf(type, field) === 'SHARED' && isObjectType(inner) && inner !== type && !within.includes(inner))
      yield* reachable(inner, below, [...within, type]);
  }
}

function unmarkedFields(root: Field): string[] {
  const type = getNamedType(root.type) as GraphQLObjectType;
  return [...reachable(type)]
    .filter((one) => !sharingOf(one.type, one.field))
    .map((one) => `${one.type.name}.${one.field.name}`);
}

describe('a subscription that is shared by viewers', () => {
  const schema = createSchema();
  const roots = fieldsOf(schema.getSubscriptionType()!).filter(({ extensions }) => extensions.audience);
  const selecting = (root: Field, paths: readonly (readonly string[])[]) =>
    parse(
      `subscription { ${root.name} { ${paths.map((path) => `${path.join(' { ')}${' }'.repeat(path.length - 1)}`).join(' ')} } }`,
    );
  /** Those of the paths that end at a leaf. */
  const leaves = (root: Field, sharing: string) =>
    [...reachable(getNamedType(root.type) as GraphQLObjectType)]
      .filter(({ type, field }) => sharingOf(type, field) === sharing && !isObjectType(getNamedType(field.type)))
      .map(({ path }) => path);

  it('exists for exports, imports and statistics', () => {
    expect(roots.map(({ name }) => name).sort()).toEqual(['bookingStatsChanged', 'exportProgress', 'importProgress']);
  });

  it.each(roots)('has every reachable field marked as shared or per viewer: $name', (root) => {
    expect(unmarkedFields(root)).toEqual([]);
  });

  it.each(roots)('stays shared with its shared fields only: $name', (root) => {
    expect(audienceOf(schema, selecting(root, leaves(root, 'SHARED')))).toBe(root.extensions.audience);
    for (const path of leaves(root, 'PER_VIEWER'))
      expect([path, audienceOf(schema, selecting(root, [path]))]).toEqual([path, null]);
  });

  it('shares no link and no actions of the viewer', () => {
    const progress = roots.find(({ name }) => name === 'exportProgress')!;
    for (const selection of ['file { downloadUrl }', 'file { downloadUrlExpiresAt }', 'actions { cancel }']) {
      expect(audienceOf(schema, parse(`subscription { ${progress.name}(id: "1") { id ${selection} } }`))).toBeNull();
    }
  });

  it('is neither complete nor shared with an unmarked field', () => {
    const fields = { id: { type: GraphQLString, extensions: { sharing: 'SHARED' } }, link: { type: GraphQLString } };
    const thing = new GraphQLObjectType({ name: 'Thing', fields });
    const root = { thing: { type: thing, extensions: { audience: { scope: () => null } } } };
    const small = new GraphQLSchema({
      query: thing,
      subscription: new GraphQLObjectType({ name: 'Subscription', fields: root }),
    });
    expect(unmarkedFields(small.getSubscriptionType()!.getFields().thing!)).toEqual(['Thing.link']);
    expect(audienceOf(small, parse('subscription { thing { id } }'))).not.toBeNull();
    expect(audienceOf(small, parse('subscription { thing { id link } }'))).toBeNull();
  });
});
