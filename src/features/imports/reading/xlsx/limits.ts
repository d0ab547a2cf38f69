/** Excel's limits for rows and columns of a sheet. */
export const maxSheetRows = 1_048_576;
export const maxSheetColumns = 16_384;

/** Maximum number of parts in a workbook. A sheet of a large workbook brings a few parts. */
export const maxParts = 10_000;

/**
 * Maximum size of one part of a workbook after inflating. A sheet of a million rows and 30 columns has about 2 GB. Sheets
 * shrink to a tenth or a thirtieth, and never to a 300th. Small parts may.
 */
export const maxPartBytes = 4 * 1024 ** 3;
export const maxInflation = 300;
export const anyInflationBytes = 64 * 1024 ** 2;

/** Maximum number of cells of a sheet, with the empty ones before other cells or with a format. */
export const maxCells = 100_000_000;

export const maxSharedStrings = 20_000_000;
/** Bytes of shared strings that stay in memory. More are in a temporary file. */
export const maxStringBytesInMemory = 16 * 1024 ** 2;

/** Maximum number of formats of cells. Excel allows 65,490. */
export const maxCellFormats = 100_000;

/** Maximum depth of elements, and characters of XML without a tag. They keep what the parser collects small. */
export const maxXmlDepth = 64;
export const maxXmlTextLength = 8_000_000;
