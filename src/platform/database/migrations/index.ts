import { FirstTables1763769600000 } from './1-first-tables';

export const migrations = [FirstTables1763769600000];
