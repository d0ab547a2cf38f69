import type { Because } from '../../../error-reasons';
import type { ImportEncoding } from './encoding';

/** Why a file cannot be read: the code for programs, and what it means. */
export const unreadableReasons = {
  EMPTY_FILE: 'the file has no header',
  NOT_A_TABLE: 'the file is not CSV or XLSX',
  PROTECTED: 'the workbook needs a password',
  ENCODING: 'the file is UTF-32',
  QUOTES: 'a quote of the CSV file is invalid',
  WORKBOOK: 'the workbook is damaged',
  SHEET: 'the workbook has no sheet',
  LIMIT: 'the file exceeds a limit of the reader',
} as const;

/** A few rows of the file as they would read in an encoding. */
export interface EncodingPreview {
  readonly encoding: ImportEncoding;
  readonly rows: readonly string[];
}

interface Place {
  /** Physical line of a CSV file, or row of a sheet. */
  readonly line?: number;
  /** Place in the file as stored, counted from 0. */
  readonly byteOffset?: number;
  /** Whether the file can be read with another option, such as another encoding or sheet. */
  readonly isReadableOtherwise?: boolean;
  /** With ENCODING: how the affected rows would read in other encodings. */
  readonly previews?: readonly EncodingPreview[];
  /** With another sheet: the names of all sheets that can be requested. */
  readonly sheetNames?: readonly string[];
}

/** A file that cannot be imported as a whole. The message is for the person who uploaded it. */
export class UnreadableFile extends Error implements Place {
  readonly line?: number;
  readonly byteOffset?: number;
  readonly isReadableOtherwise: boolean;
  readonly previews?: readonly EncodingPreview[];
  readonly sheetNames?: readonly string[];

  constructor(
    readonly code: keyof typeof unreadableReasons,
    message: string,
    readonly because: Because,
    { line, byteOffset, isReadableOtherwise = false, previews, sheetNames }: Place = {},
  ) {
    super(message);
    this.name = 'UnreadableFile';
    this.line = line;
    this.byteOffset = byteOffset;
    this.isReadableOtherwise = isReadableOtherwise;
    this.previews = previews;
    this.sheetNames = sheetNames;
  }
}
