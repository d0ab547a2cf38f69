import { quoted } from '../../../platform/text/quoted';
import type { SourceRecord } from '../reading/source';
import type { FailedRow } from '../record/import-contents';
import type { FileColumns } from './file-columns';
import { KeyTable } from './key-table';
import { cellText, type FileFormat } from './read-cell';
import { failedRow, lengthError } from './row-errors';

/** A row of the file with the form of its key that the database compares, or what is wrong with it. */
export interface KeyedRecord {
  readonly record: SourceRecord;
  readonly key: string;
  readonly error: FailedRow | null;
}

/** Reads the keys of a file's rows, in their order. Refuses rows that repeat an earlier key. */
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
          files.key,
        ),
      );
    const key = files.lookup.keyOf(text);
    // No record has it, and the row says so.
    if (key === null) return { record, key: '', error: null };
    const line = this.lines.claim(key, record.line);
    if (line === 0) return { record, key, error: null };
    return failed(
      record,
      failedRow(
        record,
        'KEY_DUPLICATED',
        `${header} has the same value as on line ${line}: ${quoted(text.trim())}. Correct it, or remove one of the two rows.`,
        files.key,
      ),
    );
  }
}

const failed = (record: SourceRecord, error: FailedRow): KeyedRecord => ({ record, key: '', error });
