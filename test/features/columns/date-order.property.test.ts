import fc from 'fast-check';
import { bookingCatalogue } from '../../../src/features/columns/catalogue';
import type { TextContext } from '../../../src/features/columns/column';
import { DateOrder } from '../../../src/features/columns/date-order';
import { DecimalSeparator } from '../../../src/platform/files/csv-dialect';
import { VenueCalendar } from '../../../src/platform/time/venue-calendar';

const { DAY_MONTH_YEAR, MONTH_DAY_YEAR, YEAR_MONTH_DAY } = DateOrder;
const startsAt = bookingCatalogue.find(({ column }) => column.key === 'startsAt')!.column;

const read = (text: string, dateOrder?: DateOrder, isLenient = true, timezone = 'Etc/GMT+5'): string => {
  const context: TextContext = {
    ...{ calendar: VenueCalendar.of(timezone), currency: 'EUR', decimals: 2 },
    ...{ decimalSeparator: DecimalSeparator.POINT, isLenient, dateOrder, resolveItemId: () => 0 },
  };
  return (startsAt.fromText!(text, context, 'startsAt') as Date).toISOString();
};
const refusal = (...args: Parameters<typeof read>): string => {
  try {
    return read(...args);
  } catch (error) {
    return (error as Error).message;
  }
};

type Written = readonly [order: DateOrder, text: string];

/** A day as people write it: with or without zeros, and with each separator. */
function* formsOf(isoDate: string): Generator<Written> {
  const [year, month, day] = isoDate.split('-') as [string, string, string];
  for (const sign of ['.', '/', '-'])
    for (const short of [(number: string) => number, (number: string) => String(Number(number))]) {
      yield [DAY_MONTH_YEAR, [short(day), short(month), year].join(sign)];
      yield [MONTH_DAY_YEAR, [short(month), short(day), year].join(sign)];
    }
}

const isoDateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const dayMs = 86_400_000;

describe('dateOrder', () => {
  it('reads every day of four years as ISO 8601 writes it', () => {
    for (let ms = Date.parse('2024-01-01'); ms < Date.parse('2028-01-01'); ms += dayMs) {
      const isoDate = isoDateOf(ms);
      for (const [order, text] of formsOf(isoDate)) expect([text, read(text, order)]).toEqual([text, read(isoDate)]);
    }
  });

  it('reads days of all years with each time of day', () => {
    const instant = fc.integer({ min: Date.parse('1000-01-02'), max: Date.parse('9998-12-30') });
    fc.assert(
      fc.property(instant, (ms) => {
        const [isoDate, time] = new Date(ms).toISOString().slice(0, 23).split('T') as [string, string];
        const [hour, minute] = time.split(':') as [string, string];
        const half = `${Number(hour) % 12 || 12}:${minute} ${Number(hour) < 12 ? 'AM' : 'PM'}`;
        for (const [order, text] of formsOf(isoDate)) {
          expect(read(`${text} ${time}`, order)).toBe(read(`${isoDate}T${time}`));
          expect(read(`${text}, ${Number(hour)}:${minute}`, order)).toBe(read(`${isoDate}T${hour}:${minute}`));
          expect(read(`${text} ${half}`, order)).toBe(read(`${isoDate}T${hour}:${minute}`));
          // Every order takes what is unambiguous.
          expect(read(`${isoDate} ${time}`, order)).toBe(read(`${isoDate}T${time}`));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is not used for the texts of our own files', () => {
    for (const [order, text] of formsOf('2026-11-30')) expect(refusal(text, order, false)).toMatch(/^"[\d./-]+" /);
  });

  it.each([
    ['11/30/2026', DAY_MONTH_YEAR, 'Write 2026-11-30, or choose `dateOrder: MONTH_DAY_YEAR`.'],
    ['30.11.2026', MONTH_DAY_YEAR, 'Write 2026-11-30, or choose `dateOrder: DAY_MONTH_YEAR`.'],
    ['30.11.26', DAY_MONTH_YEAR, 'has a year of two digits. Write 2026-11-30.'],
    ['11/30/26 2:30 PM', MONTH_DAY_YEAR, 'has a year of two digits. Write 2026-11-30T14:30.'],
    ['30.11.26', YEAR_MONTH_DAY, 'has a year of two digits. Write 2026-11-30.'],
    ['31.11.2026', DAY_MONTH_YEAR, 'does not exist: November 2026 has 30 days.'],
    ['30.11.2026 at noon', DAY_MONTH_YEAR, 'Write 2026-11-30, and the time after it like T14:30.'],
    ['30.11.2026 13:30 PM', DAY_MONTH_YEAR, 'Write 2026-11-30, and the time after it like T14:30.'],
    ['30.11.2026 00:30 PM', DAY_MONTH_YEAR, 'Write 2026-11-30, and the time after it like T14:30.'],
    ['30.11.2026 25:00', DAY_MONTH_YEAR, 'must be an RFC 3339 instant of the years 1000 to 9998'],
    ['30.11.0999', DAY_MONTH_YEAR, 'must be an RFC 3339 instant of the years 1000 to 9998'],
  ])('does not read %s in the order %s', (text, order, message) => {
    expect(refusal(text, order)).toContain(message);
  });

  it('says which instants of a repeated hour a date in this order may be', () => {
    const text = '25.10.2026 01:30';
    expect(refusal(text, DAY_MONTH_YEAR, true, 'Europe/Lisbon')).toContain('is two instants in Europe/Lisbon');
    expect(refusal('29.03.2026 01:30', DAY_MONTH_YEAR, true, 'Europe/Lisbon')).toContain('does not exist in Europe');
  });
});
