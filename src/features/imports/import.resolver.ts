import { Arg, Args, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { type Connection, connectionType, listComplexity, PageArgs } from '../../platform/graphql/connection';
import { idOf } from '../../platform/graphql/ids';
import type { Operation } from '../../platform/graphql/operation';
import { Import } from './record/import.entity';
import { importScope } from './record/import.policy';
import type { ImportRepository } from './record/import.repository';
import { importFilter, ImportFilterArgs } from './record/import-list.inputs';
import type { ImportService } from './start/import.service';
import type { ImportSteps } from './start/import-steps.service';
import { MapImportArgs } from './start/map-import.args';
import { StartImportInput } from './start/start-import.inputs';

const ImportConnection = connectionType(() => Import, 'Import', 'imports');
const idArg = { description: 'Id of the import.' };

@Resolver(() => Import)
export class ImportResolver {
  constructor(
    private readonly service: ImportService,
    private readonly steps: ImportSteps,
    private readonly imports: ImportRepository,
  ) {}

  @Authorized()
  @Query(() => Import, {
    name: 'import',
    nullable: true,
    description: 'An import by id. Null if the id is unknown or the viewer may not see the import.',
  })
  findImport(@Arg('id', () => ID, idArg) id: string, @Ctx() { viewer }: Operation): Promise<Import | null> {
    return this.imports.find(importScope(viewer), idOf(id));
  }

  @Authorized()
  @Query(() => ImportConnection, {
    name: 'imports',
    description:
      'Imports of the organization, newest first. Viewers who may not import users see only their own imports, with the `scope` OWN.',
    complexity: listComplexity,
  })
  listImports(
    @Args() page: PageArgs,
    @Args() filter: ImportFilterArgs,
    @Ctx() { viewer }: Operation,
  ): Promise<Connection<Import>> {
    return this.imports.list(importScope(viewer), importFilter(filter), page);
  }

  @Authorized()
  @Mutation(() => Import, {
    description:
      'Starts an import. Send the file to its `uploadUrl` by one PUT; ' +
      'then a worker checks it, and `plan` shows what would change. Requires the role OWNER or ADMIN and the ' +
      'permissions IDENTITIES_VIEW and IDENTITIES_EDIT for USERS, BOOKINGS_VIEW and BOOKINGS_EDIT for BOOKINGS, ' +
      'INVOICES_VIEW and INVOICES_EDIT for INVOICES; FORBIDDEN otherwise. LIMIT_REACHED if the user starts too many ' +
      'imports within a minute, or if too many imports of the organization have not ended. ' +
      'QUOTA_EXCEEDED if the files of the organization have used up its quota.',
  })
  startImport(
    @Arg('input', () => StartImportInput, { description: 'What to import, and how to read it.' })
    input: StartImportInput,
    @Ctx() operation: Operation,
  ): Promise<Import> {
    return this.service.start(operation, input);
  }

  @Authorized()
  @Mutation(() => Import, {
    description:
      'Maps headers of the file to columns, or changes how the file is read or its rows are applied, ' +
      'and checks the file again. ' +
      'What is not named stays as it was. BAD_USER_INPUT for a header that the file does not have, or a column that ' +
      'does not exist, cannot be imported or is mapped twice; ' +
      'if the same call changes how the file is read, `warnings` contains such problems instead. ' +
      'CONFLICT unless the import is AWAITING_MAPPING or READY, EXPIRED if its time has passed. ' +
      'Requires the permissions of `startImport`; FORBIDDEN otherwise.',
  })
  mapImport(@Args() args: MapImportArgs, @Ctx() operation: Operation): Promise<Import> {
    return this.steps.map(operation, args);
  }

  @Authorized()
  @Mutation(() => Import, {
    description:
      'Applies the plan of a READY import in the background. Idempotent. ' +
      'Rows with errors are not applied, nor rows whose records were changed since they were checked; ' +
      'those are conflicts in `plan.errors`. CONFLICT in other states and for a plan that changes nothing, EXPIRED if the time of the import has passed. ' +
      'Requires the permissions of `startImport`; FORBIDDEN otherwise.',
  })
  applyImport(@Arg('id', () => ID, idArg) id: string, @Ctx() operation: Operation): Promise<Import> {
    return this.steps.apply(operation, id);
  }

  @Authorized()
  @Mutation(() => Import, {
    description:
      'Starts an import that restores what another one has changed, and removes the records that it created. ' +
      'Its plan shows what would change, and `applyImport` applies it. ' +
      'What was changed since is kept, and is an error of its row. ' +
      'While such an import is unfinished, it is returned. ' +
      'CONFLICT if the other import has changed nothing, or if a user whose imports you may not see is undoing it; EXPIRED once its changes are no longer kept, LIMIT_REACHED as for `startImport`. It works also if the storage quota is used up. ' +
      'Requires the permissions of `startImport`; FORBIDDEN otherwise.',
  })
  undoImport(@Arg('id', () => ID, idArg) id: string, @Ctx() operation: Operation): Promise<Import> {
    return this.service.undo(operation, id);
  }

  @Authorized()
  @Mutation(() => Import, {
    description:
      'Cancels an import. Idempotent. While a worker applies it, the worker stops after a whole batch, and what was ' +
      'applied remains; `undoImport` takes it back. Allowed to the user who started the import and to users who may ' +
      'start such an import; FORBIDDEN otherwise. CONFLICT if the import has already ended otherwise.',
  })
  cancelImport(@Arg('id', () => ID, idArg) id: string, @Ctx() operation: Operation): Promise<Import> {
    return this.service.cancel(operation, id);
  }
}
