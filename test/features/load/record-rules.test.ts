/** @slow */
import { joinValues } from '../../../src/features/columns/multi-value';
import { LoadError } from '../../../src/features/load/load-error';
import { guarded } from '../../../src/platform/files/csv-dialect';
import { useTestApp } from '../../support/apps/app';
import { mutation } from '../../support/clients/changes';
import type { TestClient } from '../../support/clients/client';
import { findOwner } from '../../support/data/account-changes';
import { createOrganization } from '../../support/data/factories';
import { loadFiles, newOrganization } from '../../support/data/source-files';
import { eachEngine } from '../../support/databases/engines';
import { type Conditions, deleteRows, readRows } from '../../support/databases/rows';

type Fields = Record<string, string | string[]>;

const identifiers = [
  'INV-1',
  ' INV-1 ',
  '\u00a0INV-1\t',
  'Ünïcode Ω',
  '=1+1',
  "'=1+1",
  "''@x",
  "'plain quote",
  '+351',
  '-1',
  ' @x',
  'a|b\\c',
  'a"b,c;d',
  '𝒳',
  'constructor',
  '',
  '   ',
  'a\u200bb',
  'a\u200d',
  '\u202eabc',
  'a\u2066b',
  'a\u00adb',
  'a\u061cb',
  'a\ufeffb',
  'a\nb',
  'a\tb',
  'a\u0000b',
  'a\u007fb',
  'a\u0085b',
  'a\u2028b',
  'a\u3164b',
  'a\ufffeb',
];

/** What the API and a file say of the same record: the columns of a file are as our own exports write them. */
interface Case {
  readonly mutation: string;
  readonly table: string;
  readonly stored: readonly string[];
  readonly records: readonly Fields[];
  input(fields: Fields, people: { userId: string; locationId: string }): object;
}

const start = '2026-03-01T10:00:00.000Z';
const cases: Record<'users' | 'bookings' | 'invoices', Case> = {
  users: {
    mutation: 'createUser',
    table: 'users',
    stored: ['username', 'email', 'firstName', 'phone', 'skills'],
    records: [
      ...[...identifiers, 'x'.repeat(191), 'x'.repeat(192), 'İ'.repeat(191), 'ß'.repeat(191)].map((Username) => ({
        Username,
      })),
      ...['ana@example.test', 'no address', 'a@x.test, b@x.test', ' ana@example.test', ''].map((Email) => ({
        Username: 'somebody',
        Email,
      })),
      ...['=cmd()', "'=cmd()", ' padded ', 'two\nlines', 'x'.repeat(200), 'x'.repeat(201), 'a\u0000b', ''].map(
        (text) => ({ Username: 'somebody', 'First name': text }),
      ),
      ...['+351 21', "'+351 21", 'x'.repeat(65)].map((Phone) => ({ Username: 'somebody', Phone })),
      ...[['a|b', 'c\\d', '=x'], ['x'.repeat(200)], ['x'.repeat(201)], ['a', ''], Array(101).fill('x'), []].map(
        (Skills) => ({ Username: 'somebody', Skills }),
      ),
    ],
    input: (fields) => ({
      username: fields.Username,
      ...('Email' in fields && { email: fields.Email }),
      ...('First name' in fields && { firstName: fields['First name'] }),
      ...('Phone' in fields && { phone: fields.Phone }),
      ...('Skills' in fields && { skills: fields.Skills }),
    }),
  },
  bookings: {
    mutation: 'createBooking',
    table: 'bookings',
    stored: ['reference', 'resource', 'startsAt', 'endsAt'],
    records: [
      ...[...identifiers, 'x'.repeat(64), 'x'.repeat(65)].map((Reference) => ({ Reference })),
      ...[
        '2026-03-01T10:00:00.001Z',
        start,
        '2026-03-01T09:59:59.999Z',
        '2027-03-02T10:00:00.000Z',
        '2027-03-02T10:00:00.001Z',
        '3024-03-01T10:00:00.000Z',
      ].map((end) => ({ Reference: 'B', 'Ends at': end })),
      ...['=Room', ' Room ', 'x'.repeat(201), ''].map((Resource) => ({ Reference: 'B', Resource })),
    ],
    input: (fields, { userId, locationId }) => ({
      userId,
      locationId,
      reference: fields.Reference,
      startsAt: start,
      endsAt: fields['Ends at'] ?? '2026-03-01T11:00:00.000Z',
      ...('Resource' in fields && { resource: fields.Resource }),
    }),
  },
  invoices: {
    mutation: 'issueInvoice',
    table: 'invoices',
    stored: ['number', 'totalMinor'],
    records: [
      ...[...identifiers, 'x'.repeat(64), 'x'.repeat(65)].map((Number) => ({ Number })),
      ...['100000000000.00', '100000000000.01', '-100000000000.00', '-100000000000.01', '0.00'].map((Total) => ({
        Number: 'I',
        Total,
      })),
    ],
    input: (fields, { userId }) => ({
      userId,
      number: fields.Number,
      issuedAt: start,
      totalMinor: String(fields.Total ?? '12.10').replace('.', ''),
    }),
  },
};

const required: Record<keyof typeof cases, Fields> = {
  // A row whose cells are all empty is none.
  users: { Username: '', Status: 'ACTIVE' },
  bookings: {
    Reference: '',
    Username: 'ana',
    Location: 'Main',
    'Starts at': start,
    'Ends at': '2026-03-01T11:00:00.000Z',
    Status: 'PENDING',
    'Date created': start,
  },
  invoices: { Number: '', Username: 'ana', Status: 'OPEN', 'Issued at': start, Total: '12.10', Currency: 'EUR' },
};

const csv = (rows: readonly Fields[]): string => {
  const numbers = ['Total'];
  const line = (cells: string[]): string => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
  const cell = (header: string, value: string | string[]): string =>
    Array.isArray(value) ? guarded(joinValues(value)) : numbers.includes(header) ? value : guarded(value);
  return [
    Object.keys(rows[0]!),
    ...rows.map((row) => Object.entries(row).map(([header, value]) => cell(header, value))),
  ]
    .map((cells) => line(cells))
    .join('\r\n');
};

const short = (value: unknown): string =>
  JSON.stringify(value).replace(/(.)\1{30,}/g, (run, one) => `${one}×${run.length}`);

eachEngine('a record', (engine) => {
  const app = useTestApp(engine, { worker: false });
  let owner: TestClient;
  let organizationId: number;
  let people: { userId: string; locationId: string };

  beforeAll(async () => {
    const organization = await createOrganization(app.app.dataSource);
    organizationId = organization.id;
    owner = await app.signIn({ id: organization.ownerId, organizationId });
    people = { userId: String(organization.memberId), locationId: String(organization.locationId) };
  });

  const read = async ({ table, stored }: Case, conditions: Conditions): Promise<unknown> => {
    const [row] = await readRows(app.app.dataSource, table, conditions, stored);
    return Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, typeof value === 'number' ? String(value) : value]),
    );
  };

  async function byApi(one: Case, fields: Fields): Promise<unknown> {
    const { data, errors } = await owner.gql(mutation(one.mutation), { input: one.input(fields, people) });
    if (errors) {
      expect(errors[0]!.extensions.code).toBe('BAD_USER_INPUT');
      return 'refused';
    }
    const { id } = data![one.mutation];
    const stored = await read(one, { id: Number(id), organizationId });
    await deleteRows(app.app.dataSource, one.table, { id: Number(id) });
    return stored;
  }

  async function byFile(name: keyof typeof cases, fields: Fields): Promise<unknown> {
    const one = cases[name];
    const files = Object.fromEntries(
      Object.entries(required).map(([file, row]) => [
        file,
        csv([file === 'users' ? { Username: 'ana' } : row])
          .split('\r\n')
          .slice(0, file === 'users' ? 2 : 1)
          .join('\r\n'),
      ]),
    );
    files[name] = csv([{ ...required[name], ...fields }]);
    const organization = newOrganization({ owner: 'the-owner-apart' });
    const error = await loadFiles(app.app.dataSource, files, organization).then(
      () => null,
      (thrown: Error) => thrown,
    );
    if (error) {
      expect(error).toBeInstanceOf(LoadError);
      expect(error.message).toMatch(new RegExp(`^${name}\\.csv line [\\d?]+, column "`));
      return 'refused';
    }
    const { organizationId: id } = await findOwner(app.app.dataSource, organization.slug);
    return read(one, { organizationId: id, ...(name === 'users' && { role: ['ADMIN', 'MEMBER'] }) });
  }

  it.each(Object.keys(cases) as (keyof typeof cases)[])(
    'of %s is accepted, refused and stored alike from the API and from a file',
    async (name) => {
      const answers: Record<string, [unknown, unknown]> = {};
      for (const fields of cases[name].records)
        answers[short(fields)] = [await byApi(cases[name], fields), await byFile(name, fields)];
      expect(Object.entries(answers).filter(([, [api, file]]) => JSON.stringify(api) !== JSON.stringify(file))).toEqual(
        [],
      );
      // The table is of both kinds.
      expect(new Set(Object.values(answers).map(([api]) => api === 'refused'))).toEqual(new Set([true, false]));
    },
    120_000,
  );

  it('is identified ignoring leading and trailing blanks', async () => {
    await owner.data(mutation('issueInvoice'), { input: { userId: people.userId, number: 'INV-1', totalMinor: 1 } });
    for (const number of ['INV-1 ', '\u2003INV-1', 'INV-1\r\n'])
      expect(
        await owner.refusal(mutation('issueInvoice'), { input: { userId: people.userId, number, totalMinor: 1 } }),
      ).toMatchObject({ code: 'CONFLICT', argument: 'input.number' });
    const invoices = csv(['INV-1', 'INV-1 '].map((Number) => ({ ...required.invoices, Number })));
    await expect(
      loadFiles(app.app.dataSource, {
        users: csv([{ Username: 'ana' }]),
        bookings: csv([required.bookings]).split('\r\n')[0]!,
        invoices,
      }),
    ).rejects.toThrow('invoices.csv line 3, column "Number": has the same value as on line 2: "INV-1".');
  });
});
