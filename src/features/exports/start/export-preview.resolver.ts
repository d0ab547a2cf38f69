import { Arg, Authorized, Ctx, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import type { DatabaseConfig } from '../../../platform/database/data-source';
import { openSnapshot, type Snapshot } from '../../../platform/database/snapshot';
import type { Operation } from '../../../platform/graphql/operation';
import { Refusable } from '../../../platform/graphql/refusable';
import { DateTimeScalar } from '../../../platform/graphql/scalars';
import { type Cell, ColumnType } from '../../columns/column';
import { ofFile } from '../../columns/organization-columns';
import { figuresComplexity } from '../../users/user-figure-access';
import type { UserFigures } from '../../users/user-figures';
import { ExportDataset, rowDatasets } from '../datasets';
import type { DatasetRequest } from '../datasets/dataset';
import { organizationFiles } from '../datasets/organization-files';
import { formatOf } from '../formats';
import { csv } from '../formats/csv';
import { ExportPeriod, exportPeriodOf } from '../record/export-period';
import type { ExportService } from './export.service';
import { StartExportInput } from './start-export.inputs';

const sampleSize = 10;

@ObjectType({ simpleResolvers: true, description: 'A column that the file will have.' })
export class ExportPreviewColumn {
  @Field(() => String, { description: 'Its key.' })
  key: string;

  @Field(() => String, { description: 'Its header, as it will be written.' })
  label: string;

  @Field(() => ColumnType, { description: 'What its cells hold.' })
  type: ColumnType;
}

@ObjectType({ simpleResolvers: true, description: 'A column of the template that the file will not have.' })
export class DroppedExportColumn {
  @Field(() => String, { description: 'Its key.' })
  key: string;

  @Field(() => String, { description: 'Why not.' })
  reason: string;
}

@ObjectType({ simpleResolvers: true, description: 'A file that the ZIP will hold.' })
export class ExportPreviewFile {
  @Field(() => String, { description: 'Its name.' })
  name: string;

  @Field(() => Int, { description: 'How many rows exactly, the header not counted.' })
  rows: number;
}

@ObjectType({ simpleResolvers: true, description: 'What an export would be, were it made at this moment.' })
export class ExportPreview {
  @Field(() => Int, { description: 'How many rows exactly, the header not counted.' })
  rows: number;

  @Field(() => DateTimeScalar, { description: 'The instant that this and last month are measured from.' })
  asOf: Date;

  @Field(() => String, { description: 'The venue time zone.' })
  timezone: string;

  @Field(() => ExportPeriod, { nullable: true, description: 'The period, resolved; null: none was asked for.' })
  period: ExportPeriod | null;

  @Field(() => [ExportPreviewColumn], { description: 'Its columns, in order.' })
  columns: ExportPreviewColumn[];

  @Field(() => [DroppedExportColumn], { description: 'Columns of the template that it will not have.' })
  dropped: DroppedExportColumn[];

  @Field(() => [ExportPreviewFile], {
    description: 'The CSV files that a ZIP will hold, in order; none for other formats.',
  })
  files: ExportPreviewFile[];

  @Field(() => [[String]], {
    description:
      'The first ten rows, cell by cell as they will be written: of a CSV file as programs read it, guards against formulas included; of a workbook as its cells show them, dates as YYYY-MM-DD and amounts as in CSV; of JSON Lines the values, those that are no texts as JSON. An empty cell is an empty text. Of a ZIP none.',
  })
  sample: string[][];
}

type PreviewArgs = { input?: Partial<StartExportInput> | null };

// Counting is the price of a list's `totalCount`; figures of users are read of everyone.
const previewComplexity = ({
  args: { input },
  childComplexity,
}: {
  args: PreviewArgs;
  childComplexity: number;
}): number =>
  500 +
  childComplexity +
  Object.values(rowDatasets).reduce((sum, { filter: definition }) => {
    const filter = definition && input?.filter?.[definition.field];
    return sum + (filter ? figuresComplexity(definition.usersOf(filter)) : 0);
  }, 0);

@Resolver()
export class ExportPreviewResolver {
  constructor(
    private readonly service: ExportService,
    private readonly database: DatabaseConfig,
    private readonly figures: UserFigures,
  ) {}

  @Authorized()
  @Refusable('what starting the export needs')
  @Query(() => ExportPreview, {
    nullable: true,
    description:
      'What this export would be: its rows, columns and first lines. Needs what starting it needs, otherwise null and FORBIDDEN. Starts nothing.',
    complexity: previewComplexity,
  })
  async previewExport(
    @Arg('input', () => StartExportInput, { description: 'What to export.' }) input: StartExportInput,
    @Ctx() operation: Operation,
  ): Promise<ExportPreview> {
    const { request, omitted: dropped } = await this.service.check(operation, input, 'preview');
    const { columnKeys, selection } = request;
    const asOf = selection.asOf === undefined ? operation.startedAt : new Date(selection.asOf);
    const snapshot = await openSnapshot(this.database);
    try {
      const wanted = {
        organizationId: operation.viewer.organizationId,
        columnKeys,
        selection,
        asOf,
        figures: this.figures,
      };
      if (request.dataset === ExportDataset.ORGANIZATION) return await previewOrganization(snapshot, wanted);
      const dataset = await rowDatasets[request.dataset].open(snapshot, wanted);
      const { header, row } = formatOf(request.format).preview({ columns: dataset.columns, csv: selection.csv });
      return {
        rows: await dataset.count(),
        asOf,
        timezone: dataset.timezone,
        period: selection.period ? exportPeriodOf(selection.period) : null,
        columns: dataset.columns.map(({ key, type }, index) => ({ key, type, label: header[index]! })),
        dropped: [...dropped],
        files: [],
        sample: (await firstRows(dataset.batches(sampleSize))).map((cells) => row(cells)),
      };
    } finally {
      await snapshot.close();
    }
  }
}

async function previewOrganization(snapshot: Snapshot, wanted: DatasetRequest): Promise<ExportPreview> {
  const { timezone, files } = await organizationFiles(snapshot, wanted);
  const counted: ExportPreviewFile[] = [];
  for (const { name, dataset } of files) counted.push({ name, rows: await dataset.count() });
  return {
    rows: counted.reduce((sum, { rows }) => sum + rows, 0),
    asOf: wanted.asOf,
    timezone,
    period: null,
    columns: files.flatMap(({ name, dataset }) => {
      const { header } = csv.preview({ columns: dataset.columns, csv: wanted.selection.csv });
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

/** A batch may have fewer rows than it has room for. */
async function firstRows(batches: AsyncIterable<Cell[][]>): Promise<Cell[][]> {
  const first: Cell[][] = [];
  for await (const rows of batches) if (first.push(...rows) >= sampleSize) break;
  return first.slice(0, sampleSize);
}
