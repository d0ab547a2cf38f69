import { FirstTables1763769600000 } from './1-first-tables';
import { ExportPercent1763856000000 } from './2-export-percent';

export const migrations = [FirstTables1763769600000, ExportPercent1763856000000];
