import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { tz } from 'moment-timezone';

/**
 * From `fromMs` on (until the next one) the wall clock is ahead of UTC by `offsetMs`. The first one's `fromMs` is
 * -Infinity.
 */
export interface OffsetFrom {
  readonly fromMs: number;
  readonly offsetMs: number;
}

/**
 * The first instant at which the wall clock reads `wallMs` or later, found by checking every period and taking the
 * earliest result. Shares no code with the product's search.
 */
export function firstInstantReading(wallMs: number, offsets: readonly OffsetFrom[]): number {
  let earliest = Infinity;
  offsets.forEach(({ fromMs, offsetMs }, index) => {
    const instantMs = Math.max(fromMs, wallMs - offsetMs);
    if (instantMs < (offsets[index + 1]?.fromMs ?? Infinity) && instantMs < earliest) earliest = instantMs;
  });
  return earliest;
}

/** The periods of a zone between two instants, which keeps the check of every period fast. */
export function between(offsets: readonly OffsetFrom[], fromMs: number, toMs: number): OffsetFrom[] {
  return offsets.filter(
    (_offset, index) => offsets[index]!.fromMs < toMs && (offsets[index + 1]?.fromMs ?? Infinity) > fromMs,
  );
}

/** A zone from the package that the product uses, unpacked independently. */
export function packagedZone(name: string): OffsetFrom[] {
  const { untils, offsets } = tz.zone(name)!;
  return offsets.map((minutesWest, index) => ({
    fromMs: index === 0 ? -Infinity : untils[index - 1]!,
    offsetMs: Math.round(minutesWest * -60) * 1000,
  }));
}

interface SystemZones {
  readonly folder: string;
  /** Release of the IANA data, like `2026f`. */
  readonly version: string;
}

/**
 * The compiled zone files of this machine or of the folder in TALLYPORT_ZONEINFO. Null if their release is
 * not known.
 */
export function systemZones(): SystemZones | null {
  const folder = process.env.TALLYPORT_ZONEINFO ?? '/usr/share/zoneinfo';
  const file = path.join(folder, 'tzdata.zi');
  const version = existsSync(file) ? /^# version (\S+)/.exec(readFileSync(file, 'latin1'))?.[1] : undefined;
  return version ? { folder, version } : null;
}

/** Reads a TZif file (RFC 9636) up to 2038. Null if no file has that name. */
export function systemZone(folder: string, name: string): OffsetFrom[] | null {
  const file = path.join(folder, name);
  if (!existsSync(file)) return null;
  const bytes = readFileSync(file);
  const counts = (at: number) =>
    Array.from({ length: 6 }, (_unused, index) => bytes.readUInt32BE(at + 20 + 4 * index)) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
  // The first block has only 32-bit times; the second follows it.
  const [utcs1, walls1, leaps1, times1, types1, characters1] = counts(0);
  const header = 44 + times1 * 5 + types1 * 6 + characters1 + leaps1 * 8 + walls1 + utcs1;
  const [utcs, walls, leaps, times, types, characters] = counts(header);
  const timesAt = header + 44;
  const typesAt = timesAt + times * 9;
  const offsetOf = (type: number): number => bytes.readInt32BE(typesAt + type * 6) * 1000;
  const offsets: OffsetFrom[] = [{ fromMs: -Infinity, offsetMs: offsetOf(0) }];
  for (let index = 0; index < times; index++) {
    offsets.push({
      fromMs: Number(bytes.readBigInt64BE(timesAt + index * 8)) * 1000,
      offsetMs: offsetOf(bytes[timesAt + times * 8 + index]!),
    });
  }
  const footer = bytes.toString('latin1', typesAt + types * 6 + characters + leaps * 12 + walls + utcs).trim();
  const lastMs = times === 0 ? Date.UTC(1970, 0, 1) : offsets.at(-1)!.fromMs;
  for (let year = new Date(lastMs).getUTCFullYear(); year < 2039; year++) {
    for (const change of changesOf(footer, year)) if (change.fromMs > lastMs) offsets.push(change);
  }
  return offsets;
}

/** The rule for all later years, like `EST5EDT,M3.2.0,M11.1.0/1`. */
function changesOf(footer: string, year: number): OffsetFrom[] {
  const name = '(?:<[^>]+>|[A-Za-z]+)';
  const time = '[-+]?\\d+(?::\\d+){0,2}';
  const rule = new RegExp(
    `^${name}(${time})${name}(${time})?,M(\\d+)\\.(\\d)\\.(\\d)(?:/(${time}))?,M(\\d+)\\.(\\d)\\.(\\d)(?:/(${time}))?$`,
  ).exec(footer);
  if (!rule) {
    if (!new RegExp(`^${name}${time}$`).test(footer)) throw new Error(`this rule is not understood: ${footer}`);
    return [];
  }
  const [, standard, summer, ...dates] = rule;
  const standardMs = -timeMs(standard!);
  const summerMs = summer === undefined ? standardMs + 3_600_000 : -timeMs(summer);
  const wallOf = ([month, week, weekday, at]: (string | undefined)[]): number =>
    dayOf(year, Number(month), Number(week), Number(weekday)) + timeMs(at ?? '2');
  return [
    { fromMs: wallOf(dates.slice(0, 4)) - standardMs, offsetMs: summerMs },
    { fromMs: wallOf(dates.slice(4)) - summerMs, offsetMs: standardMs },
  ].sort((a, b) => a.fromMs - b.fromMs);
}

function timeMs(text: string): number {
  const [hours, minutes = 0, seconds = 0] = text.replace(/^[-+]/, '').split(':').map(Number);
  return (text.startsWith('-') ? -1000 : 1000) * (hours! * 3600 + minutes * 60 + seconds);
}

/** Week 5 is the last one. */
function dayOf(year: number, month: number, week: number, weekday: number): number {
  const first = new Date(Date.UTC(year, month - 1, 1));
  let day = 1 + ((weekday - first.getUTCDay() + 7) % 7) + 7 * (week - 1);
  while (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) day -= 7;
  return Date.UTC(year, month - 1, day);
}
