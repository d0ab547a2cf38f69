import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ChangedRow, FailedRow } from './import-contents';

/** The plan of consecutive rows of the file, and what came of it. */
@Entity('import_batches')
export class ImportBatch {
  @PrimaryColumn({ type: 'int' })
  importId: number;

  /** From 1. */
  @PrimaryColumn({ type: 'int' })
  ordinal: number;

  @Column({ type: 'int' })
  firstRow: number;

  @Column({ type: 'int' })
  lastRow: number;

  /** Number of changed cells. */
  @Column({ type: 'int' })
  changeCount: number;

  /** Number of errors, and of conflicts once the batch is applied. */
  @Column({ type: 'int' })
  errorCount: number;

  @Column({ type: 'simple-json' })
  changes: ChangedRow[];

  @Column({ type: 'simple-json' })
  errors: FailedRow[];

  /** Null until it is applied. */
  @Column({ type: 'simple-json', nullable: true })
  outcome: BatchOutcome | null;
}

/** What came of applying a batch. */
export interface BatchOutcome {
  /** Number of applied rows. */
  readonly rows: number;
  /** Places of the columns in which records were changed or deleted, in any order. */
  readonly columns: readonly number[];
  /** The ids of created records. */
  readonly created: readonly (readonly [row: number, id: number])[];
  /** The rows that were not applied, because their records were changed since the plan was made. */
  readonly conflicts: readonly FailedRow[];
}
