import { type PeriodPreset, presetDays } from '../../../src/features/calendar/period-presets';
import { VenueCalendar } from '../../../src/platform/time/venue-calendar';

describe('PeriodPreset', () => {
  const preset = (name: PeriodPreset, now: string, zone = 'Europe/Lisbon'): string => {
    const { startOn, endOn } = presetDays(name, VenueCalendar.of(zone).today(new Date(now)));
    return `${startOn}..${endOn}`;
  };

  it.each([
    ['LAST_WEEK', '2026-03-15T12:00:00Z', '2026-03-08..2026-03-15'],
    ['LAST_2_WEEKS', '2026-03-15T12:00:00Z', '2026-03-01..2026-03-15'],
    ['LAST_MONTH', '2026-03-31T12:00:00Z', '2026-02-28..2026-03-31'],
    ['LAST_MONTH', '2024-03-31T12:00:00Z', '2024-02-29..2024-03-31'],
    ['LAST_MONTH', '2026-07-31T12:00:00Z', '2026-06-30..2026-07-31'],
    ['LAST_3_MONTHS', '2026-05-31T12:00:00Z', '2026-02-28..2026-05-31'],
    ['LAST_6_MONTHS', '2026-08-31T12:00:00Z', '2026-02-28..2026-08-31'],
    ['LAST_6_MONTHS', '2026-03-15T12:00:00Z', '2025-09-15..2026-03-15'],
    ['LAST_YEAR', '2028-02-29T12:00:00Z', '2027-02-28..2028-02-29'],
    ['LAST_YEAR', '2029-02-28T12:00:00Z', '2028-02-28..2029-02-28'],
    ['LAST_MONTH', '2026-01-15T12:00:00Z', '2025-12-15..2026-01-15'],
    ['THIS_MONTH', '2028-02-29T12:00:00Z', '2028-02-01..2028-02-29'],
    ['THIS_MONTH', '2026-12-31T12:00:00Z', '2026-12-01..2026-12-31'],
    ['PREVIOUS_MONTH', '2026-03-31T12:00:00Z', '2026-02-01..2026-02-28'],
    ['PREVIOUS_MONTH', '2026-01-01T12:00:00Z', '2025-12-01..2025-12-31'],
    ['THIS_QUARTER', '2026-05-31T12:00:00Z', '2026-04-01..2026-06-30'],
    ['PREVIOUS_QUARTER', '2026-03-31T12:00:00Z', '2025-10-01..2025-12-31'],
    ['PREVIOUS_QUARTER', '2026-08-31T12:00:00Z', '2026-04-01..2026-06-30'],
    ['THIS_YEAR', '2026-01-01T12:00:00Z', '2026-01-01..2026-12-31'],
    ['PREVIOUS_YEAR', '2028-02-29T12:00:00Z', '2027-01-01..2027-12-31'],
  ] as const)('covers, with %s at %s, %s', (name, now, expected) => expect(preset(name, now)).toBe(expected));

  it('ends today in the venue time zone', () => {
    expect(preset('LAST_WEEK', '2026-03-15T18:14:59.999Z', 'Asia/Kathmandu')).toBe('2026-03-08..2026-03-15');
    expect(preset('LAST_WEEK', '2026-03-15T18:15:00.000Z', 'Asia/Kathmandu')).toBe('2026-03-09..2026-03-16');
    expect(preset('LAST_WEEK', '2026-03-15T09:59:59.999Z', 'Pacific/Honolulu')).toBe('2026-03-07..2026-03-14');
  });

  it('covers whole days across a change of the clock', () => {
    const calendar = VenueCalendar.of('Europe/Lisbon');
    const { startOn, endOn } = presetDays('LAST_WEEK', calendar.today(new Date('2026-10-28T23:30:00Z')));
    const { startMs, endMs } = calendar.dates(startOn, endOn);
    expect([startOn, new Date(startMs).toISOString(), endOn, new Date(endMs).toISOString()]).toEqual([
      '2026-10-21',
      '2026-10-20T23:00:00.000Z',
      '2026-10-28',
      '2026-10-29T00:00:00.000Z',
    ]);
  });
});
