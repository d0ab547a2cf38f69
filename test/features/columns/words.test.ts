import { bookingCatalogue, invoiceCatalogue, userCatalogue } from '../../../src/features/columns/catalogue';
import type { ColumnDescription, TextContext } from '../../../src/features/columns/column';
import { labels } from '../../../src/features/labels/labels';
import { DecimalSeparator } from '../../../src/platform/files/csv-dialect';
import { VenueCalendar } from '../../../src/platform/time/venue-calendar';

const contextOf = (isLenient: boolean): TextContext => ({
  ...{ calendar: VenueCalendar.of('UTC'), currency: 'EUR', decimals: 2, isLenient },
  ...{ decimalSeparator: DecimalSeparator.POINT, resolveItemId: () => 0 },
});
const read = ({ key, fromText }: ColumnDescription, text: string, isLenient = true): unknown =>
  fromText!(text, contextOf(isLenient), key);
const refusal = (...args: Parameters<typeof read>): string => {
  try {
    return `read as ${String(read(...args))}`;
  } catch (error) {
    return (error as Error).message;
  }
};

const columns = [
  ...userCatalogue({ customProperties: [], customTermsEnabled: false }),
  ...bookingCatalogue,
  ...invoiceCatalogue,
].flatMap(({ column }) => (column.fromText ? column : []));

/** The columns that take the values of an enum, with its name: found by the values that their errors list. */
const enumColumns = columns.flatMap((column): [name: string, column: ColumnDescription][] => {
  const [, listed] = /is not one of ([A-Z_, ]+)\./.exec(refusal(column, '?', false)) ?? [];
  if (!listed) return [];
  const isListed = ([, values]: [string, object]): boolean =>
    Object.keys(values).sort().join() === listed.split(', ').sort().join();
  const [name] = Object.entries(labels.en.enums).find(isListed)!;
  return [[name, column]];
});

describe('a word of a file', () => {
  it.each(enumColumns)('may be a label of %s in any language and case', (name, column) => {
    for (const { enums } of Object.values(labels))
      for (const [value, label] of Object.entries(enums[name]!))
        for (const text of [value, label, label.toUpperCase(), ` ${label.toLowerCase().normalize('NFD')} `])
          expect([text, read(column, text)]).toEqual([text, value]);
  });

  it('is only the value itself in our own files', () => {
    expect(enumColumns.map(([name]) => name).sort()).toEqual(['BookingStatus', 'InvoiceStatus', 'Role', 'UserStatus']);
    for (const [name, column] of enumColumns)
      for (const { enums } of Object.values(labels))
        for (const [value, label] of Object.entries(enums[name]!)) {
          expect(read(column, value, false)).toBe(value);
          expect(refusal(column, label, false)).toContain('is not one of');
        }
  });

  it.each([
    [true, ['true', 'TRUE', 'Yes', '1', 'WAHR', 'wahr', 'Ja', ' JA ']],
    [false, ['false', 'FALSE', 'No', '0', 'FALSCH', 'falsch', 'Nein', ' NEIN ']],
  ])('may mean %s in any language and case', (value, texts) => {
    const booleans = columns.filter(({ type }) => type === 'BOOLEAN');
    expect(booleans.length).toBeGreaterThan(0);
    for (const column of booleans)
      for (const text of texts) {
        expect([text, read(column, text)]).toEqual([text, value]);
        if (text !== String(value)) expect(refusal(column, text, false)).toContain('is not one of true, false.');
      }
  });
});
