import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { DataSource } from 'typeorm';
import { PerViewer } from '../../../../platform/graphql/audience';
import { type Connection, listComplexity } from '../../../../platform/graphql/connection';
import type { Operation } from '../../../../platform/graphql/operation';
import { Import } from '../../record/import.entity';
import { type ImportContent, importContents } from '../../record/import.loaders';
import { canSeeRecords, countAppliedRows, isPlanKept } from '../../record/import.policy';
import type { ImportRepository } from '../../record/import.repository';
import { errorGroupLoader } from './error-groups.loaders';
import {
  ImportChange,
  ImportChangeConnection,
  ImportError,
  ImportErrorConnection,
  ImportErrorGroup,
  ImportPlan,
  ImportSampleRow,
} from './import-plan.types';
import { changeList, errorList, shownGroup } from './plan-lists';
import { ImportChangesArgs, ImportErrorsArgs } from './plan-lists.args';
import { maxFilteredBatches, planPage } from './plan-pages';

type ListCost = Parameters<typeof listComplexity>[0] & { args: Readonly<Record<string, unknown>> };

/** Cost of a batch that is read for one of its entries, relative to an entry. */
const batchComplexity = 250;

/** The cost of a list of a plan, which is higher with one of these filters: each entry may be in another batch. */
const filteredComplexity =
  (...filters: readonly string[]) =>
  ({ args, childComplexity }: ListCost): number => {
    const isFiltered = filters.some((filter) => (args[filter] ?? null) !== null);
    const batches = Math.min(listComplexity({ args, childComplexity: 1 }), maxFilteredBatches);
    return listComplexity({ args, childComplexity }) + (isFiltered ? batches * batchComplexity : 0);
  };

const mayBeShort =
  'A page of a filtered list may have fewer entries than requested although more follow: see `hasNextPage`.';

@Resolver(() => Import)
export class ImportPlanOfImportResolver {
  @PerViewer()
  @FieldResolver(() => ImportPlan, {
    nullable: true,
    description:
      'What the import would do. Null until the plan is complete, once it is deleted (24 hours after the end of the import by ' +
      'default), and for viewers who may not import its dataset.',
  })
  plan(@Root() row: Import, @Ctx() { viewer, now }: Operation): ImportPlan | null {
    if (row.checkedAt === null || !isPlanKept(row, now()) || !canSeeRecords(viewer, row)) return null;
    const { created, changed, removed, unchanged, failed, conflicts } = row;
    return {
      created,
      changed,
      removed,
      unchanged,
      failed,
      conflicts,
      applied: countAppliedRows(row),
      importId: row.id,
    };
  }
}

@Resolver(() => ImportPlan)
export class ImportPlanResolver {
  constructor(
    private readonly dataSource: DataSource,
    private readonly imports: ImportRepository,
  ) {}

  @FieldResolver(() => [String], { description: 'Headers of the columns that are not imported.' })
  ignoredColumns(@Root() plan: ImportPlan, @Ctx() operation: Operation): Promise<readonly string[]> {
    return this.load(operation, plan, 'ignoredColumns');
  }

  @FieldResolver(() => [String], { description: 'Names of the locations that applying creates.' })
  async newLocations(@Root() plan: ImportPlan, @Ctx() operation: Operation): Promise<readonly string[]> {
    return (await this.load(operation, plan, 'newItems')).locations;
  }

  @FieldResolver(() => [String], { description: 'Names of the teams that applying creates.' })
  async newTeams(@Root() plan: ImportPlan, @Ctx() operation: Operation): Promise<readonly string[]> {
    return (await this.load(operation, plan, 'newItems')).teams;
  }

  @FieldResolver(() => [String], { description: 'Names of the plans that applying creates.' })
  async newPlans(@Root() plan: ImportPlan, @Ctx() operation: Operation): Promise<readonly string[]> {
    return (await this.load(operation, plan, 'newItems')).plans;
  }

  @FieldResolver(() => [String], { description: 'Names of the custom properties that applying creates.' })
  async newCustomProperties(@Root() plan: ImportPlan, @Ctx() operation: Operation): Promise<readonly string[]> {
    return (await this.load(operation, plan, 'newItems')).customProperties ?? [];
  }

  @FieldResolver(() => [ImportSampleRow], {
    description:
      'The first rows without errors, up to ten, as their records will be. A record that is deleted has none.',
  })
  async sample(@Root() plan: ImportPlan, @Ctx() operation: Operation): Promise<readonly ImportSampleRow[]> {
    const rows = await this.load(operation, plan, 'sample');
    return (rows ?? []).map(({ key, ...rest }) => ({ ...rest, username: key }));
  }

  @FieldResolver(() => ImportChangeConnection, {
    description:
      'The changed cells, in the order of the file. A record that is created or deleted starts with its key. ' +
      mayBeShort,
    complexity: filteredComplexity('kinds', 'hasWarning'),
  })
  async changes(
    @Root() plan: ImportPlan,
    @Args() args: ImportChangesArgs,
    @Ctx() operation: Operation,
  ): Promise<Connection<ImportChange>> {
    const columns = await this.load(operation, plan, 'columns');
    return planPage(this.dataSource, plan.importId, changeList(columns ?? [], operation.language, args), args);
  }

  @FieldResolver(() => ImportErrorConnection, {
    description: `The errors and conflicts, by batches of rows in the order of the file. ${mayBeShort}`,
    complexity: filteredComplexity('codes', 'columns'),
  })
  async errors(
    @Root() plan: ImportPlan,
    @Args() args: ImportErrorsArgs,
    @Ctx() operation: Operation,
  ): Promise<Connection<ImportError>> {
    const columns = await this.load(operation, plan, 'columns');
    return planPage(this.dataSource, plan.importId, errorList(columns ?? [], operation.language, args), args);
  }

  @FieldResolver(() => [ImportErrorGroup], {
    description: 'The errors and conflicts by code and column, the most frequent ones first. Up to 100 groups.',
    complexity: ({ childComplexity }) => 1 + 100 * childComplexity,
  })
  async errorGroups(@Root() plan: ImportPlan, @Ctx() operation: Operation): Promise<readonly ImportErrorGroup[]> {
    const columns = await this.load(operation, plan, 'columns');
    const groups = await errorGroupLoader(operation, this.dataSource).load(plan.importId);
    return groups.map((group) => shownGroup(columns ?? [], operation.language, group));
  }

  private load<Column extends ImportContent>(
    operation: Operation,
    { importId }: ImportPlan,
    column: Column,
  ): Promise<Import[Column]> {
    return importContents(operation, this.imports, column).load(importId);
  }
}
