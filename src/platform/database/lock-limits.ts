import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { dialectOf } from './dialect';
import { insertRows } from './insert-rows';

/** Bounds the table of locks. Two limits that share a lock wait for each other, and nothing else. */
const maxLocks = 1024;

/**
 * Serializes the transactions that count rows for one of these limits and then add a row, so that each counts the rows of
 * those before. For limits that belong to no row which could be locked instead. Locks in the order of ids to avoid
 * deadlocks, so a transaction names all its limits at once.
 */
export async function lockLimits(
  manager: EntityManager,
  keys: readonly (readonly (string | number)[])[],
): Promise<void> {
  const ids = new Set(
    keys.map((key) => createHash('sha256').update(JSON.stringify(key)).digest().readUInt16BE() % maxLocks),
  );
  const keepingId = dialectOf(manager.connection).addingUp(['id'], [], ['id']);
  // An insert also locks a row that does not exist yet, and one that does.
  for (const id of [...ids].sort((a, b) => a - b)) await insertRows(manager, 'limit_locks', ['id'], [[id]], keepingId);
}
