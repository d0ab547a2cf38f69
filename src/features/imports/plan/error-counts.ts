import type { EntityManager } from 'typeorm';
import { insertRows } from '../../../platform/database/insert-rows';
import { execute, query } from '../../../platform/database/query';
import { join, sql } from '../../../platform/database/sql';
import type { FailedRow } from '../record/import-contents';

interface ErrorCount {
  /** The first of the errors. */
  readonly first: FailedRow;
  count: number;
}

/** Errors counted by code and column, so that lists need not read the errors to filter, count or group them. */
export class ErrorCounts {
  private readonly counts = new Map<string, ErrorCount>();

  /** Number of all errors. */
  count = 0;

  add(error: FailedRow): void {
    this.count++;
    const key = `${error.code} ${error.columnIndex}`;
    const known = this.counts.get(key);
    if (known) known.count++;
    else this.counts.set(key, { first: error, count: 1 });
  }

  get largest(): Readonly<ErrorCount> {
    return [...this.counts.values()].reduce((largest, next) => (next.count > largest.count ? next : largest));
  }

  /** Stores the counts of one batch, in the transaction that stores its errors. */
  async saveOfBatch(manager: EntityManager, importId: number, ordinal: number): Promise<void> {
    const rows = [...this.counts.values()].map(({ first: { code, columnIndex = null }, count }) => {
      // The message is in the group. The column is from plans that had no groups.
      return [importId, ordinal, code, columnIndex, count, ''];
    });
    const columns = ['importId', 'ordinal', 'code', 'columnIndex', 'errorCount', 'message'];
    await insertRows(manager, 'import_error_counts', columns, rows);
  }

  /** Adds the counts to the groups of the whole plan. Only the holder of the import's lease may call it. */
  async addToGroups(manager: EntityManager, importId: number): Promise<void> {
    if (this.counts.size === 0) return;
    const codes = new Set([...this.counts.values()].map(({ first }) => first.code));
    const stored = await query<{ id: number; code: string; columnIndex: number | null }>(
      manager,
      sql`SELECT id, code, columnIndex FROM import_error_groups WHERE importId = ${importId} AND code IN (${join([...codes])})`,
    );
    const ids = new Map(stored.map(({ id, code, columnIndex }) => [`${code} ${columnIndex ?? undefined}`, id]));
    const added: unknown[][] = [];
    for (const [key, { first, count }] of this.counts) {
      const id = ids.get(key);
      const { code, columnIndex = null, message, reason = null, parameters = {} } = first;
      if (id === undefined)
        added.push([importId, code, columnIndex, count, message, reason, JSON.stringify(parameters)]);
      else
        await execute(manager, sql`UPDATE import_error_groups SET errorCount = errorCount + ${count} WHERE id = ${id}`);
    }
    const columns = ['importId', 'code', 'columnIndex', 'errorCount', 'message', 'reason', 'parameters'];
    await insertRows(manager, 'import_error_groups', columns, added);
  }
}
