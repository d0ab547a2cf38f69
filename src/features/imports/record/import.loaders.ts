import { cached, type Operation } from '../../../platform/graphql/operation';
import type { ImportRepository } from './import.repository';

/** Queue positions, read once per operation: each position depends on all the others. */
export const queuePositions = (operation: Operation, imports: ImportRepository): Promise<Map<number, number>> =>
  cached(operation, queuePositions, () => imports.queuePositions());
