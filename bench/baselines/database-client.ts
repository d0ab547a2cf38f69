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

interface Run {
  readonly tookMs: number;
  readonly cpuMs: number;
}

/** Writes the result of one statement directly to a file, with the command-line client of the engine. */
export async function runClient(data: BenchData, server: MariaDb | null): Promise<Run & { readonly file: string }> {
  const file = path.join(cacheFolder, `client-${data.engine.toLowerCase()}.out`);
  const out = openSync(file, 'w');
  const options = data.engine === 'SQLite' ? ['-readonly', '-csv'] : ['--batch', '--quick', '--skip-column-names'];
  const run = await runScript(data, server, `${userSummarySql(data.engine)};`, options, out);
  closeSync(out);
  return { ...run, file };
}

/** Runs statements with the command-line client of the engine. */
export async function runScript(
  data: BenchData,
  server: MariaDb | null,
  script: string,
  options: readonly string[],
  out: number | 'ignore' = 'ignore',
): Promise<Run> {
  const args =
    data.engine === 'SQLite'
      ? [...options, sqliteFile(data)]
      : [
          '--no-defaults',
          ...options,
          '--default-character-set=utf8mb4',
          '--user=root',
          `--socket=${server!.socket}`,
          path.basename(data.databaseUrl!),
        ];
  const startedAtMs = performance.now();
  const child = spawn(clientOf[data.engine], args, { stdio: ['pipe', out, 'inherit'] });
  child.stdin!.end(script);
  // The CPU time of a process cannot be read after it has ended.
  let used = 0;
  const watching = setInterval(() => (used = cpuMs(child.pid!) || used), 10);
  const [code] = (await once(child, 'exit')) as [number];
  clearInterval(watching);
  const tookMs = performance.now() - startedAtMs;
  if (code !== 0) throw new Error(`${clientOf[data.engine]} ended with ${code}`);
  return { tookMs, cpuMs: used };
}
