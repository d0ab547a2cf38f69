import fc from 'fast-check';
import { userTemplates } from '../../../../src/features/columns/templates';
import { userColumns } from '../../../../src/features/columns/user-columns';
import {
  knownBookingColumns,
  type KnownColumns,
  knownInvoiceColumns,
  knownUserColumns,
} from '../../../../src/features/imports/mapping/known-columns';
import {
  findHeaderProblem,
  type HeaderDecision,
  mapHeaders,
  plainHeaders,
} from '../../../../src/features/imports/mapping/map-headers';
import { describeUndecided } from '../../../../src/features/imports/mapping/undecided-headers';

const known = knownUserColumns([
  { key: 'shoeSize', name: 'Shoe size' },
  { key: 'email', name: 'Email' },
]);

const mapUsers = (headers: string[], decisions?: HeaderDecision[], remembered?: ReadonlyMap<string, string>) =>
  mapHeaders(headers, known, 'USERS', decisions, remembered);
const columnsOf = (headers: string[], decisions?: HeaderDecision[]): (string | null)[] =>
  mapUsers(headers, decisions).headers.map(({ column }) => column?.key ?? null);
const suggestionsFor = (
  headers: string[],
  columns: KnownColumns = known,
  dataset: 'USERS' | 'BOOKINGS' | 'INVOICES' = 'USERS',
) =>
  mapHeaders(headers, columns, dataset).headers.map(({ suggestion }) =>
    suggestion ? `${suggestion.column.key} ${suggestion.confidence}` : null,
  );

describe('mapHeaders', () => {
  it('finds our columns by label, key and template header in any case', () => {
    expect(columnsOf(['USERNAME', ' last name ', 'linkedInProfile', 'Location/Org', 'shoe size', 'Email (2)'])).toEqual(
      ['username', 'lastName', 'linkedInProfile', 'primaryLocation', 'custom.shoeSize', 'custom.email'],
    );
  });

  it('finds every header that the system templates write', () => {
    const headers = [
      ...userColumns.map(({ label }) => label),
      ...Object.values(userTemplates).flatMap(({ labels = {} }) => Object.values(labels)),
    ];
    for (const header of headers) expect(mapUsers([header]).headers).toMatchObject([{ isUndecided: false }]);
  });

  it('reads nothing from columns that an import does not change, without asking about them', () => {
    const { headers } = mapUsers(['Username', 'Identifier', 'Has booked', 'Invoiced all time']);
    expect(headers.map(({ column, isUndecided }) => [column?.key ?? null, isUndecided])).toEqual([
      ['username', false],
      ['id', false],
      [null, false],
      [null, false],
    ]);
  });

  it('needs no decision about the columns that an import adds to its own files', () => {
    const { headers } = mapUsers(['__line', '__Errors', 'Username', '__created']);
    expect(headers.filter(({ isUndecided }) => isUndecided)).toEqual([]);
    expect(headers.map(({ column }) => column?.key ?? null)).toEqual([null, null, 'username', null]);
  });

  it('leaves headers of other systems undecided', () => {
    const { headers, problems } = mapUsers(['Username', 'E-mail']);
    expect(headers[1]).toMatchObject({ header: 'E-mail', column: null, isUndecided: true });
    expect(problems).toEqual([]);
  });

  it('follows decisions, also against our own headers', () => {
    const decisions = [
      { header: 'e-mail ', column: 'email' },
      { header: 'Notes', column: null },
      { header: 'Bio', column: null },
      { header: 'Locker', column: null, newCustomProperty: 'Locker number' },
    ];
    expect(mapUsers(['Username', 'E-mail', 'Notes', 'Bio', 'Locker'], decisions)).toMatchObject({
      headers: [
        { column: { key: 'username' } },
        { column: { key: 'email' }, isUndecided: false },
        { column: null, isUndecided: false },
        { column: null, isUndecided: false },
        { column: null, newCustomProperty: 'Locker number', isUndecided: false },
      ],
      problems: [],
    });
  });

  it.each<[string, string[], HeaderDecision[], string]>([
    [
      'an unknown header',
      ['Username'],
      [{ header: 'Mail', column: 'email' }],
      'The file has no header "Mail". Its headers are "Username".',
    ],
    [
      'an unknown column',
      ['Mail'],
      [{ header: 'Mail', column: '__proto__' }],
      'There is no column "__proto__". List the columns with `exportColumns`.',
    ],
    [
      'a column that is only written',
      ['Mail'],
      [{ header: 'Mail', column: 'hasBooked' }],
      'The column "hasBooked" cannot be imported. Map "Mail" to another one or to null.',
    ],
    [
      'a header twice',
      ['Mail'],
      [
        { header: 'Mail', column: 'email' },
        { header: 'MAIL', column: null },
      ],
      'The header "MAIL" is mapped twice.',
    ],
    [
      'two headers for one column',
      ['Email', 'Mail'],
      [{ header: 'Mail', column: 'email' }],
      'The headers "Email" and "Mail" are both the column "email". Remove one of the two columns, or map one to null.',
    ],
    [
      'a column and a new custom property',
      ['Mail'],
      [{ header: 'Mail', column: 'email', newCustomProperty: 'Mail' }],
      'The header "Mail" has both a column and a new custom property. Name one of them.',
    ],
  ])('reports %s', (_what, headers, decisions, message) => {
    expect(mapUsers(headers, decisions).problems.map((problem) => problem.message)).toEqual([message]);
  });

  it('reports two of our own headers for one column', () => {
    expect(mapUsers(['Primary location', 'Location/Org']).problems).toHaveLength(1);
  });
});

describe('suggestions', () => {
  it('know other spellings and other names in several languages', () => {
    expect(suggestionsFor(['E-mail', 'SURNAME', 'Mobile', 'first_name', 'PLZ', 'Prénom'])).toEqual([
      'email LIKELY',
      'lastName LIKELY',
      'phone LIKELY',
      'firstName LIKELY',
      'billingPostalCode LIKELY',
      null,
    ]);
    expect(suggestionsFor(['Buchungsnummer', 'Raum', 'Début'], knownBookingColumns, 'BOOKINGS')).toEqual([
      'reference LIKELY',
      'resource LIKELY',
      'startsAt LIKELY',
    ]);
    expect(suggestionsFor(['Rechnungsnummer', 'Betrag'], knownInvoiceColumns, 'INVOICES')).toEqual([
      'number LIKELY',
      'total LIKELY',
    ]);
  });

  it('find similar names', () => {
    expect(suggestionsFor(['Telephon number', 'Company of the member', 'Favorite color'])).toEqual([
      'phone POSSIBLE',
      'company POSSIBLE',
      null,
    ]);
  });

  it('offer a column once, to the better match', () => {
    expect(suggestionsFor(['E-mail', 'Email', 'Mail address'])).toEqual([null, 'email CERTAIN', null]);
  });

  it('prefer what an earlier import mapped', () => {
    const { headers } = mapUsers(['Mail'], [], new Map([['mail', 'additionalNotificationEmail']]));
    expect(headers[0]!.suggestion).toMatchObject({
      column: { key: 'additionalNotificationEmail' },
      confidence: 'LIKELY',
    });
  });

  it('are found for as many headers as a file may have, while a worker still renews its lease', () => {
    const properties = Array.from({ length: 500 }, (_unused, index) => ({
      key: `k${index}`,
      name: `Property ${index}x`,
    }));
    const columns = knownUserColumns(properties);
    const foreign = Array.from({ length: 2000 }, (_unused, index) => `Foreign 列 ${index * 7919} Qüz${index}`);
    const { user } = process.cpuUsage();
    expect(suggestionsFor(foreign, columns).filter((each) => each !== null)).toEqual([]);
    expect((process.cpuUsage().user - user) / 1000).toBeLessThan(2000);
  });

  it('never suggest a column twice, nor one that is only written', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('Email', 'mail', 'Name', 'Has booked')), { maxLength: 20 }),
        (texts) => {
          const { headers } = mapUsers(texts);
          const unsure = headers.flatMap(({ suggestion, isUndecided }) =>
            suggestion && isUndecided ? suggestion.column : [],
          );
          expect(new Set(unsure).size).toBe(unsure.length);
          for (const column of unsure) expect(known.isRead(column)).toBe(true);
        },
      ),
    );
  });
});

describe('plainHeaders', () => {
  const named = knownUserColumns(['=Level', "'=Odd"].map((name, index) => ({ key: `k${index}`, name })));
  const columnsUnder = (headers: string[], formulaGuard = true) =>
    mapHeaders(plainHeaders({ headers }, formulaGuard), named, 'USERS').headers.map(({ column }) => column?.key);

  it.each([
    ['of a CSV file, or of one that was saved as a workbook', "'=Level", "''=Odd"],
    ['of a workbook', '=Level', "'=Odd"],
  ])('finds the columns of headers %s', (_where, ...headers) => {
    expect(columnsUnder(headers)).toEqual(['custom.k0', 'custom.k1']);
  });

  it('keeps the guard on request', () => {
    expect(columnsUnder(["'=Level", "'=Odd"], false)).toEqual([undefined, 'custom.k1']);
  });
});

describe('findHeaderProblem', () => {
  it.each([
    [['Username', ' '], 'Column 2 has values, but no header. Name it, or remove the column.'],
    [
      ['Email', 'E', 'email '],
      'The header "email " is duplicated (case and blanks are ignored). Rename one of the two columns.',
    ],
    [['Username', 'E'.repeat(301)], `The header "${'E'.repeat(100)}…" is longer than 300 characters. Shorten it.`],
    [
      ['ï»¿Username', 'City'],
      'The header "ï»¿Username" shows that a program has read UTF-8 as Windows-1252, so other letters than A to Z are damaged. Open the original file as UTF-8, and save it again.',
    ],
    [['City', 'ï»¿Username'], undefined],
    [['Username', 'E'.repeat(300)], undefined],
    [['Username', 'Email'], undefined],
  ])('checks %j', (headers, message) => {
    expect(findHeaderProblem(headers)?.message).toBe(message);
  });
});

describe('describeUndecided', () => {
  const describeHeaders = (headers: string[], dataset: 'USERS' | 'BOOKINGS' = 'USERS') =>
    describeUndecided(
      mapHeaders(headers, dataset === 'USERS' ? known : knownBookingColumns, dataset).headers,
      dataset,
    ).map(({ message }) => message);

  it('is silent if all headers are known', () => {
    expect(describeHeaders(['Username', 'City'])).toEqual([]);
  });

  it('names the headers that wait for a decision, not all of many', () => {
    expect(describeHeaders(['Username', 'Umsatz'])).toEqual([
      expect.stringMatching(/^1 header needs a decision: "Umsatz"\. /),
    ]);
    const many = Array.from({ length: 23 }, (_unused, index) => `x${index}`);
    expect(describeHeaders(many)).toEqual([expect.stringMatching(/^23 headers need .*, "x19" and 3 more\. /)]);
  });

  it('recognizes the file of another dataset', () => {
    const bookings = ['Reference', 'Username', 'Location', 'Starts at', 'Ends at'];
    expect(describeHeaders(bookings)).toEqual([
      'This looks like a file of BOOKINGS: cancel this import, and start one with the dataset BOOKINGS.',
      expect.stringMatching(/^3 headers need a decision/),
    ]);
    expect(describeHeaders(['Username', 'Email', 'Phone', 'City'], 'BOOKINGS')[0]).toContain('a file of USERS');
    expect(describeHeaders(['Reference', 'Umsatz'], 'BOOKINGS')).toHaveLength(1);
  });
});
