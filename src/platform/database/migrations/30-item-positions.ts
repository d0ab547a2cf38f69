import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';

/** The order of locations, teams and plans. Equal positions, as at first, are ordered by name. */
export class ItemPositions1767312000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { integer } = dialectOf(runner.dataSource);
    for (const table of ['locations', 'teams', 'plans'])
      await addColumn(runner, table, 'position', `${integer} NOT NULL DEFAULT 0`);
  }

  async down(): Promise<void> {
    throw new Error('This migration is not undone: the order of locations, teams and plans would be lost.');
  }
}
