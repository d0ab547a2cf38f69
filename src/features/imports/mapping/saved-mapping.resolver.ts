import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { type Connection, connectionType, listComplexity, PageArgs } from '../../../platform/graphql/connection';
import { shareEventLoop } from '../../../platform/graphql/event-loop-share';
import type { Operation } from '../../../platform/graphql/operation';
import { Refusable } from '../../../platform/graphql/refusable';
import { ExportDataset } from '../../exports/datasets';
import { User } from '../../users/user.entity';
import { userLoader } from '../../users/user.loaders';
import type { UserRepository } from '../../users/user.repository';
import { maxColumns } from '../reading/limits';
import { ImportMapping } from '../record/import-mapping.entity';
import { checkMappingDeletion } from '../record/named-mapping';
import { mappingLoader } from './saved-mapping.loaders';
import type { SavedMappings } from './saved-mapping.service';

@ObjectType({ simpleResolvers: true, description: 'The decision of a saved mapping about one header.' })
class MappedHeader {
  @Field(() => String, { description: 'Header in the file.' })
  header: string;

  @Field(() => String, { nullable: true, description: 'Key of the column. Null: the header is ignored.' })
  column: string | null;
}

const ImportMappingConnection = connectionType(() => ImportMapping, 'ImportMapping', 'saved mappings');

@Resolver(() => ImportMapping)
export class SavedMappingResolver {
  constructor(
    private readonly mappings: SavedMappings,
    private readonly users: UserRepository,
  ) {}

  @Authorized()
  @Query(() => ImportMappingConnection, {
    nullable: true,
    description:
      'The saved mappings of a dataset, by name. `startImport` and `mapImport` save them. ' +
      'Requires the permissions of `startImport`; FORBIDDEN otherwise. BAD_USER_INPUT for ORGANIZATION.',
    complexity: listComplexity,
  })
  @Refusable('the permissions of `startImport`')
  importMappings(
    @Arg('dataset', () => ExportDataset, { description: 'Dataset of the files.' }) dataset: ExportDataset,
    @Args() args: PageArgs,
    @Ctx() operation: Operation,
  ): Promise<Connection<ImportMapping>> {
    return this.mappings.list(operation, dataset, args);
  }

  @Authorized()
  @Mutation(() => ImportMapping, {
    description:
      'Deletes a saved mapping and returns it. Imports that were started with it keep their decisions. ' +
      'Requires the permissions of `startImport`, and to have saved it or to be the owner; FORBIDDEN otherwise. ' +
      'NOT_FOUND if the id is unknown.',
  })
  deleteImportMapping(
    @Arg('id', () => ID, { description: 'Id of the saved mapping.' }) id: string,
    @Ctx() operation: Operation,
  ): Promise<ImportMapping> {
    return this.mappings.delete(operation, id);
  }

  @FieldResolver(() => [MappedHeader], {
    description:
      'The headers of the file with which it was saved last, in their order, without those that are ours and have nothing ' +
      `to import. Up to ${maxColumns.toLocaleString('en-US')}.`,
    complexity: ({ childComplexity }) => 1 + maxColumns * childComplexity,
  })
  async headers(
    @Root() { id, mapping: deleted }: Pick<ImportMapping, 'id'> & Partial<ImportMapping>,
    @Ctx() operation: Operation,
  ): Promise<MappedHeader[]> {
    const mapping = deleted ?? (await mappingLoader(operation, this.mappings).load(id));
    await shareEventLoop(operation, mapping.length);
    return mapping.map(({ header, column }) => ({ header, column }));
  }

  @FieldResolver(() => User, {
    nullable: true,
    description: 'User who saved it last. Null if the viewer may not see that user, or if the user was deleted.',
  })
  savedBy(@Root() { savedById }: ImportMapping, @Ctx() operation: Operation): Promise<User | null> {
    return userLoader(operation, this.users).load(savedById);
  }

  @FieldResolver(() => Boolean, { description: 'Whether `deleteImportMapping` would delete it.' })
  canDelete(@Root() saved: ImportMapping, @Ctx() { viewer }: Operation): boolean {
    return checkMappingDeletion(viewer, saved) === null;
  }
}
