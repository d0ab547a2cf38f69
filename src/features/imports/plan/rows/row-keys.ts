import { because } from '../../../../error-reasons';
import { unguarded } from '../../../../platform/files/csv-dialect';
import { quoted } from '../../../../platform/text/quoted';
import type { SourceRecord } from '../../reading/source';
import type { FailedRow } from '../../record/import-contents';
import { cellText, type FileFormat } from '../cells/read-cell';
import type { FileColumns } from '../columns/file-columns';
import { KeyTable } from './key-table';
import { failedRow, lengthError } from './row-errors';

/** A row of the file with the form of its key that the database compares, or what is wrong with it. */
export interface KeyedRecord {
  readonly record: SourceRecord;
  /** Empty for a key that no record can have. */
  readonly key: string;
  /** The key that the row has if its `'` is a guard: a workbook keeps the guards of a CSV file. Null without one. */
  readonly unguardedKey: string | null;
  readonly error: FailedRow | null;
}

/** Reads the keys of a file's rows. Refuses rows that name the record of an earlier row. */
export class RowKeys {
  private readonly lines = new KeyTable();
  private readonly header: string;

  constructor(
    private readonly files: FileColumns,
    private readonly format: FileFormat,
  ) {
    this.header = quoted(files.key.header);
  }

  read(record: SourceRecord): KeyedRecord {
    const { files, format, header } = this;
    const wrongLength = lengthError(record, files);
    if (wrongLength) return failed(record, wrongLength);
    if (record.cells[files.createdMark]?.trim().toLowerCase() === 'true')
      return failed(
        record,
        failedRow(
          record,
          'CREATED_ROW',
          'An import has created this record. `undoImport` deletes it, but a file cannot. Remove the row.',
          because('CREATED_BY_IMPORT'),
        ),
      );
    const text = cellText(files.key, record, format);
    if (text.trim() === '')
      return failed(
        record,
        failedRow(
          record,
          'KEY_MISSING',
          `${header} is empty. Write which record the row is about, or remove the row.`,
          because('KEY_EMPTY'),
          files.key,
        ),
      );
    const plain = format.kind === 'XLSX' ? unguarded(text) : text;
    return {
      record,
      key: files.lookup.keyOf(text) ?? '',
      unguardedKey: plain === text ? null : files.lookup.keyOf(plain),
      error: null,
    };
  }

  /** Remembers the key of a row. Returns the row, with an error if an earlier one has the key. In the order of the file. */
  claim(row: KeyedRecord): KeyedRecord {
    const { record, key, error } = row;
    const line = error || key === '' ? 0 : this.lines.claim(key, record.line);
    if (line === 0) return row;
    const text = cellText(this.files.key, record, this.format).trim();
    return failed(
      record,
      failedRow(
        record,
        'KEY_DUPLICATED',
        `${this.header} has the same value as on line ${line}: ${quoted(text)}. Correct it, or remove one of the two rows.`,
        because('KEY_REPEATED', { value: text, line }),
        this.files.key,
      ),
    );
  }
}

const failed = (record: SourceRecord, error: FailedRow): KeyedRecord => ({
  record,
  key: '',
  unguardedKey: null,
  error,
});
