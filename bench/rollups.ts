import type { DataSource } from 'typeorm';
import { rollupSources } from '../src/features';
import { Rollups } from '../src/features/rollups/rollups';
import type { DatabaseConfig } from '../src/platform/database/data-source';
import { createLog } from '../src/platform/log';

/** The service with which a worker process rebuilds daily totals. */
export const rollupsOf = (dataSource: DataSource, config: DatabaseConfig): Rollups =>
  new Rollups(dataSource, config, rollupSources, createLog('warn'));
