import fc from 'fast-check';
import { bookingCatalogue, invoiceCatalogue, userCatalogue } from '../../../src/features/columns/catalogue';
import type {
  CellContext,
  ColumnDescription,
  InputValue,
  TextContext,
  ToCell,
} from '../../../src/features/columns/column';
import { decimalsOf } from '../../../src/features/invoices/money';
import { itemNameKey } from '../../../src/features/organizations/reference-kinds';
import type { SqlValue } from '../../../src/platform/database/sql';
import {
  DecimalSeparator,
  guarded,
  plainNumber,
  unguarded,
  withDecimals,
} from '../../../src/platform/files/csv-dialect';
import { VenueCalendar } from '../../../src/platform/time/venue-calendar';
import { naughtyStrings } from '../../support/data/naughty-strings';

const currency = 'EUR';
const names = ['Main', 'Main|HQ', 'North\\South', '=Team', "'quoted", 'a,b;"c"', 'Ωmega'];
const items = new Map(names.map((name, index) => [index + 1, name]));

const cellContext: CellContext = {
  calendar: VenueCalendar.of('America/St_Johns'),
  directory: { locations: items, teams: items, plans: items },
  currency,
  decimals: decimalsOf(currency),
};
const textContext = (decimalSeparator: DecimalSeparator): TextContext => ({
  ...cellContext,
  decimalSeparator,
  resolveItemId: (noun, name, argument) => {
    const id = [...items].find(([, each]) => itemNameKey(each) === itemNameKey(name))?.[0];
    if (id === undefined) throw new Error(`${argument}: no ${noun} ${name}`);
    return id;
  },
});

/** A value of a column as the input takes it, and as the database stores it. */
interface Sample {
  readonly input: InputValue;
  readonly stored: SqlValue;
}

const text = fc.oneof(
  fc.constantFrom(...naughtyStrings),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
);
const nonEmpty = text.filter((value) => value !== '');
const plain = (arbitrary: fc.Arbitrary<string | null>): fc.Arbitrary<Sample> =>
  arbitrary.map((value) => ({ input: value, stored: value }));
const itemId = fc.integer({ min: 1, max: names.length });
const itemSample = itemId.map((id): Sample => ({ input: String(id), stored: id }));
const noItem = fc.constant<Sample>({ input: null, stored: null });

const samplesByKey: Record<string, fc.Arbitrary<Sample>> = {
  status: plain(fc.constantFrom('ACTIVE', 'INACTIVE', 'PENDING')),
  role: plain(fc.constantFrom('OWNER', 'ADMIN', 'MEMBER')),
  plans: fc.uniqueArray(itemId).map((ids) => ({ input: ids.map(String), stored: JSON.stringify(ids) })),
  team: fc.oneof(itemSample, noItem),
  primaryLocation: fc.oneof(itemSample, noItem),
  location: itemSample,
  autopaymentsEnabled: fc.boolean().map((value) => ({ input: value, stored: Number(value) })),
  total: fc.bigInt(-(10n ** 13n), 10n ** 13n).map((value) => ({ input: value, stored: value.toString() })),
  currency: fc.constant({ input: currency, stored: 1 }),
};
for (const key of ['skills', 'tags', 'externalPrimaryLocations'])
  samplesByKey[key] = fc.array(nonEmpty).map((values) => ({ input: values, stored: JSON.stringify(values) }));
for (const key of ['startsAt', 'endsAt', 'dateCreated', 'issuedAt'])
  samplesByKey[key] = fc
    .integer({ min: Date.parse('1000-01-02'), max: Date.parse('9998-12-30') })
    .map((ms) => ({ input: new Date(ms), stored: ms }));
for (const key of ['reference', 'number', 'username']) samplesByKey[key] = plain(nonEmpty);

const samplesByDataset: Record<string, Record<string, fc.Arbitrary<Sample>>> = {
  USERS: samplesByKey,
  BOOKINGS: { ...samplesByKey, status: plain(fc.constantFrom('PENDING', 'CONFIRMED', 'CANCELLED')) },
  INVOICES: { ...samplesByKey, status: plain(fc.constantFrom('OPEN', 'PAID', 'VOID')) },
};
samplesByDataset.USERS!['custom.locker'] = fc
  .option(nonEmpty)
  .map((value) => ({ input: value, stored: JSON.stringify(value === null ? {} : { locker: value }) }));

const catalogues: Record<string, readonly { readonly column: ColumnDescription }[]> = {
  USERS: userCatalogue({ customProperties: [{ key: 'locker', name: 'Locker' }], customTermsEnabled: true }),
  BOOKINGS: bookingCatalogue,
  INVOICES: invoiceCatalogue,
};

type StoredColumn = ColumnDescription & { readonly source: { readonly toCell: ToCell } };
const columns = Object.entries(catalogues).flatMap(([dataset, catalogue]) =>
  catalogue
    .filter(({ column }) => column.fromText && column.type !== 'DATE')
    .map(({ column }) => [dataset, column.key, column as StoredColumn] as const),
);

describe('fromText', () => {
  it('exists on every importable column', () => {
    expect(columns.length).toBeGreaterThan(45);
    const importable = Object.values(catalogues).flatMap((catalogue) =>
      catalogue.filter(({ column }) => column.importable),
    );
    expect(importable.length).toBeGreaterThan(35);
    expect(importable.filter(({ column }) => !column.fromText)).toEqual([]);
  });

  it.each(columns)('restores the value that toCell wrote: %s %s', (dataset, key, column) => {
    const samples = samplesByDataset[dataset]![key] ?? plain(fc.option(nonEmpty));
    fc.assert(
      fc.property(samples, fc.constantFrom(...Object.values(DecimalSeparator)), ({ input, stored }, separator) => {
        const cell = column.source.toCell(stored, cellContext);
        const written = cell === null ? '' : String(cell);
        const inFile = column.type === 'TEXT' ? guarded(written) : withMoney(column, written, separator);
        const read = column.type === 'TEXT' ? unguarded(inFile) : inFile;
        expect(column.fromText!(read, textContext(separator), key)).toEqual(input);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['USERS', 'status', 'active', '"active" is not one of ACTIVE, INACTIVE, PENDING', 'NOT_ONE_OF'],
    ['USERS', 'autopaymentsEnabled', 'TRUE', '"TRUE" is not one of true, false', 'NOT_ONE_OF'],
    ['USERS', 'skills', 'a\\b', 'has a single backslash', 'SINGLE_BACKSLASH'],
    ['USERS', 'primaryLocation', 'Main|HQ', 'names more than one', 'SEVERAL_LOCATIONS'],
    ['BOOKINGS', 'startsAt', '2026-02-30', 'does not exist: February 2026 has 28 days.', 'NO_SUCH_DAY'],
    ['BOOKINGS', 'endsAt', '', 'must be an RFC 3339 instant', 'NOT_A_TIME'],
    ['INVOICES', 'total', '1.001', 'is not an amount with at most 2 decimals, separated by a point', 'NOT_AN_AMOUNT'],
    ['INVOICES', 'currency', 'USD', 'The currency of the organization is EUR, not "USD"', 'OTHER_CURRENCY'],
  ])('reports the column of a wrong text: %s %s "%s"', (dataset, key, wrong, message, reason) => {
    const [, , column] = columns.find((each) => each[0] === dataset && each[1] === key)!;
    expect(() => column.fromText!(wrong, textContext(DecimalSeparator.POINT), key)).toThrow(
      expect.objectContaining({
        code: 'BAD_USER_INPUT',
        message: expect.stringContaining(message),
        details: { argument: key, reason, parameters: expect.any(Object) },
      }),
    );
  });
});

function withMoney({ type }: ColumnDescription, written: string, separator: DecimalSeparator): string {
  if (type !== 'MONEY') return written;
  const inFile = withDecimals(written, separator);
  expect(plainNumber(inFile, separator)).toBe(written);
  return inFile;
}
