import { existsSync } from 'node:fs';
import path from 'node:path';
import { readOrMakeFile } from './file-made-once';
import { UnfitDataFolder } from './private-folder';

/** The file of a data folder that holds the id of its database. */
export const ownerFile = 'database-id';

/**
 * Marks the data folder as owned by this database. Two databases in one folder would delete each other's export files,
 * because they are files without an export.
 *
 * @throws UnfitDataFolder if the folder belongs to another database.
 */
export function claimDataFolder(dataDir: string, databaseId: string, isSqlite: boolean): void {
  const owner = readOrMakeFile(path.join(dataDir, ownerFile), () => databaseId).trim();
  if (owner !== databaseId)
    throw unfit(
      dataDir,
      `the file ${ownerFile} in it names ${owner || 'no database'}, and this database is ${databaseId}`,
      isSqlite,
    );
}

/**
 * Refuses a data folder of a database on a server, or of a SQLite database whose file is missing, before an empty
 * database would be created in its place.
 */
export function checkSqliteFolder(dataDir: string, file: string): void {
  if (!existsSync(file) && existsSync(path.join(dataDir, ownerFile)))
    throw unfit(dataDir, `it has a file ${ownerFile}, and no ${path.basename(file)}`, true);
}

function unfit(dataDir: string, reason: string, isSqlite: boolean): UnfitDataFolder {
  const otherDatabase = isSqlite
    ? 'set DATABASE_URL if that database is on a server, restore its tallyport.sqlite if it was here, or set DATA_DIR to another folder'
    : 'set DATA_DIR to a folder that no other database uses';
  return new UnfitDataFolder(
    `the data folder ${dataDir} belongs to another database (${reason}): ${otherDatabase}; ` +
      `only if that database is gone for good, delete ${path.join(dataDir, ownerFile)}, ` +
      'and its export files are deleted at the next start',
  );
}
