import { setFlagsFromString } from 'node:v8';

/**
 * Lets the heap grow by half between garbage collections, instead of fourfold as V8 does with a small heap. Otherwise a
 * worker with 50 MB in use held 300 MB after a million rows. Costs a few percent of the time.
 */
export const limitHeapGrowth = (): void => setFlagsFromString('--heap-growing-percent=50');
