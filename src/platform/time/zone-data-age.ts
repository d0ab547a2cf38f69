import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Log } from '../log';
import { timeZoneDataVersion } from './time-zone';

/** Other copies of the time zone data on this machine, which may be newer. */
interface OtherZoneData {
  /** The folder of the system's data, as installed by the package tzdata. */
  readonly folder: string;
  /** The release in Node. */
  readonly node: string | undefined;
}

const ofThisMachine: OtherZoneData = { folder: '/usr/share/zoneinfo', node: process.versions.tz };

/** Logs which release venue dates are computed with, and warns if this machine has a newer one. */
export function reportZoneData(log: Log, { folder, node }: OtherZoneData = ofThisMachine): void {
  log.info({ release: timeZoneDataVersion }, 'time zone data');
  for (const [where, release] of [
    [folder, systemRelease(folder)],
    ['Node', releaseIn(node)],
  ] as const) {
    if (release && release > timeZoneDataVersion) {
      log.warn(
        { release: timeZoneDataVersion, newer: release, where },
        'time zone data is out of date: months of venues whose rules have changed are wrong; update the package moment-timezone',
      );
    }
  }
}

const releaseIn = (text: string | undefined): string | undefined => /^\d{4}[a-z]{1,2}$/.exec(text?.trim() ?? '')?.[0];

/**
 * Debian and its derivatives keep the release in the first line of a text file, others in a separate file. Undefined if
 * both are missing.
 */
const systemRelease = (folder: string): string | undefined =>
  releaseIn(/^# version (\S+)/.exec(textOf(path.join(folder, 'tzdata.zi')))?.[1]) ??
  releaseIn(textOf(path.join(folder, '+VERSION')));

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
