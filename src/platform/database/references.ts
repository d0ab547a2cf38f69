import type { EntityManager } from 'typeorm';
import { dialectOf } from './dialect';
import { query } from './query';
import { sql } from './sql';

/** A column whose foreign key refers to the id of another table. */
export interface Reference {
  readonly tableName: string;
  readonly columnName: string;
}

/** Lists the columns of all tables that refer to rows of this one. */
export const listReferences = (manager: EntityManager, table: string): Promise<Reference[]> =>
  query(
    manager,
    dialectOf(manager.connection).engine === 'mysql'
      ? sql`SELECT TABLE_NAME AS tableName, COLUMN_NAME AS columnName FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME = ${table} AND REFERENCED_COLUMN_NAME = 'id'`
      : sql`SELECT t.name AS tableName, k."from" AS columnName FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) k WHERE t.type = 'table' AND k."table" = ${table} AND k."to" = 'id'`,
  );
