import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  type Stats,
  statSync,
} from 'node:fs';
import path from 'node:path';

/** A data folder that cannot be used as it is. The message is for the operator. */
export class UnfitDataFolder extends Error {}

const groupAndOthers = 0o077;
const sticky = 0o1000;

/**
 * Makes the data folder, and the named files and folders in it, readable only by their owner. An earlier release, a
 * umask or a restored backup may have left them readable by others.
 *
 * @throws UnfitDataFolder if a mode cannot be changed.
 */
export function makeDataFolderPrivate(dataDir: string, files: readonly string[], folders: readonly string[]): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // Windows has no such modes.
  if (process.getuid === undefined) return;
  if (statSync(dataDir).mode & sticky)
    throw new UnfitDataFolder(
      `${dataDir} is shared by several users (its sticky bit is set): set DATA_DIR to a folder that only Tallyport uses`,
    );
  makePrivate(dataDir, statSync(dataDir), 0o700);
  for (const name of files) tighten(path.join(dataDir, name));
  for (const name of folders) {
    const folder = path.join(dataDir, name);
    const stats = statSync(folder, { throwIfNoEntry: false });
    if (!stats?.isDirectory()) continue;
    makePrivate(folder, stats, 0o700);
    for (const file of readdirSync(folder)) tighten(path.join(folder, file));
  }
}

/**
 * Creates the database file before SQLite does, which would make it and its journals readable by everyone. Never opens a
 * file that exists: closing it would end all locks that SQLite has on it in this process, also in other threads. Then
 * another process could remove the write-ahead log, and with it committed changes.
 */
export function createPrivateFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    // SQLite would not say that a disk is read-only.
    accessSync(file, constants.W_OK);
  }
}

/** Changes the mode of a file, which another process may have removed in the meantime. */
function tighten(file: string): void {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats?.isFile()) makePrivate(file, stats, 0o600);
  else if (stats?.isDirectory()) makePrivate(file, stats, 0o700);
}

function makePrivate(file: string, { mode }: Stats, requiredMode: number): void {
  if ((mode & groupAndOthers) === 0) return;
  try {
    chmodSync(file, requiredMode);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw open(file, code);
  }
  const now = statSync(file, { throwIfNoEntry: false });
  if (now && now.mode & groupAndOthers) throw open(file);
}

const open = (file: string, code?: string): UnfitDataFolder =>
  new UnfitDataFolder(
    `${file} is open to other users, and its mode cannot be changed${code ? ` (${code})` : ''}: ` +
      `make it readable for its owner alone (chmod go= ${file}), and run Tallyport as that owner`,
  );
