import type { DataSource } from 'typeorm';
import { cellQuoter, CsvDelimiter, delimiterSigns, guarded, unguarded } from '../../../platform/files/csv-dialect';
import { LineWriter } from '../../../platform/files/line-writer';
import type { Storage } from '../../../platform/storage/storage';
import { isReportHeader, reportHeaders } from '../mapping/known-columns';
import { plainHeaders } from '../mapping/map-headers';
import { findDamage } from '../plan/cells/damaged-text';
import { keepMark } from '../plan/cells/read-cell';
import type { CellKind, Source, SourceRecord } from '../reading/source';
import type { Import } from '../record/import.entity';
import type { FailedRow, StoredFile } from '../record/import-contents';
import { eachFailedRow, type FailedRowErrors } from './failed-rows';
import { storeFile } from './store-file';

/**
 * Writes a CSV file with the rows that failed, in UTF-8 and with the delimiter of the source. Two columns come first, with
 * the line and the errors; they come first because a failed row may be shorter or longer than the header. Such columns
 * of the source are not repeated. With corrected rows, the file can be imported as it is. Returns null if no row failed.
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
    const file = new ErrorLines(source, row.formulaGuard);
    const lines = new LineWriter(sink, signal);
    await lines.write(1, () => lines.buffer.text(`\ufeff${file.header()}`));
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
        lines.buffer.text(file.row(record, errors));
      });
      rows += found.length;
      if (!next) break;
      signal.throwIfAborted();
    }
    return rows;
  });
}

/** Refused wherever it is read, unlike the formula that has no result. */
const unknownError = '#VALUE!';

/** The lines of an error file. Texts have a guard if the next import removes it. */
class ErrorLines {
  private readonly headers: readonly string[];
  private readonly reports: readonly boolean[];
  private readonly sign: string;
  private readonly quoted: (text: string) => string;

  constructor(
    { headers, traits }: Source,
    private readonly formulaGuard: boolean,
  ) {
    this.headers = plainHeaders({ headers }, formulaGuard);
    this.reports = this.headers.map(isReportHeader);
    this.sign = delimiterSigns[traits.kind === 'CSV' ? traits.delimiter : CsvDelimiter.COMMA];
    this.quoted = cellQuoter(this.sign);
  }

  header(): string {
    return this.line(reportHeaders.line, reportHeaders.errors, this.headers);
  }

  row(record: SourceRecord, errors: readonly FailedRow[]): string {
    const cells = record.kinds ? this.workbookCells(record.cells, record.kinds, errors) : record.cells;
    return this.line(String(record.line), this.describe(errors), this.formulaGuard ? cells.map(unguarded) : cells);
  }

  private line(line: string, errors: string, cells: readonly string[]): string {
    const texts = cells.filter((_cell, index) => !this.reports[index]);
    const shown = this.formulaGuard ? texts.map(guarded) : texts;
    return `${[line, errors, ...shown].map(this.quoted).join(this.sign)}\r\n`;
  }

  /** Guarded in any case, because a header may start like a formula. */
  private describe(errors: readonly FailedRow[]): string {
    const texts = errors.map(({ columnIndex, message }) =>
      columnIndex === undefined ? message : `${this.headers[columnIndex]}: ${message}`,
    );
    return guarded(texts.join(' | '));
  }

  /** A workbook omits empty cells, and what is no value in it must not become one. */
  private workbookCells(
    cells: readonly string[],
    kinds: readonly CellKind[],
    errors: readonly FailedRow[],
  ): readonly string[] {
    const kept = new Set(errors.flatMap(({ code, columnIndex }) => (code === 'NOT_IN_WORKBOOK' ? columnIndex : [])));
    const padding = Array<string>(Math.max(0, this.headers.length - cells.length)).fill('');
    return [...cells, ...padding].map((cell, index) => {
      if (kept.has(index)) return keepMark;
      return kinds[index] === 'ERROR' && !findDamage(cell, null) ? unknownError : cell;
    });
  }
}
