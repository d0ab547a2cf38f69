/** What the JSON columns of imports and their batches contain. */

/** The decision about one header of the file. At most one of the two is set; neither: the column is ignored. */
export interface HeaderMapping {
  readonly header: string;
  /** Key of a column in the catalogue. */
  readonly column: string | null;
  /** Name of a custom property that is created when the plan is applied. */
  readonly newCustomProperty?: string | null;
}

/** What was recognized in the file. */
export interface RecognizedSource {
  readonly kind: 'CSV' | 'XLSX';
  /** For CSV. */
  readonly delimiter?: string;
  /** For CSV. */
  readonly encoding?: string;
  /** For XLSX. */
  readonly sheet?: string;
  readonly headers: readonly string[];
}

/** One column of the file, with its suggested and its chosen column. */
export interface RecognizedColumn {
  readonly header: string;
  /** Key of the column that probably belongs to the header. */
  readonly suggestion: string | null;
  /** A `MatchConfidence`; null without a suggestion. */
  readonly confidence: string | null;
  readonly column: string | null;
  readonly newCustomProperty: string | null;
  /** Cells of the first rows. */
  readonly samples: readonly string[];
}

/** Names that the file uses and the organization does not have. Applying creates them. */
export interface NewItems {
  readonly locations: readonly string[];
  readonly teams: readonly string[];
  readonly plans: readonly string[];
  readonly customProperties?: readonly string[];
}

export const noNewItems: NewItems = { locations: [], teams: [], plans: [] };

/** A file that the import wrote. */
export interface StoredFile {
  readonly key: string;
  readonly name: string;
  readonly bytes: number;
  readonly rows: number;
  readonly sha256: string;
}

/** The changes of one row. Texts are as our CSV writes them; null is an empty cell. */
export interface ChangedRow {
  readonly row: number;
  readonly line: number;
  /** Id of the record; null: the row creates it. */
  readonly id: number | null;
  /** Username, reference or number. */
  readonly key: string;
  readonly cells: readonly (readonly [columnIndex: number, oldText: string | null, newText: string | null])[];
}

/** An error of one row, or of one of its cells. */
export interface FailedRow {
  readonly row: number;
  readonly line: number;
  /** Header of the column in the file. */
  readonly column?: string;
  readonly code: string;
  readonly message: string;
}
