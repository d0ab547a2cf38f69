import { VenueCalendar } from '../../../src/platform/time/venue-calendar';

const iso = (ms: number): string => new Date(ms).toISOString();
const month = (zone: string, name: string): string[] => {
  const { startMs, endMs } = VenueCalendar.of(zone).month(name);
  return [iso(startMs), iso(endMs)];
};

describe('a month', () => {
  it.each([
    ['Europe/Lisbon', '2026-11', '2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z', 'without any shift'],
    ['Europe/Lisbon', '2026-10', '2026-09-30T23:00:00.000Z', '2026-11-01T00:00:00.000Z', 'that ends in winter time'],
    ['Asia/Kathmandu', '2026-03', '2026-02-28T18:15:00.000Z', '2026-03-31T18:15:00.000Z', 'of a quarter-hour zone'],
    ['Pacific/Kiritimati', '2026-01', '2025-12-31T10:00:00.000Z', '2026-01-31T10:00:00.000Z', 'at +14'],
    ['Pacific/Pago_Pago', '2026-01', '2026-01-01T11:00:00.000Z', '2026-02-01T11:00:00.000Z', 'at -11'],
    ['Europe/Lisbon', '2024-02', '2024-02-01T00:00:00.000Z', '2024-03-01T00:00:00.000Z', 'of a leap year'],

    [
      'America/Havana',
      '2015-11',
      '2015-11-01T04:00:00.000Z',
      '2015-12-01T05:00:00.000Z',
      'from the first of two midnights',
    ],
    [
      'America/Havana',
      '2015-10',
      '2015-10-01T04:00:00.000Z',
      '2015-11-01T04:00:00.000Z',
      'to the first of two midnights',
    ],
    [
      'America/Havana',
      '2020-11',
      '2020-11-01T04:00:00.000Z',
      '2020-12-01T05:00:00.000Z',
      'from the first of two midnights',
    ],
    [
      'America/St_Johns',
      '2009-11',
      '2009-11-01T02:30:00.000Z',
      '2009-12-01T03:30:00.000Z',
      'from the first of two midnights, a minute before the shift',
    ],
    [
      'Atlantic/Azores',
      '2026-11',
      '2026-11-01T01:00:00.000Z',
      '2026-12-01T01:00:00.000Z',
      'of the Azores after their shift',
    ],

    ['America/Asuncion', '2017-10', '2017-10-01T04:00:00.000Z', '2017-11-01T03:00:00.000Z', 'from the end of a gap'],
    ['America/Asuncion', '2017-09', '2017-09-01T04:00:00.000Z', '2017-10-01T04:00:00.000Z', 'to the end of a gap'],
    ['Asia/Amman', '2016-04', '2016-03-31T22:00:00.000Z', '2016-04-30T21:00:00.000Z', 'from the end of a gap'],
    ['Asia/Manila', '1978-04', '1978-03-31T16:00:00.000Z', '1978-04-30T16:00:00.000Z', 'near a gap that is elsewhere'],

    ['Pacific/Apia', '2011-12', '2011-12-01T10:00:00.000Z', '2011-12-31T10:00:00.000Z', 'with a day that was skipped'],
    ['Pacific/Apia', '2012-01', '2011-12-31T10:00:00.000Z', '2012-01-31T10:00:00.000Z', 'after a day that was skipped'],

    [
      'Africa/Casablanca',
      '2026-11',
      '2026-11-01T00:00:00.000Z',
      '2026-12-01T00:00:00.000Z',
      'of Morocco without its +01 (from September 2026)',
    ],
    [
      'Africa/Casablanca',
      '2026-09',
      '2026-08-31T23:00:00.000Z',
      '2026-10-01T00:00:00.000Z',
      'of Morocco that gives it up',
    ],
    [
      'America/Vancouver',
      '2026-12',
      '2026-12-01T07:00:00.000Z',
      '2027-01-01T07:00:00.000Z',
      'of British Columbia, which stays at -07',
    ],
  ])('%s %s is [%s, %s): one %s', (zone, name, start, end) => expect(month(zone, name)).toEqual([start, end]));

  it('has the same bounds as this month and as last month', () => {
    const calendar = VenueCalendar.of('America/Havana');
    const start = Date.parse('2015-11-01T04:00:00.000Z');
    expect(calendar.thisAndLastMonth(new Date(start))).toEqual({
      thisMonth: calendar.month('2015-11'),
      lastMonth: calendar.month('2015-10'),
    });
    expect(calendar.thisAndLastMonth(new Date(start - 1))).toEqual({
      thisMonth: calendar.month('2015-10'),
      lastMonth: calendar.month('2015-09'),
    });
    expect(calendar.thisAndLastMonth(new Date('2016-01-15T12:00:00Z'))).toEqual({
      thisMonth: calendar.month('2016-01'),
      lastMonth: calendar.month('2015-12'),
    });
  });

  it('starts once, although the local clock shows the old month again', () => {
    const calendar = VenueCalendar.of('America/St_Johns');
    const between = new Date('2009-11-01T03:00:00.000Z');
    expect(calendar.monthOf(between)).toBe('2009-11');
    expect(calendar.dateOf(between.getTime())).toBe('2009-10-31');
  });
});

describe('a date', () => {
  const dates = (zone: string, startOn: string, endOn = startOn): string[] => {
    const { startMs, endMs } = VenueCalendar.of(zone).dates(startOn, endOn);
    return [iso(startMs), iso(endMs)];
  };

  it.each([
    ['Europe/Lisbon', '2026-10-25', '2026-10-24T23:00:00.000Z', '2026-10-26T00:00:00.000Z', 'of 25 hours'],
    ['Europe/Lisbon', '2026-03-29', '2026-03-29T00:00:00.000Z', '2026-03-29T23:00:00.000Z', 'of 23 hours'],
    [
      'Atlantic/Azores',
      '2026-10-25',
      '2026-10-25T00:00:00.000Z',
      '2026-10-26T01:00:00.000Z',
      'with two midnights, from the first',
    ],
    [
      'Atlantic/Azores',
      '2026-03-29',
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:00:00.000Z',
      'whose midnight is skipped',
    ],
    ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00.000Z', '2026-03-29T21:00:00.000Z', 'whose midnight is skipped'],
    [
      'America/Santiago',
      '2026-09-06',
      '2026-09-06T04:00:00.000Z',
      '2026-09-07T03:00:00.000Z',
      'whose midnight is skipped',
    ],
    [
      'America/Toronto',
      '1919-03-31',
      '1919-03-31T04:30:00.000Z',
      '1919-04-01T04:00:00.000Z',
      'whose midnight is skipped from half an hour before to half an hour after',
    ],
    [
      'Pacific/Apia',
      '2011-12-30',
      '2011-12-30T10:00:00.000Z',
      '2011-12-30T10:00:00.000Z',
      'that was skipped and holds nothing',
    ],
    ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00.000Z', '2011-12-31T10:00:00.000Z', 'behind a skipped one'],
    ['Pacific/Kwajalein', '1993-08-21', '1993-08-21T12:00:00.000Z', '1993-08-21T12:00:00.000Z', 'that was skipped'],
  ])('%s %s is [%s, %s): a day %s', (zone, date, start, end) => expect(dates(zone, date)).toEqual([start, end]));

  it('counts in full in a period, including the last one', () => {
    expect(dates('Asia/Kathmandu', '2026-02-01', '2026-02-28')).toEqual([
      '2026-01-31T18:15:00.000Z',
      '2026-02-28T18:15:00.000Z',
    ]);
    expect(dates('Europe/Lisbon', '2024-02-29')).toEqual(['2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z']);
  });

  it.each([
    ['Europe/Lisbon', '2026-06-30T22:59:59.999Z', '2026-06-30'],
    ['Europe/Lisbon', '2026-06-30T23:00:00.000Z', '2026-07-01'],
    ['Asia/Kathmandu', '2026-02-28T18:14:59.999Z', '2026-02-28'],
    ['Asia/Kathmandu', '2026-02-28T18:15:00.000Z', '2026-03-01'],
    ['Pacific/Apia', '2011-12-30T09:59:59.999Z', '2011-12-29'],
    ['Pacific/Apia', '2011-12-30T10:00:00.000Z', '2011-12-31'],
    ['America/Vancouver', '2026-12-01T07:00:00.000Z', '2026-12-01'],
    ['Africa/Casablanca', '2026-11-30T23:59:59.999Z', '2026-11-30'],
    ['Europe/Lisbon', '1969-12-31T22:59:59.999Z', '1969-12-31'],
    ['Africa/Monrovia', '1919-01-01T00:43:07.000Z', '1918-12-31'],
    ['Africa/Monrovia', '1919-01-01T00:43:08.000Z', '1919-01-01'],
  ])('%s at %s is %s', (zone, instant, date) => expect(VenueCalendar.of(zone).dateOf(Date.parse(instant))).toBe(date));
});

describe('the name of a zone', () => {
  it.each([
    'Europe/Kiev',
    'Europe/Kyiv',
    'US/Pacific',
    'Asia/Calcutta',
    'UTC',
    'Etc/GMT+5',
    'America/Argentina/Buenos_Aires',
  ])('may be %s', (name) => {
    expect(VenueCalendar.isTimeZone(name)).toBe(true);
    expect(VenueCalendar.of(name).timezone).toBe(name);
  });

  it('may be an old name with the same meaning', () => {
    expect(month('Europe/Kiev', '2026-07')).toEqual(month('Europe/Kyiv', '2026-07'));
    expect(month('US/Pacific', '2026-07')).toEqual(month('America/Los_Angeles', '2026-07'));
  });

  it.each([
    '../../etc',
    '../../etc/passwd',
    '',
    ' ',
    'utc+3',
    'Mars/Phobos',
    'europe/lisbon',
    'Europe/Lisbon ',
    'Europe',
    '+03:00',
    'local',
    'system',
    '__proto__',
    'constructor',
    'Europe/Lisbon\0',
  ])('is refused: %j', (name) => {
    expect(VenueCalendar.isTimeZone(name)).toBe(false);
    expect(() => VenueCalendar.of(name)).toThrow(RangeError);
  });
});
