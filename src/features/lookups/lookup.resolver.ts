import { Args, Authorized, Ctx, Query, Resolver } from 'type-graphql';
import { listComplexity } from '../../platform/graphql/connection';
import type { Operation } from '../../platform/graphql/operation';
import type { LookupRepository } from './lookup.repository';
import { Lookup, LookupArgs } from './lookup.types';

/** The values of all records are counted, even if few are listed. */
const pointsPerLookup = 2000;

@Resolver()
export class LookupResolver {
  constructor(private readonly lookups: LookupRepository) {}

  @Authorized()
  @Query(() => Lookup, {
    description:
      'The different values of a field with their numbers of records, for filters and inputs. ' +
      "Without the permission that the field requires: the values of the viewer's own records, and `scope` is OWN. " +
      'Roles, statuses and the like are enums; locations, teams and plans are in `organization`.',
    complexity: (list: Parameters<typeof listComplexity>[0]) => pointsPerLookup + listComplexity(list),
  })
  lookup(@Args() args: LookupArgs, @Ctx() operation: Operation): Promise<Lookup> {
    return this.lookups.list(operation, args);
  }
}
