import type { DataSource } from 'typeorm';
import { dialectOf } from './dialect';

/**
 * Does `work`, and repeats it if a row that it has read and refers to was deleted before it wrote. The second time
 * it reads that the row is unknown, and says so.
 */
export async function againIfDeleted<T>(dataSource: DataSource, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!dialectOf(dataSource).isReferenceViolation(error)) throw error;
    return work();
  }
}
