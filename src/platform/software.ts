import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The name and version in package.json, which is the parent of both `src` and `dist`. */
export function readSoftware(): { name: string; version: string } {
  const { name, version } = JSON.parse(readFileSync(path.join(__dirname, '../../package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  return { name, version };
}
