import { Writable } from 'node:stream';
import { type Cell, ColumnType } from '../../../src/features/columns/column';
import type { Batch } from '../../../src/features/exports/datasets/dataset';
import { formatOf, type RowFormat } from '../../../src/features/exports/formats';
import type { Sheet } from '../../../src/features/exports/formats/format';
import type { Sentence } from '../../../src/sentences';

/** Columns without a key have their label as key. */
export type TestColumns = readonly (Partial<Sheet['columns'][number]> &
  Pick<Sheet['columns'][number], 'label' | 'type'>)[];
type TestSheet = Partial<Omit<Sheet, 'columns'>> & { readonly columns: TestColumns };

export interface WrittenFile {
  readonly body: Buffer;
  readonly warnings: readonly Sentence[];
}

/** Writes rows in batches into memory, like an export. */
export const writeFile = (
  format: RowFormat,
  sheet: TestSheet,
  rows: readonly (readonly Cell[])[],
): Promise<WrittenFile> => writeBatches(format, sheet, inBatches(rows, 100));

export const inBatches = <T>(rows: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(rows.length / size) }, (_unused, index) =>
    rows.slice(size * index, size * (index + 1)),
  );

export async function writeBatches(
  format: RowFormat,
  sheet: TestSheet,
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
  const writer = await formatOf(format).start(
    sink,
    {
      title: 'Users',
      madeOn: new Date('2026-03-15T00:00:00Z'),
      moneyDecimals: 2,
      ...sheet,
      columns: withKeys(sheet.columns),
    },
    signal,
  );
  for (const batch of batches) await writer.write(batch);
  const { warnings } = await writer.finish();
  if (!sink.writableEnded) await new Promise<void>((resolve) => sink.end(resolve));
  return { body: Buffer.concat(chunks), warnings };
}

export const textColumns = (...labels: string[]): TestColumns =>
  labels.map((label) => ({ label, type: ColumnType.TEXT }));

const withKeys = (columns: TestColumns): Sheet['columns'] =>
  columns.map((column) => ({ ...column, key: column.key ?? column.label }));
