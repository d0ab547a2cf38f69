import 'reflect-metadata';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { stream } from 'exceljs';
import { type Cell, ColumnType } from '../../src/features/columns/column';
import { openSnapshot } from '../../src/platform/database/snapshot';
import type { BenchData } from '../data';
import { cacheFolder } from '../paths';
import { summaryOf } from '../summary';

/**
 * A separate process: the streaming writer of exceljs in a plain loop, with the product's options and its wait for
 * `drain` (without it, the loop is slower and needs gigabytes). All cells are prepared in exceljs's form before the clock
 * starts. Prints milliseconds.
 */
async function main(): Promise<void> {
  const data = JSON.parse(process.argv[2]!) as BenchData;
  const rows = await preparedRows(data);
  const file = createWriteStream(path.join(cacheFolder, 'exceljs-loop.xlsx'), { highWaterMark: 256 * 1024 });

  const startedAtMs = performance.now();
  const workbook = new stream.xlsx.WorkbookWriter({
    stream: file,
    useStyles: false,
    useSharedStrings: false,
    zip: { zlib: { level: 1 } },
  });
  const worksheet = workbook.addWorksheet('Users');
  const entry = (): NodeJS.EventEmitter & { _writableState: { needDrain: boolean } } =>
    (worksheet as any).stream.pipes[0];
  for (let index = 0; index < rows.length; index++) {
    worksheet.addRow(rows[index]!).commit();
    if (index % 100 === 99 && entry()._writableState.needDrain) await once(entry(), 'drain');
  }
  worksheet.commit();
  await workbook.commit();
  process.stdout.write(String(performance.now() - startedAtMs));
}

async function preparedRows(data: BenchData): Promise<unknown[][]> {
  const snapshot = await openSnapshot(data);
  const dataset = await summaryOf(snapshot);
  const types = dataset.columns.map(({ type }) => type);
  const rows: unknown[][] = [];
  for await (const batch of dataset.batches())
    for (const row of batch) rows.push(row.map((cell, column) => excelValue(cell, types[column]!)));
  await snapshot.close();
  return rows;
}

function excelValue(cell: Cell, type: ColumnType): unknown {
  if (cell === null) return null;
  if (type === ColumnType.DATE) return new Date(`${cell as string}T00:00:00Z`);
  return type === ColumnType.MONEY ? Number(cell) : cell;
}

void main();
