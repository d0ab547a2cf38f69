import type { Meanings } from './sentences';

/** What is wrong with a header of a file, or with a decision about it. */
export const headerReasons = {
  HEADER_MISSING: ['A column has values, but no header.', ['column']],
  HEADER_TOO_LONG: ['The header is too long.', ['header', 'max']],
  HEADER_DUPLICATED: ['Two headers are the same, apart from case and blanks.', ['header']],
  HEADER_MAPPED_TWICE: ['The mapping has two decisions about the header.', ['header']],
  HEADER_UNKNOWN: ['The file does not have the header of a decision.', ['header', 'headers', 'count']],
  HEADER_OVERDETERMINED: ['A decision names both a column and a new custom property.', ['header']],
  HEADER_COLUMN_UNKNOWN: ['A decision names a column that does not exist.', ['header', 'column']],
  HEADER_COLUMN_READ_ONLY: ['A decision names a column that cannot be imported.', ['header', 'column']],
  HEADERS_OF_ONE_COLUMN: ['Two headers are mapped to the same column.', ['header', 'otherHeader', 'column']],
  HEADER_IS_COLUMN: ['A new custom property would have the name of a column.', ['header', 'name', 'column']],
  HEADER_NO_PROPERTY: [
    'The new custom property cannot be created, for the reason `cause`.',
    ['header', 'name', 'cause'],
  ],
} as const satisfies Meanings;

/** Why a file cannot be imported as a whole. */
export const fileReasons = {
  FILE_EMPTY: ['The file has no bytes.', []],
  LINES_EMPTY: ['All lines of the file are empty.', []],
  SHEET_EMPTY: ['The sheet is empty, while others may not be.', ['sheet', 'otherSheets']],
  COMPRESSED: ['The file is compressed.', ['kind']],
  OTHER_KIND: ['The file is no table, but a document of another kind: OFFICE, PDF, RTF, HTML, XML or JSON.', ['kind']],
  ZIP_ARCHIVE: ['The file is a ZIP archive without a workbook.', []],
  BINARY_WORKBOOK: ['The file is a binary workbook (.xlsb).', []],
  PASSWORD: ['The file is protected by a password.', []],
  WORKBOOK_DAMAGED: ['The workbook is damaged.', []],
  NO_SHEET: ['The workbook has no worksheet.', []],
  UNKNOWN_SHEET: ['The workbook does not have the requested sheet.', ['sheet', 'sheets']],
  UTF_32: ['The file is UTF-32.', []],
  OTHER_MARK: ['The file starts with the byte order mark of another encoding.', ['encoding', 'requested']],
  MARK_MISSING: ['The file looks like UTF-16 without a byte order mark.', ['encoding']],
  OTHER_ENCODING: ['The file does not have the requested encoding.', ['encoding']],
  INVALID_BYTE: ['The encoding does not define a byte of the file.', ['byteOffset', 'encoding']],
  INVALID_BYTE_ON_LINE: ['The encoding does not define a byte of the file.', ['byteOffset', 'line', 'encoding']],
  OTHER_SEPARATOR: ['The first line names a delimiter that is not supported.', ['sign']],
  TEXT_AFTER_QUOTE: ['Text follows the closing quote of a cell.', ['line', 'near']],
  QUOTE_IN_CELL: ['A quote is inside a cell that does not start with one.', ['line', 'near']],
  QUOTE_OPEN: ['A quote is never closed.', ['line']],
  QUOTE_OPEN_LONG: ['A quote is not closed within `max` characters.', ['line', 'max']],
  LINE_TOO_LONG: ['A line is too long.', ['line', 'max']],
  TOO_MANY_COLUMNS: ['A line has too many columns.', ['line', 'max']],
  TOO_MANY_CELLS: ['The sheet has too many cells.', ['max']],
  TOO_MANY_TEXTS: ['The workbook has too many texts.', ['max']],
  CELL_TOO_LONG: ['A text of the workbook is too long.', ['max']],
  WORKBOOK_TOO_COMPLEX: ['The workbook is too large or too complex to be read.', []],
  TOO_MANY_ROWS: ['The file has too many rows.', ['max']],
  NO_KEY_COLUMN: ['No column identifies the records.', ['dataset', 'columns']],
  OTHER_DATASET: ['No column identifies the records: the file is probably of another dataset.', ['dataset', 'other']],
} as const satisfies Meanings;
