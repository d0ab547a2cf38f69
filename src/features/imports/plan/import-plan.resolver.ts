import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { DataSource } from 'typeorm';
import { PerViewer } from '../../../platform/graphql/audience';
import { type Connection, listComplexity, PageArgs } from '../../../platform/graphql/connection';
import type { Operation } from '../../../platform/graphql/operation';
import { Import } from '../record/import.entity';
import { canSeeRecords } from '../record/import.policy';
import type { ChangedRow, FailedRow, RecognizedColumn } from '../record/import-contents';
import {
  ImportChange,
  ImportChangeConnection,
  ImportError,
  ImportErrorConnection,
  ImportPlan,
  importPlanOf,
} from './import-plan.types';
import { type PlanList, planPage } from './plan-pages';

@Resolver(() => Import)
export class ImportPlanOfImportResolver {
  @PerViewer()
  @FieldResolver(() => ImportPlan, {
    nullable: true,
    description:
      'What the import would do. Null until it is READY, 24 hours after its end, and for viewers who may not import its dataset.',
  })
  plan(@Root() row: Import, @Ctx() { viewer }: Operation): ImportPlan | null {
    return canSeeRecords(viewer, row) ? importPlanOf(row) : null;
  }
}

@Resolver(() => ImportPlan)
export class ImportPlanResolver {
  constructor(private readonly dataSource: DataSource) {}

  @FieldResolver(() => ImportChangeConnection, {
    description:
      'The changed cells, in the order of the file. A record that is created or deleted starts with its key.',
    complexity: listComplexity,
  })
  changes(@Root() plan: ImportPlan, @Args() args: PageArgs): Promise<Connection<ImportChange>> {
    return planPage(this.dataSource, plan.import.id, changeList(plan.import.columns ?? []), args);
  }

  @FieldResolver(() => ImportErrorConnection, {
    description: 'The errors and conflicts, by batches of rows in the order of the file.',
    complexity: listComplexity,
  })
  errors(@Root() plan: ImportPlan, @Args() args: PageArgs): Promise<Connection<ImportError>> {
    return planPage(this.dataSource, plan.import.id, errorList(plan.import.columns ?? []), args);
  }
}

const changeList = (columns: readonly RecognizedColumn[]): PlanList<{ changes: ChangedRow[] }, ImportChange> => ({
  count: 'changeCount',
  columns: ['changes'],
  entries: ({ changes }) =>
    changes.flatMap(({ row, line, key, cells }) =>
      cells.map(([index, oldText, newText, warning = null]) => ({
        row,
        line,
        username: key,
        column: columns[index]?.column ?? '',
        header: columns[index]?.header ?? '',
        old: oldText,
        new: newText,
        warning,
      })),
    ),
});

const errorList = (
  columns: readonly RecognizedColumn[],
): PlanList<{ errors: FailedRow[]; outcome: { conflicts: FailedRow[] } | null }, ImportError> => ({
  count: 'errorCount',
  columns: ['errors', 'outcome'],
  entries: ({ errors, outcome }) =>
    [...errors, ...(outcome?.conflicts ?? [])].map(({ row, line, columnIndex, code, message }) => {
      const column = columnIndex === undefined ? undefined : columns[columnIndex];
      return { row, line, column: column?.column ?? null, header: column?.header ?? null, code, message };
    }),
});
