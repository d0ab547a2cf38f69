import type { Writable } from 'node:stream';
import type { Snapshot } from '../../../platform/database/snapshot';
import { forSpreadsheets } from '../../../platform/files/csv-writer';
import { readAhead } from '../../../platform/jobs/read-ahead';
import { foreignKeys } from '../../columns/organization-columns';
import { exportWarning } from '../../labels/job-warnings';
import type { Batch, DatasetRequest } from '../datasets/dataset';
import { organizationFiles } from '../datasets/organization-files';
import { csv } from '../formats/csv';
import { startZip } from '../formats/zip';
import type { Export } from '../record/export.entity';
import type { FileContents } from './contents';
import { makeManifest, type ManifestFile, readOwners } from './organization-manifest';
import { ReferenceCheck } from './reference-check';

/** A ZIP of CSV files that refer to each other, followed by a manifest of their contents and unresolved references. */
export async function organizationContents(
  row: Export,
  snapshot: Snapshot,
  request: DatasetRequest,
): Promise<FileContents> {
  const { title, timezone, files } = await organizationFiles(snapshot, request);
  const options = row.selection.csv ?? forSpreadsheets;
  return {
    title,
    timezone,
    async count() {
      let sum = 0;
      for (const { dataset } of files) sum += await dataset.count();
      return sum;
    },
    async start(sink: Writable, { snapshotMs, signal }) {
      const snapshotAt = new Date(snapshotMs);
      const zip = startZip(sink, signal);
      const check = new ReferenceCheck(foreignKeys);
      const written: ManifestFile[] = [];
      return {
        async *batches() {
          for (const { name, dataset } of files) {
            const entry = zip.entry(name);
            const writer = await csv.start(
              entry.stream,
              {
                title: dataset.title,
                columns: dataset.columns,
                moneyDecimals: dataset.moneyDecimals,
                madeOn: snapshotAt,
                csv: options,
              },
              signal,
            );
            const checkBatch = check.of(
              name,
              dataset.columns.map(({ key }) => key),
            );
            let rowsDone = 0;
            for await (const rows of readAhead<Batch>(dataset.packedBatches?.() ?? dataset.batches())) {
              checkBatch(rows);
              await writer.write(rows);
              rowsDone += rows.length;
              yield rows.length;
            }
            await writer.finish();
            written.push({ name, rows: rowsDone, columns: dataset.columns, ...(await entry.end()) });
          }
        },
        async finish() {
          const checked = check.result();
          const manifest = makeManifest({
            row,
            snapshotAt,
            options,
            files: written,
            foreignKeys: checked,
            ...(await readOwners(snapshot, row)),
          });
          const entry = zip.entry('manifest.json');
          entry.stream.write(`${JSON.stringify(manifest, null, 2)}\n`);
          await entry.end();
          await zip.finish();
          return {
            warnings: checked
              .filter(({ unresolved }) => unresolved > 0)
              .map(({ from, to, references, unresolved }) =>
                exportWarning(
                  'UNRESOLVED_REFERENCES',
                  { unresolved, references, column: from.column, file: from.file, otherFile: to.file },
                  `${unresolved} of ${references} values of ${from.column} in ${from.file} have no row in ${to.file}.`,
                ),
              ),
          };
        },
      };
    },
  };
}
