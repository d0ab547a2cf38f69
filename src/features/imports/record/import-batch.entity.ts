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

  /** The rows that were not applied because of a conflict, and the ids of created records. Null until it is applied. */
  @Column({ type: 'simple-json', nullable: true })
  outcome: { conflicts: FailedRow[]; created: [row: number, id: number][] } | null;
}
