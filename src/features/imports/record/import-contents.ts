import { detached } from '../../../platform/text/detached';
import type { SentenceParameters } from '../../../sentences';

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
  /** Hash of how the file is read, equal for the same reading: requested or recognized. */
  readonly reading: string;
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
  /** Whether a user has to decide about the header. */
  readonly isUndecided: boolean;
  /** Cells of the first rows. */
  readonly samples: readonly string[];
}

export const maxShownLength = 200;

/** A cell as lists show it: cut between two characters, and copied out of the chunk of the file that it is from. */
export const cutText = (cell: string): string =>
  detached(cell.slice(0, maxShownLength).replace(/[\ud800-\udbff]$/, ''));

/** The parameters of a reason, whose texts may be cells of the file, as they are stored. */
export const cutParameters = (parameters: SentenceParameters): SentenceParameters =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, typeof value === 'string' ? cutText(value) : value]),
  );

/** A row of the file as its record will be once the plan is applied. */
export interface SampleRow {
  readonly row: number;
  readonly line: number;
  /** Username, reference or number. */
  readonly key: string;
  readonly isNew: boolean;
  /** By place in the file; null: empty, or not read. */
  readonly cells: readonly (string | null)[];
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

/** The change of one cell. Texts are as our CSV writes them; null is an empty cell. */
export type ChangedCell = readonly [
  columnIndex: number,
  oldText: string | null,
  newText: string | null,
  /** What is suspicious about the new text: a `SuspicionCode`. Plans of earlier versions have a sentence. */
  warning?: string,
];

/** The changes of one row. */
export interface ChangedRow {
  readonly row: number;
  readonly line: number;
  /** Id of the record; null: the row creates it. */
  readonly id: number | null;
  /** Username, reference or number. */
  readonly key: string;
  /** Whether the record is deleted, because the import that is undone created it. */
  readonly isRemoved?: true;
  /** The changed cells. Of a record that is created or deleted, the first cell is its key. */
  readonly cells: readonly ChangedCell[];
}

/** An error of one row, or of one of its cells. */
export interface FailedRow {
  readonly row: number;
  readonly line: number;
  /** Place of the column in the file, from 0; absent for an error of the row. */
  readonly columnIndex?: number;
  readonly code: string;
  /** In English. */
  readonly message: string;
  /** A reason with its parameters. Absent in plans of earlier versions. */
  readonly reason?: string;
  readonly parameters?: SentenceParameters;
  /** Username, reference or number; cut. Absent if the row has none, and in further errors of the same row. */
  readonly key?: string;
  /** The cell, cut. Absent for an error of the row, and for an empty cell. */
  readonly value?: string;
}
