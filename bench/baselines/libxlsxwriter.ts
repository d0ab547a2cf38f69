import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { cacheFolder, sources } from '../paths';

/** Compiles the loop. Returns null without a C compiler or libxlsxwriter (Debian: libxlsxwriter-dev). */
export function compileLibxlsxwriter(): ((cells: string) => { tookMs: number; cpuMs: number }) | null {
  const program = path.join(cacheFolder, 'libxlsxwriter');
  const made = spawnSync('cc', [
    '-O2',
    '-o',
    program,
    path.join(sources, 'baselines', 'libxlsxwriter.c'),
    '-lxlsxwriter',
    '-lz',
  ]);
  if (made.status !== 0) return null;
  return (cells) => {
    const [tookMs, cpuMs] = execFileSync(program, [cells, path.join(cacheFolder, 'libxlsxwriter.xlsx')])
      .toString()
      .split(' ')
      .map(Number);
    return { tookMs: tookMs!, cpuMs: cpuMs! };
  };
}
