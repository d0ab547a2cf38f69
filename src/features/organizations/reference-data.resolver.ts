import { Arg, Authorized, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { batchComplexity, many, one } from '../../platform/graphql/batch';
import type { Operation } from '../../platform/graphql/operation';
import { customPropertyInputTypes, namedItemInputTypes, type ReferenceInputTypes } from './reference-data.inputs';
import type { ReferenceDataService } from './reference-data.service';
import {
  customPropertyKind,
  locationKind,
  planKind,
  type ReferenceItem,
  type ReferenceKind,
  teamKind,
} from './reference-kinds';

interface Plural {
  readonly typeName: string;
  readonly nouns: string;
}

/** Builds the mutations of one kind of reference data, each for one item and for a batch. */
function referenceDataResolver<Row extends ReferenceItem>(
  kind: ReferenceKind<Row>,
  { create, change }: ReferenceInputTypes,
  { typeName, nouns }: Plural,
) {
  const { entity, noun, permissions } = kind;
  const name = entity.name;
  const needs = `Requires the permissions ${permissions.join(' and ')}.`;
  const bulk =
    'Atomic. Accepts 1 to 500 and returns them in the same order. ' +
    `${needs} Errors name the index, like \`input.7.name\` or \`ids.7\`.`;
  const idArg = { description: `Id of the ${noun}. NOT_FOUND if it is unknown.` };
  const idsArg = { description: `Ids of the ${nouns}, without duplicates. NOT_FOUND if one is unknown.` };
  const created = {
    description:
      'What to create. ' +
      `CONFLICT if the organization would have more than ${kind.maxCount.toLocaleString('en-US')} ${nouns}, ` +
      'including archived ones.',
  };
  const taken = noun === customPropertyKind.noun ? 'name or key' : 'name';
  const changed = { description: 'What to change.' };
  const archiving = 'Existing records, filters, statistics and files keep them, but new records cannot use them.';
  const complexity = batchComplexity;

  @Resolver()
  class ReferenceDataResolver {
    constructor(private readonly items: ReferenceDataService) {}

    @Authorized()
    @Mutation(() => entity, {
      name: `create${name}`,
      description: `Creates a ${noun}. ${needs} CONFLICT if the ${taken} is taken.`,
      complexity,
    })
    async createOne(
      @Arg('input', () => create, created) input: InstanceType<typeof create>,
      @Ctx() operation: Operation,
    ): Promise<Row> {
      return (await this.items.create(operation, kind, one('input', input)))[0]!;
    }

    @Authorized()
    @Mutation(() => [entity], {
      name: `create${typeName}`,
      description: `Creates ${nouns}. ${bulk} CONFLICT if a ${taken} is taken.`,
      complexity,
    })
    createMany(
      @Arg('input', () => [create], created) input: InstanceType<typeof create>[],
      @Ctx() operation: Operation,
    ): Promise<Row[]> {
      return this.items.create(operation, kind, many('input', input));
    }

    @Authorized()
    @Mutation(() => entity, {
      name: `change${name}`,
      description: `Changes a ${noun}. ${needs} CONFLICT if the name is taken.`,
      complexity,
    })
    async changeOne(
      @Arg('input', () => change, changed) input: InstanceType<typeof change>,
      @Ctx() operation: Operation,
    ): Promise<Row> {
      return (await this.items.change(operation, kind, one('input', input)))[0]!;
    }

    @Authorized()
    @Mutation(() => [entity], {
      name: `change${typeName}`,
      description: `Changes ${nouns} in the order of the input. ${bulk} CONFLICT if a name is taken.`,
      complexity,
    })
    changeMany(
      @Arg('input', () => [change], changed) input: InstanceType<typeof change>[],
      @Ctx() operation: Operation,
    ): Promise<Row[]> {
      return this.items.change(operation, kind, many('input', input));
    }

    @Authorized()
    @Mutation(() => entity, {
      name: `archive${name}`,
      description:
        `Archives a ${noun}. ` +
        'Existing records, filters, statistics and files keep it, but new records cannot use it. ' +
        `${needs} CONFLICT if it is already archived.`,
      complexity,
    })
    async archiveOne(@Arg('id', () => ID, idArg) id: string, @Ctx() operation: Operation): Promise<Row> {
      return (await this.items.archive(operation, kind, one('id', id)))[0]!;
    }

    @Authorized()
    @Mutation(() => [entity], {
      name: `archive${typeName}`,
      description: `Archives ${nouns}. ${archiving} ${bulk} CONFLICT if one is already archived.`,
      complexity,
    })
    archiveMany(@Arg('ids', () => [ID], idsArg) ids: string[], @Ctx() operation: Operation): Promise<Row[]> {
      return this.items.archive(operation, kind, many('ids', ids));
    }

    @Authorized()
    @Mutation(() => entity, {
      name: `restore${name}`,
      description: `Restores an archived ${noun}, so that new records can use it again. ${needs} CONFLICT if it is not archived.`,
      complexity,
    })
    async restoreOne(@Arg('id', () => ID, idArg) id: string, @Ctx() operation: Operation): Promise<Row> {
      return (await this.items.restore(operation, kind, one('id', id)))[0]!;
    }

    @Authorized()
    @Mutation(() => [entity], {
      name: `restore${typeName}`,
      description: `Restores archived ${nouns}. ${bulk} CONFLICT if one is not archived.`,
      complexity,
    })
    restoreMany(@Arg('ids', () => [ID], idsArg) ids: string[], @Ctx() operation: Operation): Promise<Row[]> {
      return this.items.restore(operation, kind, many('ids', ids));
    }
  }

  return ReferenceDataResolver;
}

const LocationChangesResolver = referenceDataResolver(locationKind, namedItemInputTypes('Location', 'location'), {
  typeName: 'Locations',
  nouns: 'locations',
});
const TeamChangesResolver = referenceDataResolver(teamKind, namedItemInputTypes('Team', 'team'), {
  typeName: 'Teams',
  nouns: 'teams',
});
const PlanChangesResolver = referenceDataResolver(planKind, namedItemInputTypes('Plan', 'plan'), {
  typeName: 'Plans',
  nouns: 'plans',
});
const CustomPropertyChangesResolver = referenceDataResolver(customPropertyKind, customPropertyInputTypes, {
  typeName: 'CustomProperties',
  nouns: 'custom properties',
});

export const referenceDataResolvers = [
  LocationChangesResolver,
  TeamChangesResolver,
  PlanChangesResolver,
  CustomPropertyChangesResolver,
];
