import type { DataSource } from 'typeorm';
import { ImportBatch } from '../record/import-batch.entity';

type PlannedBatch = Pick<ImportBatch, 'ordinal' | 'lastRow' | 'changes'>;

/** Reads the batches of a plan that have changes. */
export class PlannedBatches {
  private ahead: { readonly after: number; readonly batch: Promise<PlannedBatch | null> } | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly importId: number,
  ) {}

  /** Returns the next batch after this one; null after the last one. */
  async after(ordinal: number): Promise<PlannedBatch | null> {
    const { ahead } = this;
    return ahead?.after === ordinal ? ahead.batch : this.read(ordinal);
  }

  /** Starts to read the batch that `after` will return. */
  readAhead(ordinal: number): void {
    this.ahead = { after: ordinal, batch: this.read(ordinal) };
    // Reported where it is awaited.
    this.ahead.batch.catch(() => undefined);
  }

  private read(after: number): Promise<PlannedBatch | null> {
    return this.dataSource.manager
      .createQueryBuilder(ImportBatch, 'b')
      .select(['b.importId', 'b.ordinal', 'b.lastRow', 'b.changes'])
      .where('b.importId = :id AND b.ordinal > :after AND b.changeCount > 0', { id: this.importId, after })
      .orderBy('b.ordinal')
      .limit(1)
      .getOne();
  }
}
