import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';
import { createIndex } from './create-index';
import { createTable } from './create-table';

/** What lists of a plan are filtered by, and which import corrects which. */
export class ImportScreens1766448000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const d = dialectOf(runner.dataSource);
    await addColumn(runner, 'imports', 'correctionOfId', d.integer);
    await createIndex(runner, 'imports_correcting', 'imports (correctionOfId)');
    await addColumn(runner, 'import_batches', 'createdCount', `${d.integer} NOT NULL DEFAULT 0`);
    await addColumn(runner, 'import_batches', 'removedCount', `${d.integer} NOT NULL DEFAULT 0`);
    const parts = [
      `id ${d.primaryKey}`,
      `importId ${d.integer} NOT NULL`,
      `ordinal ${d.integer} NOT NULL`,
      `code ${d.code(32)} NOT NULL`,
      `columnIndex ${d.integer}`,
      `errorCount ${d.integer} NOT NULL`,
      `message ${d.longText} NOT NULL`,
      'FOREIGN KEY (importId, ordinal) REFERENCES import_batches (importId, ordinal) ON DELETE CASCADE',
    ];
    await createTable(runner, 'import_error_counts', ...parts);
    await createIndex(runner, 'import_error_counts_by_batch', 'import_error_counts (importId, ordinal)');
    await countStoredPlans(runner);
  }

  async down(): Promise<void> {
    throw new Error('This migration is not undone: the plans of imports would lose the numbers of their errors.');
  }
}

interface StoredError {
  readonly code: string;
  readonly columnIndex?: number;
  readonly message: string;
}

interface StoredChange {
  readonly id: number | null;
  readonly isRemoved?: true;
  readonly cells: readonly unknown[];
}

/** Counts the changes and errors of plans from before they were counted. A batch has at most a thousand rows. */
async function countStoredPlans(runner: QueryRunner): Promise<void> {
  const isCounted =
    'EXISTS (SELECT 1 FROM import_error_counts c WHERE c.importId = b.importId AND c.ordinal = b.ordinal)';
  const batches: { importId: number; ordinal: number; isCounted: number }[] = await runner.query(
    `SELECT importId, ordinal, ${isCounted} AS isCounted FROM import_batches b WHERE (changeCount > 0 AND createdCount = 0 AND removedCount = 0) OR (errorCount > 0 AND NOT ${isCounted}) ORDER BY importId, ordinal`,
  );
  for (const { importId, ordinal, isCounted: hasCounts } of batches) {
    const [stored] = await runner.query(
      'SELECT changes, errors, outcome FROM import_batches WHERE importId = ? AND ordinal = ?',
      [importId, ordinal],
    );
    const changes: StoredChange[] = JSON.parse(stored.changes);
    const cellsOf = (is: (change: StoredChange) => boolean): number =>
      changes.filter(is).reduce((sum, { cells }) => sum + cells.length, 0);
    await runner.query(
      'UPDATE import_batches SET createdCount = ?, removedCount = ? WHERE importId = ? AND ordinal = ?',
      [
        cellsOf(({ id, isRemoved }) => id === null && !isRemoved),
        cellsOf(({ isRemoved }) => isRemoved === true),
        importId,
        ordinal,
      ],
    );
    if (Number(hasCounts) === 0) {
      const conflicts: StoredError[] = JSON.parse(stored.outcome ?? 'null')?.conflicts ?? [];
      await countErrors(runner, [importId, ordinal], [...JSON.parse(stored.errors), ...conflicts]);
    }
  }
}

async function countErrors(
  runner: QueryRunner,
  batch: readonly [importId: number, ordinal: number],
  errors: readonly StoredError[],
): Promise<void> {
  const groups = new Map<string, StoredError[]>();
  for (const error of errors) {
    const key = `${error.code} ${error.columnIndex}`;
    const group = groups.get(key);
    if (group) group.push(error);
    else groups.set(key, [error]);
  }
  for (const group of groups.values()) {
    const { code, columnIndex = null, message } = group[0]!;
    await runner.query(
      'INSERT INTO import_error_counts (importId, ordinal, code, columnIndex, errorCount, message) VALUES (?, ?, ?, ?, ?, ?)',
      [...batch, code, columnIndex, group.length, message],
    );
  }
}
