import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';

/** What earlier versions stored before the name of the file, once for each level. */
const prefix = 'Undo of ';

/** How many undos are between an import and its file. The name of the file was an English text in undos. */
export class UndoLevels1767657600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'imports', 'undoLevel', `${dialectOf(runner.dataSource).integer} NOT NULL DEFAULT 0`);
    const undos: { id: number; undoOfId: number; undoLevel: number; fileName: string }[] = await runner.query(
      'SELECT id, undoOfId, undoLevel, fileName FROM imports WHERE undoOfId IS NOT NULL ORDER BY id',
    );
    const levels = new Map<number, number>();
    for (const { id, undoOfId, undoLevel, fileName } of undos) {
      const level = (levels.get(undoOfId) ?? 0) + 1;
      levels.set(id, level);
      if (undoLevel > 0) continue;
      let original = fileName;
      for (let n = 0; n < level && original.startsWith(prefix); n++) original = original.slice(prefix.length);
      await runner.query('UPDATE imports SET undoLevel = ?, fileName = ? WHERE id = ?', [level, original, id]);
    }
  }

  async down(): Promise<void> {
    throw new Error('This migration is not undone: undos would have the names of files.');
  }
}
