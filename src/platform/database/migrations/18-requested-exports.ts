import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';

/** What was requested of an export in a form that its spec has resolved: its template and its preset. */
export class RequestedExports1766275200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'exports', 'requested', dialectOf(runner.dataSource).longText);
  }

  async down(): Promise<void> {
    throw new Error('This migration is not undone: the requested templates and presets would be lost.');
  }
}
