import { Writable } from 'node:stream';
import { type Cell, ColumnType } from '../../src/features/columns/column';
import type { Batch } from '../../src/features/exports/datasets/dataset';
import { formatOf } from '../../src/features/exports/formats';
import type { Sheet } from '../../src/features/exports/formats/format';
import { ExportFormat } from '../../src/features/exports/record/export.entity';

export interface WrittenFile {
  readonly body: Buffer;
  readonly warnings: readonly string[];
}

/** Writes rows as an export does, in batches, into memory. */
export const writeFile = (
  format: 'CSV' | 'XLSX',
  sheet: Partial<Sheet> & Pick<Sheet, 'columns'>,
  rows: readonly (readonly Cell[])[],
): Promise<WrittenFile> => writeBatches(format, sheet, inBatches(rows, 100));

export const inBatches = <T>(rows: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(rows.length / size) }, (_unused, index) =>
    rows.slice(size * index, size * (index + 1)),
  );

export async function writeBatches(
  format: 'CSV' | 'XLSX',
  sheet: Partial<Sheet> & Pick<Sheet, 'columns'>,
  batches: readonly Batch[],
): Promise<WrittenFile> {
  const chunks: Buffer[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      setImmediate(done);
    },
  });
  const signal = new AbortController().signal;
  const writer = await formatOf(ExportFormat[format]).begin(
    sink,
    { title: 'Users', madeOn: new Date('2026-03-15T00:00:00Z'), moneyDecimals: 2, ...sheet },
    signal,
  );
  for (const batch of batches) await writer.write(batch);
  const { warnings } = await writer.finish();
  if (!sink.writableEnded) await new Promise<void>((resolve) => sink.end(resolve));
  return { body: Buffer.concat(chunks), warnings };
}

export const textColumns = (...labels: string[]): Sheet['columns'] =>
  labels.map((label) => ({ label, type: ColumnType.TEXT }));
