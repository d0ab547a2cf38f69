import type { DataSource } from 'typeorm';
import { rooms } from './features';
import {
  type DatabaseConfig,
  type DatabaseParts,
  openDatabase,
  openDatabaseAndFolder,
} from './platform/database/data-source';
import { migrations } from './platform/database/migrations';

export const databaseParts: DatabaseParts = {
  entities: rooms.flatMap(({ entities = [] }) => entities),
  migrations,
};

/** Opens the database without the data folder, and runs pending migrations. For commands that use no files. */
export const openAppDatabase = (config: DatabaseConfig): Promise<DataSource> => openDatabase(config, databaseParts);

/** Opens the database and runs pending migrations. Refuses a data folder that belongs to another database. */
export const openAppDatabaseAndFolder = (config: DatabaseConfig): Promise<DataSource> =>
  openDatabaseAndFolder(config, databaseParts);
