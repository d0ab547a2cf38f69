import fc from 'fast-check';
import { parseInstant } from '../../../src/platform/graphql/scalars';
import { TimeZone } from '../../../src/platform/time/time-zone';
import { VenueCalendar } from '../../../src/platform/time/venue-calendar';
import { packagedZone } from '../../support/data/zone-data';

const anyZone = fc.constantFrom(...TimeZone.names());
const anyInstant = fc.date({
  min: new Date('1900-01-01T00:00:00Z'),
  max: new Date('2037-12-31T23:59:59Z'),
  noInvalidDate: true,
});
const runs = { numRuns: 2000 };
const hourMs = 3_600_000;
const firstMs = Date.parse('1900-01-01T00:00:00Z');

const nextMonth = (name: string): string => {
  const [year, month] = name.split('-').map(Number) as [number, number];
  return month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, '0')}`;
};
const previousMonth = (name: string): string => {
  const [year, month] = name.split('-').map(Number) as [number, number];
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`;
};

describe('any zone at any instant', () => {
  it('lies in exactly one month, the reported one', () => {
    fc.assert(
      fc.property(anyZone, anyInstant, (zone, instant) => {
        const calendar = VenueCalendar.of(zone);
        const name = calendar.monthOf(instant);
        const { startMs, endMs } = calendar.month(name);
        expect(startMs).toBeLessThanOrEqual(instant.getTime());
        expect(instant.getTime()).toBeLessThan(endMs);
        expect([
          calendar.monthOf(new Date(startMs)),
          calendar.monthOf(new Date(endMs - 1)),
          calendar.monthOf(new Date(endMs)),
          calendar.monthOf(new Date(startMs - 1)),
        ]).toEqual([name, name, nextMonth(name), previousMonth(name)]);
      }),
      runs,
    );
  });

  it('has months without gaps or overlaps', () => {
    fc.assert(
      fc.property(anyZone, anyInstant, (zone, instant) => {
        const calendar = VenueCalendar.of(zone);
        const { thisMonth, lastMonth } = calendar.thisAndLastMonth(instant);
        const name = calendar.monthOf(instant);
        expect(thisMonth).toEqual(calendar.month(name));
        expect(lastMonth).toEqual(calendar.month(previousMonth(name)));
        expect(lastMonth.endMs).toBe(thisMonth.startMs);
        expect(calendar.month(nextMonth(name)).startMs).toBe(thisMonth.endMs);
      }),
      runs,
    );
  });

  it('has the date of the local clock', () => {
    fc.assert(
      fc.property(anyZone, anyInstant, (zone, instant) => {
        const offset = packagedZone(zone).findLast(({ fromMs }) => fromMs <= instant.getTime())!;
        expect(VenueCalendar.of(zone).dateOf(instant.getTime())).toBe(
          new Date(instant.getTime() + offset.offsetMs).toISOString().slice(0, 10),
        );
      }),
      runs,
    );
  });

  it('formats an instant so that it can be parsed back, with the date at the venue', () => {
    fc.assert(
      fc.property(anyZone, anyInstant, (zone, instant) => {
        const calendar = VenueCalendar.of(zone);
        const written = calendar.instantOf(instant.getTime());
        expect(parseInstant(written)).toEqual(instant);
        expect(written).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$/);
        // Old offsets that are no whole minutes have no other form.
        if (written.endsWith('Z'))
          expect(
            calendar.offsets({ startMs: instant.getTime(), endMs: instant.getTime() + 1 })[0]!.offsetMs % 60_000,
          ).not.toBe(0);
        else expect(written.slice(0, 10)).toBe(calendar.dateOf(instant.getTime()));
      }),
      runs,
    );
  });

  it('has days that add up to the month', () => {
    fc.assert(
      fc.property(anyZone, anyInstant, (zone, instant) => {
        const calendar = VenueCalendar.of(zone);
        const name = calendar.monthOf(instant);
        const days = new Date(Date.UTC(Number(name.slice(0, 4)), Number(name.slice(5)), 0)).getUTCDate();
        const bounds = Array.from(
          { length: days },
          (_unused, index) => `${name}-${String(index + 1).padStart(2, '0')}`,
        ).map((date) => calendar.dates(date, date));
        expect({ startMs: bounds[0]!.startMs, endMs: bounds.at(-1)!.endMs }).toEqual(calendar.month(name));
        bounds.slice(1).forEach(({ startMs }, index) => expect(startMs).toBe(bounds[index]!.endMs));
      }),
      { numRuns: 300 },
    );
  });

  it('numbers days by their bounds, also with the offsets for SQL', () => {
    // Every instant at which a clock was changed, and a day around it.
    const anyChange = anyZone.chain((zone) =>
      fc.record({
        zone: fc.constant(zone),
        changeMs: fc.constantFrom(...packagedZone(zone).map(({ fromMs }) => Math.max(fromMs, firstMs))),
        afterMs: fc.integer({ min: -30 * hourMs, max: 30 * hourMs }),
      }),
    );
    fc.assert(
      fc.property(anyChange, ({ zone, changeMs, afterMs }) => {
        const calendar = VenueCalendar.of(zone);
        const instantMs = changeMs + afterMs;
        const day = calendar.dayOf(instantMs);
        const date = new Date(day * 24 * hourMs).toISOString().slice(0, 10);
        const { startMs, endMs } = calendar.dates(date, date);
        expect(startMs).toBeLessThanOrEqual(instantMs);
        expect(instantMs).toBeLessThan(endMs);
        const offset = calendar
          .dayOffsets({ startMs: instantMs - 40 * 24 * hourMs, endMs: instantMs + 1 })
          .findLast((span) => span.startMs <= instantMs)!;
        expect(Math.floor((instantMs + offset.offsetMs) / (24 * hourMs))).toBe(day);
        expect(offset.endMs).toBeGreaterThan(instantMs);
      }),
      {
        numRuns: 20_000,
        examples: [
          [{ zone: 'America/St_Johns', changeMs: Date.parse('2009-11-01T02:31:00Z'), afterMs: 0 }],
          [{ zone: 'America/Havana', changeMs: Date.parse('2020-11-01T05:00:00Z'), afterMs: -1 }],
        ],
      },
    );
  });
});
