import type { Snapshot } from '../../../platform/database/snapshot';
import { readAhead } from '../../../platform/jobs/read-ahead';
import { ExportDataset, rowDatasets } from '../datasets';
import type { Batch, DatasetRequest } from '../datasets/dataset';
import { formatOf } from '../formats';
import { type Export } from '../record/export.entity';
import { aboutExport } from './about-sheet';
import { FileContents } from './contents';
import { organizationContents } from './organization-contents';

export async function openContents(row: Export, snapshot: Snapshot, request: DatasetRequest): Promise<FileContents> {
  if (row.dataset === ExportDataset.ORGANIZATION) return organizationContents(row, snapshot, request);
  const dataset = await rowDatasets[row.dataset].open(snapshot, request);
  return {
    title: dataset.title,
    timezone: dataset.timezone,
    count: () => dataset.count(),
    async start(sink, { signal, ...snapshotInfo }) {
      const { title, columns, moneyDecimals } = dataset;
      const about = aboutExport(row, dataset, snapshotInfo);
      const writer = await formatOf(row.format).start(
        sink,
        { title, columns, moneyDecimals, about, madeOn: dayOf(row.startedAt!), csv: row.selection.csv },
        signal,
      );
      return {
        async *batches() {
          for await (const rows of readAhead<Batch>(dataset.packedBatches?.() ?? dataset.batches())) {
            await writer.write(rows);
            yield rows.length;
          }
        },
        finish: async () => ({ warnings: [...dataset.warnings, ...(await writer.finish()).warnings] }),
      };
    },
  };
}

const dayOf = (instant: Date): Date => new Date(instant.toISOString().slice(0, 10));
