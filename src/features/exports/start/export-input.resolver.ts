import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { DataSource } from 'typeorm';
import { Shared } from '../../../platform/graphql/audience';
import { countValues } from '../../../platform/graphql/echoed-input';
import { shareEventLoop } from '../../../platform/graphql/event-loop-share';
import type { Operation } from '../../../platform/graphql/operation';
import type { PeriodPreset } from '../../calendar/period-presets';
import { parseStoredFilter } from '../../users/filter-json';
import { ExportDataset, rowDatasets } from '../datasets';
import type { ExportSelection } from '../datasets/export-selection';
import { Export } from '../record/export.entity';
import { selectionLoader } from '../record/export.loaders';
import type { ExportRepository } from '../record/export.repository';
import { fullCsvOptions } from './full-export-validation';
import { type PeriodInput, StartExportInput, wholeInputComplexity } from './start-export.inputs';
import { storedInputLoader } from './stored-input.loaders';

@Resolver(() => Export)
export class ExportInputResolver {
  constructor(
    private readonly dataSource: DataSource,
    private readonly exports: ExportRepository,
  ) {}

  @Shared()
  @FieldResolver(() => StartExportInput, {
    description:
      'What was requested, in the form that `startExport` takes: sent again, it starts the same export with the ' +
      'current data. A preset is counted from the day on which it is sent, and `asOf` is null unless it was requested. ' +
      'Excluded rows that were deleted are omitted. ' +
      'Exports of versions before 0.2 have `columns` instead of the template, and dates instead of the preset.',
    complexity: wholeInputComplexity,
  })
  async input(@Root() row: Export, @Ctx() operation: Operation): Promise<StartExportInput> {
    const stored = inputOf(row, await selectionLoader(operation, this.exports).load(row.id));
    const input = await storedInputLoader(operation, this.dataSource).load(stored);
    await shareEventLoop(operation, countValues(input));
    return input;
  }
}

function inputOf(
  { dataset, format, columnKeys, requested }: Export,
  { ids, excludeIds, filter, period, userId, asOf, csv, fileName }: ExportSelection,
): StartExportInput {
  const hasTemplate = requested?.template !== undefined || dataset === ExportDataset.ORGANIZATION;
  return {
    dataset,
    format,
    template: requested?.template ?? null,
    columns: hasTemplate ? null : columnKeys,
    ids: ids?.map(String) ?? null,
    excludeIds: excludeIds?.map(String) ?? null,
    filter:
      filter && dataset !== ExportDataset.ORGANIZATION
        ? { [rowDatasets[dataset].filter!.field]: parseStoredFilter<object>(filter) }
        : null,
    period: period ? periodOf(period, requested?.preset as PeriodPreset | undefined) : null,
    csv: fullCsvOptions(format, csv),
    userId: userId === undefined ? null : String(userId),
    asOf: asOf === undefined ? null : new Date(asOf),
    fileName: fileName ?? null,
  };
}

const periodOf = (
  { by, startOn, endOn }: NonNullable<ExportSelection['period']>,
  preset: PeriodPreset | undefined,
): PeriodInput => (preset ? { by, preset } : { by, start: startOn, end: endOn });
