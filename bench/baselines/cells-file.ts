import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { type Cell, ColumnType } from '../../src/features/columns/column';
import { openSnapshot } from '../../src/platform/database/snapshot';
import type { BenchData } from '../data';
import { cacheFolder } from '../paths';
import { summaryOf } from '../summary';

/** Writes all cells of USER_SUMMARY in the form that libxlsxwriter.c reads. Returns the path of the file. */
export async function writeCellsFile(data: BenchData): Promise<string> {
  const file = path.join(cacheFolder, 'cells');
  const out = createWriteStream(file, { highWaterMark: 1024 * 1024 });
  const snapshot = await openSnapshot(data);
  const { columns, batches } = await summaryOf(snapshot);
  const header = Buffer.alloc(4);
  header.writeUInt32LE(columns.length);
  out.write(header);
  out.write(Buffer.concat(columns.map(({ label }) => text(label))));
  for await (const rows of batches()) {
    if (!out.write(Buffer.concat(rows.flatMap((row) => row.map((cell, index) => written(cell, columns[index]!.type))))))
      await once(out, 'drain');
  }
  await snapshot.close();
  out.end();
  await finished(out);
  return file;
}

const text = (value: string): Buffer => Buffer.from(`s${value}\0`);

function written(cell: Cell, type: ColumnType): Buffer {
  if (cell === null || cell === '') return Buffer.from('0');
  switch (type) {
    case ColumnType.BOOLEAN:
      return Buffer.from(cell ? 'b\x01' : 'b\0');
    case ColumnType.DATE:
      return number('d', 25_569 + Date.parse(cell as string) / 86_400_000);
    case ColumnType.MONEY:
      return number('m', Number(cell));
    case ColumnType.INTEGER:
      return number('n', cell as number);
    default:
      return text(cell as string);
  }
}

function number(kind: string, value: number): Buffer {
  const bytes = Buffer.alloc(9, kind);
  bytes.writeDoubleLE(value, 1);
  return bytes;
}
