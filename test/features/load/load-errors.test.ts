import { LoadError } from '../../../src/features/load/load-error';
import { defaultFormat } from '../../../src/features/load/load-organization';
import type { NewOrganization } from '../../../src/features/load/new-organization';
import { CsvDelimiter } from '../../../src/platform/files/csv-dialect';
import { useTestApp } from '../../support/apps/app';
import {
  countLoaded,
  loadFiles,
  newOrganization,
  type SourceFiles,
  sourceFiles,
} from '../../support/data/source-files';
import { eachEngine } from '../../support/databases/engines';
import { bookOf } from '../imports/reading/xlsx/workbooks';

/** One of the files with a text in it replaced. */
const changed = (name: keyof SourceFiles, from: string | RegExp, to: string): Partial<SourceFiles> => {
  const text = String(sourceFiles[name]);
  if (text.replace(from, to) === text) throw new Error(`${String(from)} is not in ${name}.csv`);
  return { [name]: text.replace(from, to) };
};
const added = (name: keyof SourceFiles, line: string): Partial<SourceFiles> => ({
  [name]: `${String(sourceFiles[name])}${line}\n`,
});

const refused: [what: string, files: Partial<SourceFiles>, message: string][] = [
  ...[
    ['1.23E+15', '1.23E+15 is a number that a spreadsheet has rounded'],
    ['"4,9151E+12"', '4,9151E+12 is a number that a spreadsheet has rounded'],
    ['########', 'The spreadsheet has saved what a too narrow column shows.'],
    ['#NAME?', '#NAME? is an error of a formula.'],
    ['#BEZUG!', '#BEZUG! is an error of a formula.'],
    ['M\ufffdller', 'The text contains U+FFFD'],
  ].map(([text, message]): (typeof refused)[number] => [
    `the damaged text ${text}`,
    added('users', `eve,,,,2025-01-01T00:00:00Z,,ACTIVE,${text}`),
    `users.csv line 5, column "Bio": ${message}`,
  ]),
  [
    'headers that were read in another encoding',
    changed('users', 'Username', 'ï»¿Username'),
    'users.csv line 1: The header "ï»¿Username" shows that a program has read UTF-8 as Windows-1252',
  ],
  [
    'an amount that is too large',
    changed('invoices', '75.00', '99999999999999999.00'),
    'invoices.csv line 2, column "Total": must be between',
  ],
  [
    'an unknown column',
    changed('users', 'Bio', 'Shoe size'),
    'users.csv line 1, column 8 "Shoe size": is not known; known are Username, Last name, First name',
  ],
  [
    'a custom property that is not defined',
    changed('users', 'Bio', 'Locker'),
    '; to load it as a custom property, add it to custom-properties.csv (Key, Name)',
  ],
  [
    'a column under the name of another system',
    changed('users', 'Bio', 'Biography'),
    'users.csv line 1, column 8 "Biography": is not known; if it is "Bio", rename it, or else remove the column',
  ],
  [
    '__proto__ as a column',
    changed('users', 'Bio', '__proto__'),
    'users.csv line 1, column 8 "__proto__": is not known',
  ],
  [
    'a duplicate column',
    changed('bookings', 'Reference,', 'Resource,'),
    'bookings.csv line 1: The header "Resource" is duplicated',
  ],
  [
    'the lack of a required column',
    { invoices: 'Number,Username,Status,Issued at,Total\n' },
    'invoices.csv line 1: the column "Currency" is missing',
  ],
  [
    'an empty cell of a required column',
    changed('bookings', ',CONFIRMED,', ',,'),
    'bookings.csv line 2, column "Status": A new booking needs a value in the column "Status".',
  ],
  [
    'a short row',
    changed('bookings', ',PENDING,2026-02-01T10:00:00Z', ',PENDING'),
    'bookings.csv line 3: The row has 7 cells, but the header has 8.',
  ],
  [
    'a long row',
    changed('invoices', '75.00,EUR', '75,00,EUR'),
    'invoices.csv line 2: The row has 7 cells, but the header has 6.',
  ],
  [
    'a bad instant',
    changed('bookings', '2026-03-02T10:00:00Z', '2026-02-30T10:00:00Z'),
    'bookings.csv line 3, column "Starts at": "2026-02-30T10:00:00Z" does not exist: February 2026 has 28 days.',
  ],
  [
    'a date in another order',
    changed('bookings', '2026-03-02T10:00:00Z', '24.03.2026'),
    'bookings.csv line 3, column "Starts at": "24.03.2026" has its parts in another order. Write 2026-03-24.',
  ],
  [
    'a date that can be read in two ways',
    changed('bookings', '2026-03-02T10:00:00Z', '02.03.2026'),
    'bookings.csv line 3, column "Starts at": "02.03.2026" can be read in several ways. Write 2026-03-02 or 2026-02-03.',
  ],
  [
    'an instant without a zone',
    changed('users', '2025-02-01T01:00:00+01:00', '2025-02-01T01:00:00'),
    'users.csv line 4, column "Date created": "2025-02-01T01:00:00" must be an RFC 3339 instant: end it with Z',
  ],
  [
    'an instant of the year 275760',
    changed('invoices', '2026-03-01T10:00:00Z', '+275760-09-13T00:00:00Z'),
    'invoices.csv line 2, column "Issued at"',
  ],
  [
    'an end before its start',
    changed('bookings', '2026-03-01T11:00:00Z', '2026-03-01T09:59:59.999Z'),
    'bookings.csv line 2, column "Ends at": must be later than the start',
  ],
  [
    'an unknown user of a booking',
    changed('bookings', 'BJÖRN', 'bjorn'),
    'bookings.csv line 3, column "Username": There is no user "bjorn".',
  ],
  [
    'an unknown user of an invoice',
    changed('invoices', ',ana,', ',constructor,'),
    'invoices.csv line 2, column "Username": There is no user "constructor".',
  ],
  [
    'a duplicate username',
    added('users', 'ANA,,,,2025-01-01T00:00:00Z,,ACTIVE,'),
    'users.csv line 5, column "Username": has the same value as on line 2: "ANA".',
  ],
  [
    'a duplicate username in another Unicode form',
    added('users', 'bjo\u0308rn,,,,2025-01-01T00:00:00Z,,ACTIVE,'),
    'users.csv line 5, column "Username": has the same value as on line 4: "bjo\u0308rn".',
  ],
  ['an empty username', changed('users', 'björn,Björn', ',Björn'), 'users.csv line 4, column "Username": is empty.'],
  ['a blank username', changed('users', 'björn,Björn', '  ,Björn'), 'users.csv line 4, column "Username": is empty.'],
  [
    'a username that is too long',
    changed('users', 'björn,Björn', `${'x'.repeat(192)},Björn`),
    'users.csv line 4, column "Username": must not be longer than 191 characters',
  ],
  [
    'a username that is too long after case folding',
    changed('users', 'björn,Björn', `${'ß'.repeat(191)},Björn`),
    'users.csv line 4, column "Username": must not be longer than 191 characters',
  ],
  [
    'a text that is too long',
    changed('users', ',Björn,', `,${'x'.repeat(201)},`),
    'users.csv line 4, column "First name": must not be longer than 200 characters',
  ],
  [
    'an unknown status',
    changed('users', 'INACTIVE', 'inactive'),
    'users.csv line 4, column "Status": "inactive" is not one of ACTIVE, INACTIVE, PENDING',
  ],
  [
    'a duplicate reference',
    changed('bookings', 'B2', 'B1'),
    'bookings.csv line 3, column "Reference": has the same value as on line 2: "B1".',
  ],
  [
    'a duplicate number',
    changed('invoices', 'I2', 'I1'),
    'invoices.csv line 3, column "Number": has the same value as on line 2: "I1".',
  ],
  [
    'another currency',
    changed('invoices', /-0.5,EUR/, '-0.5,USD'),
    'invoices.csv line 3, column "Currency": The currency of the organization is EUR, not "USD"',
  ],
  [
    'too many decimals',
    changed('invoices', '-0.5', '-0.501'),
    'invoices.csv line 3, column "Total": "-0.501" is not an amount with at most 2 decimals',
  ],
  [
    'an amount in words',
    changed('invoices', '-0.5', 'NaN'),
    'invoices.csv line 3, column "Total": "NaN" is not an amount',
  ],
  [
    'an amount that is too large',
    changed('invoices', '75.00', '90071992547409.92'),
    'invoices.csv line 2, column "Total": must be between',
  ],
  ['an empty file', { bookings: '' }, 'bookings.csv: The file is empty. Save the table as .xlsx or CSV.'],
  ['a missing file', { invoices: null }, 'invoices.csv: does not exist'],
  [
    'a quote that is never closed',
    changed('bookings', 'Room A', '"Room A'),
    'bookings.csv line 2: a quote is never closed',
  ],
  [
    'a quote in the middle',
    changed('users', 'björn,Björn', 'björn,Bj"örn'),
    'users.csv line 4: a quote is inside a cell',
  ],
  [
    'bytes that are not UTF-8',
    { users: Buffer.from('Username,Date created\nbj\xf6rn,2025-01-01T00:00:00Z\n', 'latin1') },
    'users.csv line 2: Byte 24, on line 2, is not valid in UTF-8. Choose the encoding in which the rows read well, or save the file as UTF-8. The option is `--encoding`.',
  ],
  [
    'an incomplete character at the end',
    { users: Buffer.concat([Buffer.from(String(sourceFiles.users).trimEnd()), Buffer.from([0xc3])]) },
    'users.csv line 4: Byte 236, on line 4, is not valid in UTF-8.',
  ],
];

const refusedOrganizations: [what: string, options: Partial<NewOrganization>, message: string][] = [
  ['an unknown time zone', { timezone: 'Mars/Phobos' }, 'the timezone "Mars/Phobos" is not an IANA time zone'],
  ['a path as the time zone', { timezone: '../../etc/passwd' }, 'is not an IANA time zone'],
  ['an empty time zone', { timezone: '' }, 'is not an IANA time zone'],
  ['an unknown currency', { currency: 'EURO' }, 'the currency "EURO" is not an ISO 4217 code'],
  ['a currency in lower case', { currency: 'eur' }, 'the currency "eur" is not an ISO 4217 code'],
  ['an invalid slug', { slug: 'Not A Slug' }, 'the organization "Not A Slug": use lower-case letters'],
  ['a blank name', { name: ' ' }, 'the name must have 1 to 200 characters'],
  [
    'an owner whose account is not ACTIVE',
    { owner: 'BJÖRN' },
    'users.csv line 4, column "Status": is INACTIVE, but the account of the owner must be ACTIVE',
  ],
  ['an empty owner', { owner: '' }, "the owner's username must not be blank"],
];

eachEngine('loadOrganization', ['sqlite', 'mariadb'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  beforeAll(async () => {
    await loadFiles(app.app.dataSource, {}, newOrganization({ slug: 'there-already' }));
  });

  async function expectRefusal(
    files: Partial<SourceFiles>,
    organization: NewOrganization,
    message: string,
    format = defaultFormat,
  ): Promise<void> {
    const before = await countLoaded(app.app.dataSource);
    const error = await loadFiles(app.app.dataSource, files, organization, format).then(
      () => 'it was loaded',
      (thrown: Error) => thrown,
    );
    expect(error).toBeInstanceOf(LoadError);
    const [first] = (error as Error).message.split('\n');
    expect(first).toContain(message);
    expect(await countLoaded(app.app.dataSource)).toEqual(before);
  }

  it.each(refused)('refuses %s', (_what, files, message) => expectRefusal(files, newOrganization(), message));
  it.each(refusedOrganizations)('refuses %s', (_what, options, message) =>
    expectRefusal({}, newOrganization(options), message),
  );
  it('refuses an existing organization', () =>
    expectRefusal({}, newOrganization({ slug: 'there-already' }), 'an organization "there-already" already exists'));

  it('refuses another delimiter than the requested one', () =>
    expectRefusal(
      { users: 'Username;Status\nana;ACTIVE\n' },
      newOrganization(),
      'users.csv: the delimiter is not COMMA; without the option, it is recognized',
      { ...defaultFormat, delimiter: CsvDelimiter.COMMA },
    ));

  it('refuses a workbook', async () => {
    const users = await bookOf('<row><c t="inlineStr"><is><t>Username</t></is></c></row>');
    await expectRefusal({ users }, newOrganization(), 'users.csv: is a workbook; save it as CSV');
  });

  it('refuses amounts with decimals in a currency without decimals', () =>
    expectRefusal(
      changed('invoices', /EUR/g, 'JPY'),
      newOrganization({ currency: 'JPY' }),
      'invoices.csv line 2, column "Total": "75.00" is not an amount with at most 0 decimals',
    ));

  it('lists the first 50 errors of all files, and counts the others', async () => {
    const lines = Array.from({ length: 51 }, (_unused, index) => `user-${index},,,,2025-01-01,,NONE,`);
    const users = `${String(sourceFiles.users)}${lines.join('\n')}\n`;
    // Of a user whose row is wrong.
    const withBooking = added('bookings', 'B3,user-1,Harbour,,2026-03-02T10:00:00Z,2026-03-02T10:30:00Z,NONE,x');
    const refusal: Error = await loadFiles(app.app.dataSource, { ...withBooking, users }, newOrganization()).then(
      () => Promise.reject(new Error('was loaded')),
      (error) => error,
    );
    expect(refusal).toBeInstanceOf(LoadError);
    const found = refusal.message.split('\n');
    expect(found).toHaveLength(51);
    expect(found[0]).toMatch(/^users\.csv line 5, column "[^"]+": /);
    expect(found[49]).toMatch(/^users\.csv line \d+, column "[^"]+": /);
    // 51 errors in users, and two in the booking.
    expect(found[50]).toBe('and 3 more errors');
  });

  it('lists all headers of a file that are wrong', async () => {
    const invoices = 'Number,Username,Shoe size,Status,Hat,Issued at\n';
    await expect(loadFiles(app.app.dataSource, { invoices }, newOrganization())).rejects.toThrow(
      /^invoices\.csv line 1, column 3 "Shoe size": .*\ninvoices\.csv line 1, column 5 "Hat": .*\n.*"Total" is missing\n.*"Currency" is missing$/,
    );
  });

  it('loads the files after an error in them is corrected', async () => {
    const organization = newOrganization();
    await expectRefusal(changed('invoices', '75.00', 'x'), organization, 'invoices.csv line 2');
    expect(await loadFiles(app.app.dataSource, {}, organization)).toMatchObject({ users: 2, bookings: 2, invoices: 2 });
  });
});
