import type { Storage } from '../../src/platform/storage/storage';

/** The storage, its files held by the gate in this folder. */
export declare const heldStorage: (gateFolder: string, storage: Storage) => Storage;
