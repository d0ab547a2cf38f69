import 'reflect-metadata';
import { loadConfig } from './src/config';
import { databaseParts } from './src/database';
import { createDataSource } from './src/platform/database/data-source';

/** The TypeORM DataSource of the settings in the environment, for TypeORM's own command line. */
export const dataSource = createDataSource(loadConfig(process.env), databaseParts);
