import type { DataSource } from 'typeorm';
import { daySources } from '../src/app';
import { Rollups } from '../src/features/rollups/rollups';
import type { DatabaseConfig } from '../src/platform/database/data-source';
import { createLog } from '../src/platform/log';

/** What a worker process makes totals anew with. */
export const rollupsOf = (dataSource: DataSource, config: DatabaseConfig): Rollups =>
  new Rollups(dataSource, config, daySources, createLog('warn'));
