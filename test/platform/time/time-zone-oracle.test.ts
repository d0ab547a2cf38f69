/** @slow */
import { TimeZone, timeZoneDataVersion } from '../../../src/platform/time/time-zone';
import { VenueCalendar } from '../../../src/platform/time/venue-calendar';
import {
  between,
  firstInstantReading,
  type OffsetFrom,
  packagedZone,
  systemZone,
  systemZones,
} from '../../support/data/zone-data';

const dayMs = 86_400_000;
/** Midnights of the first of each month, 1990-01 to 2038-01, as if they were UTC. */
const midnights = Array.from({ length: 48 * 12 + 1 }, (_unused, index) => Date.UTC(1990, index, 1));

const near = (offsets: readonly OffsetFrom[], wallMs: number): OffsetFrom[] =>
  between(offsets, wallMs - 3 * dayMs, wallMs + 3 * dayMs);
const startsOf = (offsets: readonly OffsetFrom[]): number[] => {
  const recent = between(offsets, midnights[0]! - 9 * dayMs, midnights.at(-1)! + 9 * dayMs);
  return midnights.map((wallMs) => firstInstantReading(wallMs, near(recent, wallMs)));
};
const named = (zone: string, index: number, startMs: number): string =>
  `${zone} ${new Date(midnights[index]!).toISOString().slice(0, 7)} starts at ${new Date(startMs).toISOString()}`;

/** Starts of months that the product sees otherwise, or that it does not take to be the first instant of its month. */
function wrongStarts(zone: string, offsets: readonly OffsetFrom[]): string[] {
  const calendar = VenueCalendar.of(zone);
  const starts = startsOf(offsets);
  const agrees = (asOfMs: number, index: number): boolean => {
    const { thisMonth, lastMonth } = calendar.thisAndLastMonth(new Date(asOfMs));
    return (
      thisMonth.startMs === starts[index] &&
      thisMonth.endMs === starts[index + 1] &&
      lastMonth.endMs === starts[index] &&
      (index === 0 || lastMonth.startMs === starts[index - 1])
    );
  };
  return starts.slice(0, -1).flatMap((startMs, index) => {
    // Two months are seen at once. Where no clock is shifted nearby, one look at the pair will do.
    const quiet = near(offsets, midnights[index]!).length === 1 && near(offsets, midnights[index + 1]!).length === 1;
    if (quiet && index % 2 === 0 && index < starts.length - 2) return [];
    return agrees(startMs, index) && (quiet || agrees(starts[index + 1]! - 1, index))
      ? []
      : [named(zone, index, startMs)];
  });
}

/** One name for all zones that are alike since 1990: 600 names are some 240 zones. */
function distinctNames(): string[] {
  const recent = (name: string): string =>
    JSON.stringify(
      between(packagedZone(name), Date.UTC(1989, 9, 1), Date.UTC(2038, 2, 1)).map(({ fromMs, offsetMs }, index) => [
        index && fromMs,
        offsetMs,
      ]),
    );
  return [...new Map([...TimeZone.names()].map((name) => [recent(name), name])).values()];
}

describe('every zone, the first and the last millisecond of each month, 1990 to 2037', () => {
  it('agrees with a plain search over the same data', () => {
    const names = distinctNames();
    expect(names.length).toBeGreaterThan(200);
    expect(names.flatMap((name) => wrongStarts(name, packagedZone(name)))).toEqual([]);
  });

  const system = systemZones();
  if (system?.version === timeZoneDataVersion) {
    it(`has the data of ${system.folder}`, () => {
      // Names without a place, like WET, are different zones to different packagers.
      const names = [...TimeZone.names()].filter((name) => name.includes('/'));
      const wrong = names.flatMap((name) => {
        const offsets = systemZone(system.folder, name);
        if (!offsets) return [`${name} is not there`];
        const ours = startsOf(packagedZone(name));
        return startsOf(offsets).flatMap((startMs, index) =>
          startMs === ours[index] ? [] : [named(name, index, startMs)],
        );
      });
      expect(names.length).toBeGreaterThan(400);
      expect(wrong).toEqual([]);
    });
  } else {
    const there = system
      ? `the zone files of ${system.folder} are of release ${system.version}`
      : 'there are no zone files of a known release here';
    process.stderr.write(
      `\n## NOT COMPARED WITH THE SYSTEM'S TIME ZONES: ${there}, ours are ${timeZoneDataVersion} (TALLYPORT_ZONEINFO names another folder)\n\n`,
    );
    it.skip(`has the data of the system: ${there}, ours are ${timeZoneDataVersion}`, () => undefined);
  }
});
