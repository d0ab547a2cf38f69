import { dayAfter, dayIn, lastDayBefore, startOfDay } from '../../src/console/zone-days';
import { VenueCalendar } from '../../src/platform/time/venue-calendar';

describe('startOfDay', () => {
  it.each([
    'Europe/Lisbon',
    'America/St_Johns',
    'America/Los_Angeles',
    'America/Santiago', // without midnight on the day when the clocks are put forward
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'Pacific/Auckland',
  ])('is the instant at which the server starts each day in %s', (timezone) => {
    const calendar = VenueCalendar.of(timezone);
    for (let day = '2024-12-31'; day < '2026-01-02'; day = dayAfter(day)) {
      const start = startOfDay(day, timezone);
      expect([day, start]).toEqual([day, new Date(calendar.dates(day, day).startMs).toISOString()]);
      expect(dayIn(start, timezone)).toBe(day);
      const last = lastDayBefore(start, timezone);
      expect(last && dayAfter(last)).toBe(day);
      expect(lastDayBefore(new Date(Date.parse(start) + 1).toISOString(), timezone)).toBeNull();
    }
  });
});
