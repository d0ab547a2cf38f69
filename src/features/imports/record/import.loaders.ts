import { type Operation, remembered } from '../../../platform/graphql/operation';
import type { ImportRepository } from './import.repository';

/** Queue positions, read once per operation: each position depends on all the others. */
export const queuePositions = (operation: Operation, imports: ImportRepository): Promise<Map<number, number>> =>
  remembered(operation, queuePositions, () => imports.queuePositions());
