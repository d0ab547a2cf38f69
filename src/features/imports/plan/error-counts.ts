import type { EntityManager } from 'typeorm';
import { insertRows } from '../../../platform/database/insert-rows';
import type { FailedRow } from '../record/import-contents';

interface ErrorCount {
  /** The first of the errors. */
  readonly first: FailedRow;
  count: number;
}

/** The errors of a batch, counted by code and column, so that lists need not read the errors to filter or count them. */
export class ErrorCounts {
  private readonly counts = new Map<string, ErrorCount>();

  add(error: FailedRow): void {
    const key = `${error.code} ${error.columnIndex}`;
    const known = this.counts.get(key);
    if (known) known.count++;
    else this.counts.set(key, { first: error, count: 1 });
  }

  /** In the transaction that stores the errors. */
  save(manager: EntityManager, importId: number, ordinal: number): Promise<void> {
    const rows = [...this.counts.values()].map(({ first, count }) => {
      const { code, columnIndex = null, message } = first;
      return [importId, ordinal, code, columnIndex, count, message];
    });
    const columns = ['importId', 'ordinal', 'code', 'columnIndex', 'errorCount', 'message'];
    return insertRows(manager, 'import_error_counts', columns, rows);
  }
}
