/** Maximum number of columns. Organizations have at most 500 custom properties, and no dataset has 200 more columns. */
export const maxColumns = 2_000;

/**
 * Maximum length of one record in UTF-16 code units, quotes and delimiters included. It also limits a cell. A user with
 * 400 custom properties of the maximum length fits. A quote that is never closed ends there.
 */
export const maxRecordLength = 4_000_000;

/** Maximum number of sheets that an import lists, and length of a name in UTF-16 code units. Excel allows 31. */
export const maxListedSheets = 200;
export const maxSheetNameLength = 200;

/** Maximum number of records in a batch, and the length of their cells at which a batch is full. */
export const maxBatchRecords = 1_000;
export const fullBatchLength = 1_000_000;
