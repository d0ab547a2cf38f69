import type { BenchData } from '../data';
import type { MariaDb } from '../mariadb';
import { runScript } from './database-client';

/**
 * Loads a CSV file whose first column is the key of the username into a staging table, and updates the users from it by
 * one statement, with the command-line client of the engine.
 */
export function bulkUpdate(
  data: BenchData,
  server: MariaDb | null,
  file: string,
  columns: readonly string[],
): ReturnType<typeof runScript> {
  const values = (target: string): string => columns.map((column) => `${target}${column} = s.${column}`).join(', ');
  const before = `DROP TABLE IF EXISTS import_staging;
CREATE TABLE import_staging AS SELECT usernameKey, ${columns.join(', ')} FROM users LIMIT 0;`;
  const after = 'DROP TABLE import_staging;';
  if (data.engine === 'SQLite') {
    const script = `.bail on
${before}
.import --csv --skip 1 ${file} import_staging
UPDATE users SET ${values('')} FROM import_staging s
  WHERE users.organizationId = 1 AND users.usernameKey = s.usernameKey;
${after}`;
    return runScript(data, server, script, []);
  }
  const script = `${before}
LOAD DATA LOCAL INFILE '${file}' INTO TABLE import_staging CHARACTER SET utf8mb4
  FIELDS TERMINATED BY ',' LINES TERMINATED BY '\\r\\n' IGNORE 1 LINES;
UPDATE import_staging s STRAIGHT_JOIN users u ON u.organizationId = 1 AND u.usernameKey = s.usernameKey
  SET ${values('u.')};
${after}`;
  return runScript(data, server, script, ['--local-infile=1']);
}
