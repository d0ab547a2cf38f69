import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What a file says it was made by. `src` and `dist` lie beside it alike. */
export function readSoftware(): { name: string; version: string } {
  const { name, version } = JSON.parse(readFileSync(path.join(__dirname, '../../package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  return { name, version };
}
