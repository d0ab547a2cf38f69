import type { Storage } from '../../../src/platform/storage/storage';

/** Wraps a storage so that the gate in this folder holds its files. */
export declare const heldStorage: (gateFolder: string, storage: Storage) => Storage;
