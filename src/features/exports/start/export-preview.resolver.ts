import { Arg, Authorized, Ctx, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import type { DatabaseConfig } from '../../../platform/database/data-source';
import { openSnapshot, type Snapshot } from '../../../platform/database/snapshot';
import type { Operation } from '../../../platform/graphql/operation';
import { Refusable } from '../../../platform/graphql/refusable';
import { DateTimeScalar } from '../../../platform/graphql/scalars';
import { type Cell, ColumnType } from '../../columns/column';
import { ofFile } from '../../columns/organization-columns';
import { translated } from '../../labels/sentences';
import type { UserFigures } from '../../users/user-figures';
import { ExportDataset, rowDatasets } from '../datasets';
import type { DatasetRequest } from '../datasets/dataset';
import { organizationFiles } from '../datasets/organization-files';
import { formatOf } from '../formats';
import { csv } from '../formats/csv';
import { ExportPeriod, exportPeriodOf } from '../record/export-period';
import type { ExportService } from './export.service';
import { exportFilterComplexity } from './export-price';
import { StartExportInput } from './start-export.inputs';

const sampleSize = 10;

@ObjectType({ simpleResolvers: true, description: 'A column of the file.' })
export class ExportPreviewColumn {
  @Field(() => String, { description: 'Key of the column.' })
  key: string;

  @Field(() => String, { description: 'Header as written to the file.' })
  label: string;

  @Field(() => ColumnType, { description: 'Type of the cells.' })
  type: ColumnType;
}

@ObjectType({ simpleResolvers: true, description: 'A column of the template that is omitted from the file.' })
export class DroppedExportColumn {
  @Field(() => String, { description: 'Key of the column.' })
  key: string;

  @Field(() => String, { description: 'Why it is omitted, in the language of the request.' })
  reason: string;
}

@ObjectType({ simpleResolvers: true, description: 'A file in the ZIP.' })
export class ExportPreviewFile {
  @Field(() => String, { description: 'Name of the file.' })
  name: string;

  @Field(() => Int, { description: 'Exact number of rows, without the header.' })
  rows: number;
}

@ObjectType({
  simpleResolvers: true,
  description: 'What the file of an export would contain if the export were started now.',
})
export class ExportPreview {
  @Field(() => Int, { description: 'Exact number of rows, without the header.' })
  rows: number;

  @Field(() => DateTimeScalar, { description: 'The instant that determines this month and last month.' })
  asOf: Date;

  @Field(() => String, { description: 'The venue time zone.' })
  timezone: string;

  @Field(() => ExportPeriod, { nullable: true, description: 'The period with its dates; null if none was requested.' })
  period: ExportPeriod | null;

  @Field(() => [ExportPreviewColumn], { description: 'The columns of the file, in order.' })
  columns: ExportPreviewColumn[];

  @Field(() => [DroppedExportColumn], { description: 'Columns of the template that are omitted from the file.' })
  dropped: DroppedExportColumn[];

  @Field(() => [ExportPreviewFile], {
    description: 'The CSV files in the ZIP, in order; empty for other formats.',
  })
  files: ExportPreviewFile[];

  @Field(() => [[String]], {
    description:
      'The first ten rows, each a list of cells; empty for ZIP. CSV: the parsed cells, including formula guards. ' +
      'XLSX: the displayed cells, with dates as YYYY-MM-DD and amounts as in CSV. ' +
      'JSON Lines: texts as they are, other values as JSON. An empty cell is an empty string.',
  })
  sample: string[][];
}

type PreviewArgs = { input?: Partial<StartExportInput> | null };

// Counting rows costs as much as `totalCount` of a list. Filters by figures compute them for all users.
const previewComplexity = ({
  args: { input },
  childComplexity,
}: {
  args: PreviewArgs;
  childComplexity: number;
}): number => 500 + childComplexity + exportFilterComplexity(input);

@Resolver()
export class ExportPreviewResolver {
  constructor(
    private readonly service: ExportService,
    private readonly database: DatabaseConfig,
    private readonly figures: UserFigures,
  ) {}

  @Authorized()
  @Refusable('the permissions to start the export')
  @Query(() => ExportPreview, {
    nullable: true,
    description:
      'The number of rows, the columns and the first rows of an export, without starting it. ' +
      'Requires the permissions to start it; otherwise null with FORBIDDEN.',
    complexity: previewComplexity,
  })
  async previewExport(
    @Arg('input', () => StartExportInput, { description: 'The export to preview.' }) input: StartExportInput,
    @Ctx() operation: Operation,
  ): Promise<ExportPreview> {
    const { request, omitted: dropped } = await this.service.validate(operation, input, 'EXPORT_PREVIEW');
    const { columnKeys, selection } = request;
    const asOf = selection.asOf === undefined ? operation.startedAt : new Date(selection.asOf);
    const snapshot = await openSnapshot(this.database);
    try {
      const datasetRequest = {
        organizationId: operation.viewer.organizationId,
        columnKeys,
        selection,
        asOf,
        figures: this.figures,
      };
      if (request.dataset === ExportDataset.ORGANIZATION) return await previewOrganization(snapshot, datasetRequest);
      const dataset = await rowDatasets[request.dataset].open(snapshot, datasetRequest);
      const { header, row } = formatOf(request.format).preview({ columns: dataset.columns, csv: selection.csv });
      return {
        rows: await dataset.count(),
        asOf,
        timezone: dataset.timezone,
        period: selection.period ? exportPeriodOf(selection.period) : null,
        columns: dataset.columns.map(({ key, type }, index) => ({ key, type, label: header[index]! })),
        dropped: dropped.map(({ key, reason }) => ({
          key,
          reason: translated('missingColumns', reason, operation.language),
        })),
        files: [],
        sample: (await firstRows(dataset.batches(sampleSize))).map((cells) => row(cells)),
      };
    } finally {
      await snapshot.close();
    }
  }
}

async function previewOrganization(snapshot: Snapshot, request: DatasetRequest): Promise<ExportPreview> {
  const { timezone, files } = await organizationFiles(snapshot, request);
  const counted: ExportPreviewFile[] = [];
  for (const { name, dataset } of files) counted.push({ name, rows: await dataset.count() });
  return {
    rows: counted.reduce((sum, { rows }) => sum + rows, 0),
    asOf: request.asOf,
    timezone,
    period: null,
    columns: files.flatMap(({ name, dataset }) => {
      const { header } = csv.preview({ columns: dataset.columns, csv: request.selection.csv });
      return dataset.columns.map((column, index) => ({
        key: ofFile(name, column).key,
        type: column.type,
        label: header[index]!,
      }));
    }),
    dropped: [],
    files: counted,
    sample: [],
  };
}

/** Reads batches until there are enough rows: one may be shorter than its size. */
async function firstRows(batches: AsyncIterable<Cell[][]>): Promise<Cell[][]> {
  const first: Cell[][] = [];
  for await (const rows of batches) if (first.push(...rows) >= sampleSize) break;
  return first.slice(0, sampleSize);
}
