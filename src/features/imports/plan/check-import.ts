import { because, causeOf } from '../../../error-reasons';
import { DecimalSeparator, unguarded } from '../../../platform/files/csv-dialect';
import { decimalSeparatorOf } from '../../../platform/graphql/decimal-separator';
import type { Lease } from '../../../platform/jobs/lease';
import { readAhead } from '../../../platform/jobs/read-ahead';
import { yieldToEventLoop } from '../../../platform/jobs/yield';
import { quoted } from '../../../platform/text/quoted';
import type { Sentence } from '../../../sentences';
import type { ColumnDescription } from '../../columns/column';
import { isReportHeader } from '../mapping/known-columns';
import { plainHeaders } from '../mapping/map-headers';
import type { Source } from '../reading/source';
import type { Import } from '../record/import.entity';
import { requesterOf } from '../record/import-actors';
import type { NewItems, SampleRow } from '../record/import-contents';
import type { RowCounts } from '../record/import-progress';
import { BlankCells } from '../record/import-state';
import { importWarning, type SuspicionCode } from '../record/import-warnings';
import { describeSuspicion } from './cells/damaged-text';
import { cellText, type FileFormat } from './cells/read-cell';
import { classifyColumns, type FileColumn, type FileColumns } from './columns/file-columns';
import { ImportRefused } from './import-refused';
import { PlanWriter } from './plan-batch';
import { PlanSample } from './plan-sample';
import { similarNameWarnings } from './references/similar-names';
import { findBookings } from './rows/named-bookings';
import { type FoundRecord, RecordReader } from './rows/record-reader';
import { listedErrors, withTexts } from './rows/row-errors';
import { type KeyedRecord, RowKeys } from './rows/row-keys';
import { RowPlanner } from './rows/row-planner';
import { findableKey, findUserIds } from './rows/user-ids';
import { type ImportContext, type NewProperties, openSession, type Session } from './session';
import type { ImportColumn, Rules } from './targets/target';

/** What a plan would do, in rows, and what its reader has to know. */
export interface PlanSummary extends Readonly<RowCounts> {
  readonly ignoredColumns: readonly string[];
  readonly newItems: NewItems;
  readonly sample: readonly SampleRow[];
  readonly warnings: readonly Sentence[];
}

interface CheckInput {
  readonly row: Import;
  readonly lease: Lease;
  readonly source: Source;
  /** The column of each header; null for a header that is ignored. */
  readonly columns: readonly (ColumnDescription | null)[];
  /** The custom properties that applying creates, by key. `columns` has their columns. */
  readonly newProperties?: NewProperties;
  readonly maxErrors?: number;
}

/** Called after each batch. `share`: how much of the file has been read, from 0 to 1. */
export type OnPlanned = (progress: Readonly<{ rows: number; share: number; counts: RowCounts }>) => Promise<void>;

/** Otherwise the statements for the next batch would be sent only after this one is compared. */
const rowsBetweenYields = 100;
/** Rows with hundreds of refused cells take much longer than others. Leases must be renewed meanwhile. */
const maxTurnMs = 50;

/** What keeps the memory of the check below its limit: the table of keys has 12 bytes for each row. */
const maxRows = 5_000_000;

/** What keeps a plan in the size of its file: an error takes some hundred bytes, and its cell may have only one. */
const maxErrorsOfPlan = 200_000;

/**
 * Plans an import: compares each row of the file with its record and stores what would change, and what is wrong. Writes
 * nothing else. `onPlanned` saves the progress, and rejects to stop.
 *
 * @throws ImportRefused for a file that cannot be imported as a whole.
 */
export async function checkImport(
  context: ImportContext,
  { row, lease, source, columns, newProperties, maxErrors = maxErrorsOfPlan }: CheckInput,
  onPlanned: OnPlanned,
  signal: AbortSignal,
): Promise<PlanSummary> {
  const { dataSource } = context;
  const writer = await PlanWriter.open(dataSource, lease);
  const known = columns.filter((column) => column !== null) as unknown as ImportColumn[];
  const session = await openSession(dataSource, context, row, requesterOf(row), known, { newProperties });
  const files = classifyColumns(session.target, plainHeaders(source, row.formulaGuard), columns);
  const isReport = source.headers.some(isReportHeader);
  const format: FileFormat = { kind: source.traits.kind, formulaGuard: row.formulaGuard, isReport };
  const reader = new RecordReader(
    session,
    files.read.map(({ column }) => column),
  );
  const planner = new RowPlanner(session, files, reader, {
    format,
    clearsBlank: row.blankCells === BlankCells.CLEAR,
    createMissing: row.createMissing,
    texts: {
      ...session.texts,
      isLenient: true,
      dateOrder: row.dateOrder,
      decimalSeparator:
        source.traits.kind === 'CSV'
          ? decimalSeparatorOf(source.traits.delimiter, row.decimalSeparator, 'decimalSeparator')
          : DecimalSeparator.POINT,
    },
  });
  const counts = { created: 0, changed: 0, removed: 0, unchanged: 0, failed: 0 };
  const warnings = new CellWarnings(files);
  const sample = new PlanSample(files.width);
  let rows = 0;
  const batches = findRecords(context, session, source, files, format, reader);
  // The records of the next batch are found while this one is compared and stored.
  for await (const { records, found, userIds, bookings } of readAhead(batches)) {
    signal.throwIfAborted();
    const rules: Rules = { ...session.rules, userIds, bookings };
    let turnStartedAtMs = 0;
    for (const [place, { record, key, error }] of records.entries()) {
      if (place % rowsBetweenYields === 0 || performance.now() - turnStartedAtMs > maxTurnMs) {
        await yieldToEventLoop();
        turnStartedAtMs = performance.now();
      }
      const current = found.get(key) ?? null;
      const planned = error ? ({ kind: 'FAILED', errors: [error] } as const) : planner.plan(record, current, rules);
      if (planned.kind === 'FAILED') {
        counts.failed++;
        const rowKey = current?.key ?? cellText(files.key, record, format).trim();
        const textAt = (index: number): string | undefined => record.cells[index];
        const errors = listedErrors(planned.errors).map((each) => withTexts(each, rowKey, textAt));
        writer.add(record.row, null, errors);
        if (writer.errors.count > maxErrors) throw await tooManyErrors(writer, source.headers, maxErrors);
      } else if (planned.kind === 'UNCHANGED') counts.unchanged++;
      else {
        counts[planned.kind === 'CREATED' ? 'created' : 'changed']++;
        writer.add(record.row, planned.change);
        warnings.add(planned.change);
      }
      if (planned.kind !== 'FAILED' && !sample.isFull) {
        const { key: recordKey, cells } = planned.kind === 'UNCHANGED' ? { ...current!, cells: [] } : planned.change;
        const place = { row: record.row, line: record.line, key: recordKey, isNew: current === null };
        sample.add(place, cells, (index) => planner.currentText(record, current, index));
      }
      if (writer.isFull) await writer.save();
    }
    rows += records.length;
    await onPlanned({ rows, share: source.share(), counts });
  }
  await writer.close();
  return {
    ...counts,
    sample: sample.rows,
    ignoredColumns: files.ignored,
    newItems: {
      ...session.names.newItems,
      ...(newProperties && newProperties.size > 0 && { customProperties: [...newProperties.values()] }),
    },
    warnings:
      rows === 0
        ? [
            importWarning(
              'NO_ROWS',
              {},
              'The file has no rows. Cancel the import, and start one of a file that has them.',
            ),
          ]
        : [...(await similarNameWarnings(session.names, signal)), ...warnings.list()],
  };
}

/** Deletes the plan, which no one sees, and describes its most frequent error instead. */
async function tooManyErrors(writer: PlanWriter, headers: readonly string[], max: number): Promise<ImportRefused> {
  await writer.discard();
  const { first, count } = writer.errors.largest;
  const inColumn = first.columnIndex === undefined ? '' : (headers[first.columnIndex] ?? '');
  const column = first.columnIndex === undefined ? '' : ` in the column ${quoted(inColumn)}`;
  return new ImportRefused(
    'TOO_MANY_ERRORS',
    `The file has more than ${max.toLocaleString('en-US')} errors. Correct the most frequent ones first, and start another import. ` +
      `${first.code}${column}, ${count.toLocaleString('en-US')} times, the first time: ${first.message}`,
    because('TOO_MANY_ERRORS', { ...causeOf({ ...first }), maxErrors: max, errors: count, inColumn }),
  );
}

interface FoundBatch extends Pick<Rules, 'userIds' | 'bookings'> {
  readonly records: readonly KeyedRecord[];
  readonly found: ReadonlyMap<string, FoundRecord>;
}

/** Reads the file in batches, each with the records that its keys name. */
async function* findRecords(
  { dataSource }: ImportContext,
  session: Session,
  source: Source,
  files: FileColumns,
  format: FileFormat,
  reader: RecordReader,
): AsyncGenerator<FoundBatch> {
  const rowKeys = new RowKeys(files, format);
  const username = files.read.find(({ column }) => column.key === 'username');
  const booking = files.read.find(({ column }) => column.key === 'booking');
  /** The texts of a column, also those without a guard where it is no certain one. */
  const textsOf = (file: FileColumn | undefined, records: readonly KeyedRecord[]): string[] =>
    records.flatMap(({ record, error }) => {
      if (!file || error) return [];
      const text = cellText(file, record, format);
      return format.kind === 'XLSX' ? [text, unguarded(text)] : [text];
    });
  let rows = 0;
  for await (const batch of source.batches()) {
    rows += batch.length;
    if (rows > maxRows)
      throw new ImportRefused(
        'TOO_MANY_ROWS',
        `The file has more than ${maxRows.toLocaleString('en-US')} rows. Import it in parts.`,
        because('TOO_MANY_ROWS', { max: maxRows }),
      );
    const read = batch.map((record) => rowKeys.read(record));
    const find = (keys: readonly string[]): Promise<Map<string, FoundRecord>> =>
      reader.find(dataSource.manager, files.lookup.sql, [...new Set(keys)]);
    const exact = await find(read.flatMap(({ key }) => key || []));
    const plain = await find(read.flatMap(({ key, unguardedKey }) => (exact.has(key) ? [] : (unguardedKey ?? []))));
    const found = new Map([...plain, ...exact]);
    const records = read.map((row) => {
      const isGuarded = !exact.has(row.key) && row.unguardedKey !== null && plain.has(row.unguardedKey);
      return rowKeys.claim(isGuarded ? { ...row, key: row.unguardedKey } : row);
    });
    const missing = records.filter(({ key }) => !found.has(key));
    const usernames = textsOf(username, missing).flatMap((text) => findableKey(text) ?? []);
    const userIds = await findUserIds(dataSource, session.organizationId, usernames);
    const bookings = await findBookings(dataSource, session.organizationId, textsOf(booking, records));
    yield { records, found, userIds, bookings };
  }
}

/** Counts suspicious cells by column and reason: their own warnings are with the changes. */
class CellWarnings {
  private readonly counts = new Map<string, { index: number; code: SuspicionCode; line: number; count: number }>();

  constructor(private readonly files: FileColumns) {}

  add({ cells, line }: { cells: readonly (readonly [number, unknown, unknown, string?])[]; line: number }): void {
    for (const [index, , , code] of cells) {
      if (code === undefined) continue;
      const place = `${index} ${code}`;
      const known = this.counts.get(place);
      if (known) known.count++;
      else this.counts.set(place, { index, code: code as SuspicionCode, line, count: 1 });
    }
  }

  list(): Sentence[] {
    return [...this.counts.values()].map(({ index, code, line, count }) => {
      const header = [this.files.key, ...this.files.read].find((file) => file.index === index)!.header;
      const cells = count === 1 ? '1 cell' : `${count.toLocaleString('en-US')} cells`;
      const message = `Column ${quoted(header)}, ${cells}, the first on line ${line}: ${describeSuspicion(code)}`;
      return importWarning(code, { header, cells: count, line }, message);
    });
  }
}
