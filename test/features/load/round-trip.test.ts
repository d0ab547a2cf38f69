/** @slow */
import fc from 'fast-check';
import { defaultFormat } from '../../../src/features/load/load-organization';
import { CsvDelimiter, DecimalSeparator, delimiterSigns } from '../../../src/platform/files/csv-dialect';
import { fold } from '../../../src/platform/text/fold';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { run } from '../../support/clients/changes';
import type { TestClient } from '../../support/clients/client';
import { exportFile } from '../../support/clients/exports';
import { findOwner } from '../../support/data/account-changes';
import { loadFiles, newOrganization } from '../../support/data/source-files';
import { eachEngine } from '../../support/databases/engines';
import { zipParts } from '../../support/files/spreadsheets';

// Everything that load makes a field of; role and rights are given by the owner of the new organization.
const columns =
  `username dateCreated lastName firstName email title profession bio skills tags company phone city country skype linkedInProfile facebookProfile googleProfile status accountType source plans team
  primaryLocation externalPrimaryLocations autopaymentsEnabled additionalNotificationEmail billingName billingStreetAddress billingCity billingPostalCode billingCountry taxNumber profile sponsor validityPeriod custom.locker custom.Diet`.split(
    /\s+/,
  );

const invoiceColumns = 'number username issuedAt total currency status location booking'.split(' ');

const oddStart = fc.constantFrom(
  '=',
  '+',
  '-',
  '@',
  "'=",
  "''+",
  "'",
  '|',
  '\\',
  '"',
  ';',
  ',',
  '\uff1d',
  ' ',
  '1.',
  'İ',
  'ß',
);
const text = fc
  .tuple(oddStart, fc.string({ unit: 'grapheme', minLength: 0, maxLength: 12 }))
  .map(([first, rest]) => first + rest)
  .filter((value) => !/[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(value));
const name = text
  .map((value) => value.trim())
  .filter((value) => value !== '' && !/[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\p{Cs}]/u.test(value));
const list = fc.array(
  text.filter((value) => value !== ''),
  { maxLength: 4 },
);
const distinct = (values: readonly string[]): string[] => [
  ...new Map(values.map((value) => [fold(value), value])).values(),
];

eachEngine('files of an organization', (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganization(app, { timezone: 'America/St_Johns' });

  beforeAll(async () => {
    const { owner } = organization;
    const sample = <T>(arbitrary: fc.Arbitrary<T>, count: number): T[] =>
      fc.sample(arbitrary, { numRuns: count, seed: 18 });
    await run(owner, 'createCustomProperties', [
      { key: 'locker', name: '=Locker' },
      { key: 'Diet', name: 'Diet, allergies' },
    ]);
    const [locations, teams, plans] = [distinct(sample(name, 6)), distinct(sample(name, 4)), distinct(sample(name, 5))];
    const ids = async (mutation: string, names: string[]): Promise<string[]> =>
      (
        await run(
          owner,
          mutation,
          names.map((each) => ({ name: each })),
        )
      ).map(({ id }: { id: string }) => id);
    const [locationIds, teamIds, planIds] = [
      await ids('createLocations', locations),
      await ids('createTeams', teams),
      await ids('createPlans', plans),
    ];
    const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 3 });
    const person = fc.record({
      lastName: optional(text),
      firstName: optional(text),
      title: optional(text),
      bio: optional(text),
      phone: optional(text),
      taxNumber: optional(text),
      sponsor: optional(text),
      billingCity: optional(text),
      skills: list,
      tags: list,
      externalPrimaryLocations: list,
      planIds: fc.subarray(planIds),
      teamId: optional(fc.constantFrom(...teamIds)),
      primaryLocationId: optional(fc.constantFrom(...locationIds)),
      autopaymentsEnabled: fc.boolean(),
      status: fc.constantFrom('ACTIVE', 'INACTIVE', 'PENDING'),
      customValues: fc.tuple(optional(text), optional(text)).map(([locker, diet]) => [
        { key: 'locker', value: locker },
        { key: 'Diet', value: diet },
      ]),
    });
    const usernames = distinct(sample(name, 40));
    const users = await run(
      owner,
      'createUsers',
      sample(person, usernames.length).map((each, index) => ({ ...each, username: usernames[index] })),
    );
    const userId = fc.constantFrom(...users.map(({ id }: { id: string }) => id));
    const references = distinct(sample(name, 30));
    const instant = fc.integer({ min: Date.parse('2001-01-01'), max: Date.parse('2049-01-01') });
    const bookings: { id: string; userId: string }[] = await run(
      owner,
      'createBookings',
      sample(
        fc.record({
          userId,
          locationId: fc.constantFrom(...locationIds),
          at: instant,
          ms: fc.integer({ min: 1, max: 366 * 86_400_000 }),
          resource: optional(text),
          status: fc.constantFrom('PENDING', 'CONFIRMED'),
        }),
        references.length,
      ).map(({ at, ms, ...each }, index) => ({
        ...each,
        reference: references[index],
        startsAt: new Date(at).toISOString(),
        endsAt: new Date(at + ms).toISOString(),
      })),
      'id userId',
    );
    const numbers = distinct(sample(name, 30));
    await run(
      owner,
      'issueInvoices',
      sample(
        fc.record({
          userId,
          issuedAt: instant.map((ms) => new Date(ms).toISOString()),
          totalMinor: fc.integer({ min: -(10 ** 13), max: 10 ** 13 }).map(String),
          booking: optional(fc.constantFrom(...bookings)),
          locationId: optional(fc.constantFrom(...locationIds)),
        }),
        numbers.length,
      ).map(({ booking, ...each }, index) => ({
        ...each,
        number: numbers[index],
        ...(booking && { bookingId: booking.id, userId: booking.userId }),
      })),
    );
  });

  const filesOf = async (
    client: TestClient,
    csv: object | undefined,
  ): Promise<{ users: Buffer; bookings: Buffer; invoices: Buffer }> => {
    const of = async (input: object): Promise<Buffer> =>
      (await exportFile(client, { format: 'CSV', ...(csv && { csv }), ...input })).body;
    return {
      users: await of({ columns }),
      bookings: await of({ dataset: 'BOOKINGS' }),
      invoices: await of({ dataset: 'INVOICES', columns: invoiceColumns }),
    };
  };

  const custom = 'Key,Name\r\nlocker,\'=Locker\r\nDiet,"Diet, allergies"\r\n';

  async function loaded(
    files: Record<string, string | Buffer | null>,
    format = defaultFormat,
  ): Promise<{ client: TestClient; skippedColumns: readonly string[] }> {
    const to = newOrganization({ owner: 'owner', timezone: 'America/St_Johns' });
    const { skippedColumns } = await loadFiles(app.app.dataSource, files, to, { ...format, allowsDamage: true });
    const owner = await findOwner(app.app.dataSource, to.slug);
    return { client: await app.signIn(owner), skippedColumns };
  }

  it.each([
    ['by default', undefined, defaultFormat],
    ['with semicolons, which are recognized', { delimiter: 'SEMICOLON' }, defaultFormat],
    [
      'with tabs and decimal commas, for machines',
      { delimiter: 'TAB', decimalSeparator: 'COMMA', formulaGuard: false, byteOrderMark: false },
      { delimiter: CsvDelimiter.TAB, decimalSeparator: DecimalSeparator.COMMA, formulaGuard: false },
    ],
  ] as const)(
    'are exported with the same bytes after they are loaded into a new organization, %s',
    async (_how, csv, format) => {
      const files = await filesOf(organization.owner, csv);
      const sign = delimiterSigns[csv?.delimiter ?? 'COMMA'];
      const { client } = await loaded(
        {
          ...files,
          'custom-properties': [
            ['Key', 'Name'],
            ['locker', format.formulaGuard ? "'=Locker" : '=Locker'],
            ['Diet', '"Diet, allergies"'],
          ]
            .map((cells) => cells.join(sign))
            .join('\n'),
        },
        format,
      );
      const again = await filesOf(client, csv);
      for (const name of ['users', 'bookings', 'invoices'] as const)
        expect(again[name].toString()).toBe(files[name].toString());
    },
    60_000,
  );

  it.each(['USER_MANAGEMENT', 'USER_ACCOUNTS'])(
    'with the columns of %s are loaded, and the skipped columns reported',
    async (template) => {
      const { owner } = organization;
      const users = (await exportFile(owner, { format: 'CSV', template })).body;
      const { bookings, invoices } = await filesOf(owner, undefined);
      const { client, skippedColumns } = await loaded({ users, bookings, invoices, 'custom-properties': custom });
      expect(skippedColumns).toContain('users.csv: Role');
      const of = async (who: TestClient): Promise<unknown> =>
        (
          await who.data(
            '{ users(first: 500, orderBy: [{ field: USERNAME }]) { nodes { username lastName firstName skills plans team primaryLocation phone customProperties { key value } } } }',
          )
        ).users.nodes;
      expect(await of(client)).toEqual(await of(owner));
    },
  );

  it('of a full export are loaded', async () => {
    const { body } = await exportFile(organization.owner, { dataset: 'ORGANIZATION', format: 'ZIP' });
    const parts = zipParts(body);
    const files = Object.fromEntries(
      ['users', 'bookings', 'invoices', 'custom-properties'].map((name) => [name, parts.get(`${name}.csv`)!]),
    );
    const { client } = await loaded(files);
    const createdAt = async (who: TestClient): Promise<unknown> =>
      (await who.data('{ users(first: 500, orderBy: [{ field: USERNAME }]) { nodes { username createdAt } } }')).users
        .nodes;
    expect(await createdAt(client)).toEqual(await createdAt(organization.owner));
    const places = async (who: TestClient): Promise<unknown[]> =>
      (
        await who.data(
          '{ invoices(first: 500, orderBy: [{ field: NUMBER }]) { nodes { number location { name } booking { reference } } } }',
        )
      ).invoices.nodes;
    expect(await places(client)).toEqual(await places(organization.owner));
  });

  it('may have dates instead of instants, which are the start of the day in the venue time zone', async () => {
    const { client } = await loaded({
      users: 'Username,Date created\nowner,2026-03-08\n',
      bookings:
        'Reference,Username,Location,Starts at,Ends at,Status,Date created\nB,owner,Main,2026-03-08,2026-03-09,CONFIRMED,2026-03-01\n',
      invoices: 'Number,Username,Status,Issued at,Total,Currency\nI,owner,PAID,2026-11-01,1.00,EUR\n',
    });
    const { users, bookings, invoices } = await client.data(
      '{ users { nodes { createdAt } } bookings { nodes { startsAt endsAt createdAt } } invoices { nodes { issuedAt } } }',
    );
    expect([users.nodes, bookings.nodes, invoices.nodes]).toEqual([
      [{ createdAt: '2026-03-08T03:30:00.000Z' }],
      [
        {
          startsAt: '2026-03-08T03:30:00.000Z',
          endsAt: '2026-03-09T02:30:00.000Z',
          createdAt: '2026-03-01T03:30:00.000Z',
        },
      ],
      [{ issuedAt: '2026-11-01T02:30:00.000Z' }],
    ]);
    await expect(loaded({ users: 'Username,Date created\nowner,2026-02-30\n' })).rejects.toThrow(
      'users.csv line 2, column "Date created": "2026-02-30" does not exist: February 2026 has 28 days.',
    );
  });

  it('are refused if they have another decimal separator', async () => {
    const invoices = 'Number;Username;Status;Issued at;Total;Currency\nI;owner;PAID;2026-11-01;12.10;EUR\n';
    const format = { ...defaultFormat, delimiter: CsvDelimiter.SEMICOLON, decimalSeparator: DecimalSeparator.COMMA };
    await expect(
      loaded(
        {
          users: 'Username;Date created\nowner;2026-01-01\n',
          bookings: 'Reference;Username;Location;Starts at;Ends at;Status;Date created\n',
          invoices,
        },
        format,
      ),
    ).rejects.toThrow(
      'invoices.csv line 2, column "Total": "12.10" is not an amount with at most 2 decimals, separated by a comma',
    );
  });
});
