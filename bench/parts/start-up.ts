import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder, productEntry } from '../paths';
import { median, type Report } from '../report';

const rounds = 3;

/** Measures `npm run demo` on an empty folder, from the start of the process to the first event of a running export. */
export function startUp(report: Report): void {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const folder = mkdtempSync(path.join(cacheFolder, 'demo-'));
    const output = execFileSync(process.execPath, [productEntry, 'demo', '--once'], {
      env: { PATH: process.env.PATH, DATA_DIR: folder, PORT: '0', HOST: '127.0.0.1' },
      encoding: 'utf8',
    });
    times.push(Number(/first progress event: ([\d.]+) s/.exec(output)![1]));
    rmSync(folder, { recursive: true });
  }
  report({
    part: 'start-up',
    what: 'demo on an empty folder, until the first event',
    measured: `${median(times).toFixed(2)} s`,
    target: 'for information',
    met: null,
  });
}
