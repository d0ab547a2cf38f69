import type { ImportEncoding } from './encoding';

/**
 * Why a file cannot be read. EMPTY_FILE has no header. NOT_A_TABLE is another kind of file. PROTECTED needs a password.
 * ENCODING has bytes that its encoding does not define. QUOTES breaks the rules of quotes in CSV. WORKBOOK is damaged.
 * SHEET does not have the requested sheet. LIMIT exceeds a limit of the reader.
 */
type UnreadableCode =
  'EMPTY_FILE' | 'NOT_A_TABLE' | 'PROTECTED' | 'ENCODING' | 'QUOTES' | 'WORKBOOK' | 'SHEET' | 'LIMIT';

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
}

/** A file that cannot be imported as a whole. The message is for the person who uploaded it. */
export class UnreadableFile extends Error implements Place {
  readonly line?: number;
  readonly byteOffset?: number;
  readonly isReadableOtherwise: boolean;
  readonly previews?: readonly EncodingPreview[];

  constructor(
    readonly code: UnreadableCode,
    message: string,
    { line, byteOffset, isReadableOtherwise = false, previews }: Place = {},
  ) {
    super(message);
    this.name = 'UnreadableFile';
    this.line = line;
    this.byteOffset = byteOffset;
    this.isReadableOtherwise = isReadableOtherwise;
    this.previews = previews;
  }
}
