import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { sqliteFile } from '../../src/platform/database/data-source';
import { cpuMs } from '../children';
import type { BenchData } from '../data';
import type { MariaDb } from '../mariadb';
import { cacheFolder } from '../paths';
import { userSummarySql } from './user-summary.sql';

export const clientOf = { MariaDB: 'mariadb', SQLite: 'sqlite3' } as const;

export const isInstalled = (command: string): boolean => spawnSync(command, ['--version']).status === 0;

/** Writes the result of one statement directly to a file, with the command-line client of the engine. */
export async function runClient(
  data: BenchData,
  server: MariaDb | null,
): Promise<{ tookMs: number; cpuMs: number; file: string }> {
  const file = path.join(cacheFolder, `client-${data.engine.toLowerCase()}.out`);
  const sql = userSummarySql(data.engine);
  const args =
    data.engine === 'SQLite'
      ? ['-readonly', '-csv', sqliteFile(data), sql]
      : [
          '--no-defaults',
          '--batch',
          '--quick',
          '--skip-column-names',
          '--default-character-set=utf8mb4',
          '--user=root',
          `--socket=${server!.socket}`,
          path.basename(data.databaseUrl!),
          '-e',
          sql,
        ];
  const out = openSync(file, 'w');
  const startedAtMs = performance.now();
  const child = spawn(clientOf[data.engine], args, { stdio: ['ignore', out, 'inherit'] });
  // The CPU time of a process cannot be read after it has ended.
  let used = 0;
  const watching = setInterval(() => (used = cpuMs(child.pid!) || used), 10);
  const [code] = (await once(child, 'exit')) as [number];
  clearInterval(watching);
  const tookMs = performance.now() - startedAtMs;
  closeSync(out);
  if (code !== 0) throw new Error(`${clientOf[data.engine]} ended with ${code}`);
  return { tookMs, cpuMs: used, file };
}
