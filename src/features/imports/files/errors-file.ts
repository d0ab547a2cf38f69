import type { DataSource } from 'typeorm';
import { cellQuoter, CsvDelimiter, delimiterSigns, guarded } from '../../../platform/files/csv-dialect';
import { LineWriter } from '../../../platform/files/line-writer';
import type { Storage } from '../../../platform/storage/storage';
import { reportHeaders } from '../mapping/known-columns';
import { spreadsheetDamage } from '../plan/damaged-text';
import { keepMark } from '../plan/read-cell';
import type { Source, SourceRecord } from '../reading/source';
import type { Import } from '../record/import.entity';
import type { FailedRow, StoredFile } from '../record/import-contents';
import { eachFailedRow, type FailedRowErrors } from './failed-rows';
import { storeFile } from './store-file';

/**
 * Writes a CSV file with the rows that failed, as they are in the source, in UTF-8 and with its delimiter. Two columns
 * come first, with the line and the errors; they come first because a failed row may be shorter or longer than the
 * header. A file with corrected rows can be imported as it is. Returns null if no row failed.
 */
export async function writeErrorsFile(
  { dataSource, storage }: { readonly dataSource: DataSource; readonly storage: Storage },
  row: Pick<Import, 'id' | 'dataset' | 'formulaGuard'>,
  source: Source,
  signal: AbortSignal,
): Promise<StoredFile | null> {
  const failed = eachFailedRow(dataSource, row.id);
  const first = await failed.next();
  if (first.done) return null;
  return storeFile(storage, row, 'errors', async (sink) => {
    const line = lineFormat(source);
    const lines = new LineWriter(sink, signal);
    await lines.write(1, () =>
      lines.buffer.text(`\ufeff${line([reportHeaders.line, reportHeaders.errors, ...source.headers])}`),
    );
    let next: FailedRowErrors | null = first.value;
    let rows = 0;
    for await (const records of source.batches()) {
      const found: { record: SourceRecord; errors: readonly FailedRow[] }[] = [];
      for (const record of records) {
        if (next?.row !== record.row) continue;
        found.push({ record, errors: next.errors });
        const { value, done } = await failed.next();
        next = done ? null : value;
      }
      await lines.write(found.length, (index) => {
        const { record, errors } = found[index]!;
        lines.buffer.text(
          line([
            String(record.line),
            describeErrors(errors, source.headers),
            ...cellsOf(record, errors, source.headers.length),
          ]),
        );
      });
      rows += found.length;
      if (!next) break;
      signal.throwIfAborted();
    }
    return rows;
  });
}

/** Guarded, because a header may start like a formula. */
const describeErrors = (errors: readonly FailedRow[], headers: readonly string[]): string =>
  guarded(
    errors
      .map(({ columnIndex, message }) => (columnIndex === undefined ? message : `${headers[columnIndex]}: ${message}`))
      .join(' | '),
  );

/** A workbook has no guards and omits empty cells, and what is no value in it must not become one. */
function cellsOf({ cells, kinds }: SourceRecord, errors: readonly FailedRow[], width: number): readonly string[] {
  if (!kinds) return cells;
  const kept = new Set(errors.flatMap(({ code, columnIndex }) => (code === 'NOT_IN_WORKBOOK' ? columnIndex : [])));
  const padding = Array<string>(Math.max(0, width - cells.length)).fill('');
  return [...cells, ...padding].map((cell, index) => {
    if (kept.has(index)) return keepMark;
    if (kinds[index] === 'ERROR') return spreadsheetDamage(cell) ? cell : unknownError;
    return kinds[index] === 'TEXT' ? guarded(cell) : cell;
  });
}

/** Refused wherever it is read, unlike the formula that has no result. */
const unknownError = '#VALUE!';

function lineFormat({ traits }: Source): (cells: readonly string[]) => string {
  const sign = delimiterSigns[traits.kind === 'CSV' ? traits.delimiter : CsvDelimiter.COMMA];
  const quoted = cellQuoter(sign);
  return (cells) => `${cells.map(quoted).join(sign)}\r\n`;
}
