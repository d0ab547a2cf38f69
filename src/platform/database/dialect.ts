import type { PoolConnection } from 'mysql2';
import type { DataSource, DataSourceOptions, EntityManager } from 'typeorm';
import { empty, raw, type Sql, sql, type SqlValue } from './sql';

/** The differences between the engines. No other module checks which engine it is. */
interface Dialect {
  readonly engine: 'sqlite' | 'mysql';
  readonly primaryKey: string;
  readonly integer: string;
  readonly bigInteger: string;
  /** Instants are whole milliseconds since 1970 UTC, so that no time zone of a driver, session or server affects them. */
  readonly instant: string;
  readonly boolean: string;
  /** Text of a known alphabet (enum values, hashes, keys), compared byte by byte. */
  code(length: number): string;
  text(length: number): string;
  /** JSON and other texts of unlimited length. */
  readonly longText: string;
  /** The collation of text columns on this server, or null if the engine has only one. */
  collation(query: (sql: string) => Promise<unknown[]>): Promise<string | null>;
  /** The options that follow the closing parenthesis of CREATE TABLE. */
  tableOptions(query: (sql: string) => Promise<unknown[]>): Promise<string>;
  /** An SQL expression for the clock of the database server in milliseconds, on which leases of all machines agree. */
  readonly nowMs: Sql;
  /**
   * Follows a SELECT to lock its rows against changes until the transaction ends. Empty on SQLite, which has one writer.
   */
  readonly forShare: Sql;
  /** Like `forShare`, and also excludes other locks of either kind. */
  readonly forUpdate: Sql;
  /**
   * Follows the table of a SELECT that finds rows by id. A server that finds them by another index, which it prefers
   * for a condition on the organization, takes twice as long, and locks the entries of that index as well.
   */
  readonly byPrimaryKey: Sql;
  /**
   * Follows an INSERT: if a row with the same key exists, `sums` are added to its columns, and `maxima` keep the larger
   * value.
   */
  addingUp(key: readonly string[], sums: readonly string[], maxima?: readonly string[]): string;
  /** An UPDATE of columns by id. Its one parameter is a JSON list of rows: the id, then the values. */
  updateFromJson(table: string, columns: readonly string[]): string;
  /**
   * Starts a FROM clause with a table `listed`, whose column `item` has these values, and joins the table that follows to
   * it. IN takes MySQL and MariaDB twice as long. Not for a SELECT that locks, which MySQL refuses.
   */
  joinListed(values: readonly SqlValue[], type: 'integer' | 'text'): Sql;
  /**
   * Lets a transaction send and receive in the middle of a computation. SQLite has nothing to send, and what runs
   * meanwhile in its process would read what is not committed.
   */
  yieldToConnection(): Promise<void>;
  /**
   * Runs a statement in a transaction with its values apart from its text. Otherwise mysql2 writes them into the text and
   * escapes each quote, which takes longer for a large JSON value than to make it.
   */
  executePrepared(manager: EntityManager, statement: Sql): Promise<void>;
  /** Lists the columns of all tables whose foreign keys refer to the id of this table. */
  listReferences(table: string): Sql;
  isUniqueViolation(error: unknown): boolean;
  /** Whether a row was to refer to another one that does not exist. */
  isReferenceViolation(error: unknown): boolean;
  /** Whether a retry may succeed: lost connection, deadlock, lock wait. */
  isTransient(error: unknown): boolean;
}

/** Half of a surrogate pair has no form that a database could compare. */
const jsonOf = (values: readonly SqlValue[]): string =>
  JSON.stringify(values.map((value) => (typeof value === 'string' ? value.toWellFormed() : value)));

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

const sqlite: Dialect = {
  engine: 'sqlite',
  primaryKey: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  integer: 'INTEGER',
  bigInteger: 'INTEGER',
  instant: 'INTEGER',
  boolean: 'BOOLEAN',
  code: (length) => `VARCHAR(${length})`,
  text: (length) => `VARCHAR(${length})`,
  longText: 'TEXT',
  collation: async () => null,
  tableOptions: async () => '',
  // A transaction that writes locks the whole database from its start.
  nowMs: raw("CAST(unixepoch('subsec') * 1000 AS INTEGER)"),
  forShare: empty,
  forUpdate: empty,
  byPrimaryKey: empty,
  addingUp: (key, sums, maxima = []) =>
    `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${[...sums.map((column) => `${column} = ${column} + excluded.${column}`), ...maxima.map((column) => `${column} = MAX(${column}, excluded.${column})`)].join(', ')}`,
  // Materialized, or the whole table would be scanned for each row.
  updateFromJson: (table, columns) =>
    `WITH changes AS MATERIALIZED (SELECT value ->> 0 AS id${columns.map((_column, index) => `, value ->> ${index + 1} AS c${index}`).join('')} FROM json_each(?)) UPDATE ${table} SET ${columns.map((column, index) => `${column} = changes.c${index}`).join(', ')} FROM changes WHERE ${table}.id = changes.id`,
  joinListed: (values) => sql`(SELECT value AS item FROM json_each(${jsonOf(values)})) AS listed CROSS JOIN`,
  yieldToConnection: async () => undefined,
  async executePrepared(manager, { text, values }) {
    await manager.query(text, [...values]);
  },
  listReferences: (table) =>
    sql`SELECT t.name AS tableName, k."from" AS columnName FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) k WHERE t.type = 'table' AND k."table" = ${table} AND k."to" = 'id'`,
  isUniqueViolation: (error) => codeOf(error) === 'SQLITE_CONSTRAINT_UNIQUE',
  isReferenceViolation: (error) => codeOf(error) === 'SQLITE_CONSTRAINT_FOREIGNKEY',
  isTransient: (error) => ['SQLITE_BUSY', 'SQLITE_LOCKED', 'SQLITE_BUSY_SNAPSHOT'].includes(codeOf(error)),
};

/** Any socket or file has these, so they count only in an error that mysql2 has marked as the end of its connection. */
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
]);

const isNetworkErrorOfMysql = (error: unknown): boolean =>
  networkCodes.has(codeOf(error)) && (error as { fatal?: unknown }).fatal === true;

const transientMysqlCodes = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_CON_COUNT_ERROR',
  'ER_TOO_MANY_USER_CONNECTIONS',
  'ER_USER_LIMIT_REACHED',
  'ER_SERVER_SHUTDOWN',
  'ER_QUERY_INTERRUPTED',
  'ER_CONNECTION_KILLED',
]);

const mysql: Dialect = {
  engine: 'mysql',
  primaryKey: 'INT NOT NULL AUTO_INCREMENT PRIMARY KEY',
  // The type of the primary keys: a foreign key must match it.
  integer: 'INT',
  bigInteger: 'BIGINT',
  instant: 'BIGINT',
  boolean: 'TINYINT(1)',
  code: (length) => `VARCHAR(${length}) CHARACTER SET ascii COLLATE ascii_bin`,
  text: (length) => `VARCHAR(${length})`,
  longText: 'MEDIUMTEXT',
  // Compared by code point and without padding, as SQLite does: the same order and equality on every engine. MariaDB
  // and MySQL call that collation by different names.
  async collation(query) {
    const [own] = await query("SHOW COLLATION WHERE Collation IN ('utf8mb4_nopad_bin', 'utf8mb4_0900_bin')");
    const collation = (own as { Collation?: string } | undefined)?.Collation;
    if (!collation)
      throw new Error(
        'this database server is too old: it has no unpadded binary collation (use MySQL 8 or MariaDB 10.6, or newer)',
      );
    return collation;
  },
  tableOptions: async (query) =>
    `ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE ${await mysql.collation(query)}`,
  nowMs: raw('CAST(ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000) AS SIGNED)'),
  // MariaDB does not support FOR SHARE.
  forShare: raw(' LOCK IN SHARE MODE'),
  forUpdate: raw(' FOR UPDATE'),
  byPrimaryKey: raw(' FORCE INDEX (PRIMARY)'),
  addingUp: (_key, sums, maxima = []) =>
    `ON DUPLICATE KEY UPDATE ${[...sums.map((column) => `${column} = ${column} + VALUES(${column})`), ...maxima.map((column) => `${column} = GREATEST(${column}, VALUES(${column}))`)].join(', ')}`,
  // Joined in this order, or the server may scan the whole table. Half as fast again as an INSERT … ON DUPLICATE KEY.
  updateFromJson: (table, columns) =>
    `UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id INT PATH '$[0]'${columns.map((_column, index) => `, c${index} MEDIUMTEXT CHARACTER SET utf8mb4 PATH '$[${index + 1}]'`).join('')})) AS changes STRAIGHT_JOIN ${table} t ON t.id = changes.id SET ${columns.map((column, index) => `t.${column} = changes.c${index}`).join(', ')}`,
  // Not VARCHAR, which would cut a longer text: it would find what equals its start.
  joinListed: (values, type) =>
    sql`JSON_TABLE(${jsonOf(values)}, '$[*]' COLUMNS (item ${raw(type === 'integer' ? 'INT' : 'MEDIUMTEXT CHARACTER SET utf8mb4')} PATH '$')) AS listed STRAIGHT_JOIN`,
  yieldToConnection: () => new Promise((resolve) => setImmediate(resolve)),
  async executePrepared(manager, { text, values }) {
    const connection = (await manager.queryRunner!.connect()) as PoolConnection;
    await connection.promise().execute(text, [...values]);
  },
  listReferences: (table) =>
    sql`SELECT TABLE_NAME AS tableName, COLUMN_NAME AS columnName FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME = ${table} AND REFERENCED_COLUMN_NAME = 'id'`,
  isUniqueViolation: (error) => codeOf(error) === 'ER_DUP_ENTRY',
  isReferenceViolation: (error) => codeOf(error).startsWith('ER_NO_REFERENCED_ROW'),
  isTransient: (error) => transientMysqlCodes.has(codeOf(error)) || isNetworkErrorOfMysql(error),
};

const fullCodes = new Set(['SQLITE_FULL', 'ER_DISK_FULL', 'ER_RECORD_FILE_FULL']);

/** Whether an error of any engine means that the database is unreachable, busy or full. */
export const isDatabaseUnavailable = (error: unknown): boolean =>
  sqlite.isTransient(error) || mysql.isTransient(error) || fullCodes.has(codeOf(error));

export function dialectOf(dataSource: DataSource | { readonly options: DataSourceOptions }): Dialect {
  return dataSource.options.type === 'mysql' ? mysql : sqlite;
}
