import { ImportEncoding } from '../../../src/features/imports/reading/encoding';
import { defaultFormat } from '../../../src/features/load/load-organization';
import { useTestApp } from '../../support/apps/app';
import type { Data } from '../../support/clients/client';
import { listQuery } from '../../support/clients/paging';
import { findOwner } from '../../support/data/account-changes';
import { loadFiles, newOrganization, type SourceFiles, sourceFiles } from '../../support/data/source-files';
import { eachEngine } from '../../support/databases/engines';
import { readColumn, readRows } from '../../support/databases/rows';

/** A file without rows. */
const header = (name: keyof SourceFiles): string => String(sourceFiles[name]).split('\n')[0]!;

eachEngine('loadOrganization', ['sqlite', 'mariadb'], (engine) => {
  const app = useTestApp(engine, { worker: false });

  const ownerOf = async (slug: string) => app.signIn(await findOwner(app.app.dataSource, slug));

  it('loads every row, as the API then returns it', async () => {
    const organization = newOrganization({ name: 'Harbour Works', timezone: 'Asia/Kathmandu' });
    expect(await loadFiles(app.app.dataSource, {}, organization)).toMatchObject({ users: 2, bookings: 2, invoices: 2 });
    const owner = await ownerOf(organization.slug);
    expect(await owner.data('{ organization { slug name timezone currency locations { name } } }')).toEqual({
      organization: {
        slug: organization.slug,
        name: 'Harbour Works',
        timezone: 'Asia/Kathmandu',
        currency: 'EUR',
        locations: [{ name: 'Harbour' }, { name: 'Old Mill' }],
      },
    });
    const { users } = await owner.data(
      listQuery('users', 'username role status firstName lastName email bio createdAt primaryLocation'),
    );
    expect(users.nodes).toEqual([
      {
        username: 'ana',
        role: 'OWNER',
        status: 'ACTIVE',
        firstName: 'Ana',
        lastName: 'Almeida',
        email: 'ana@example.test',
        bio: 'says "hi", twice\non two lines',
        createdAt: '2025-01-01T00:00:00.000Z',
        primaryLocation: 'Harbour',
      },
      {
        username: 'björn',
        role: 'MEMBER',
        status: 'INACTIVE',
        firstName: 'Björn',
        lastName: null,
        email: null,
        bio: null,
        createdAt: '2025-02-01T00:00:00.000Z',
        primaryLocation: null,
      },
    ]);
    const { bookings } = await owner.data(
      listQuery('bookings', 'reference user { username } location resource startsAt endsAt status createdAt'),
    );
    expect(bookings.nodes).toEqual([
      {
        reference: 'B1',
        user: { username: 'ana' },
        location: 'Harbour',
        resource: 'Room A',
        startsAt: '2026-03-01T10:00:00.000Z',
        endsAt: '2026-03-01T11:00:00.000Z',
        status: 'CONFIRMED',
        createdAt: '2026-02-01T10:00:00.000Z',
      },
      {
        reference: 'B2',
        user: { username: 'björn' },
        location: 'Old Mill',
        resource: null,
        startsAt: '2026-03-02T10:00:00.000Z',
        endsAt: '2026-03-02T10:30:00.000Z',
        status: 'PENDING',
        createdAt: '2026-02-01T10:00:00.000Z',
      },
    ]);
    const { invoices } = await owner.data(
      listQuery('invoices', 'number user { username } status issuedAt total { decimal }'),
    );
    expect(invoices.nodes).toEqual([
      {
        number: 'I1',
        user: { username: 'ana' },
        status: 'PAID',
        issuedAt: '2026-03-01T10:00:00.000Z',
        total: { decimal: '75.00' },
      },
      {
        number: 'I2',
        user: { username: 'ana' },
        status: 'OPEN',
        issuedAt: '2026-03-02T10:00:00.000Z',
        total: { decimal: '-0.50' },
      },
    ]);
  });

  it('accepts every kind of line end, also mixed in one file', async () => {
    const organization = newOrganization();
    const mixed = 'Username,Date created,First name\nu1,2024-01-01T00:00:00Z,A\r\nu2,2024-01-01T00:00:00Z,"B\r\nC"\r\n';
    await loadFiles(
      app.app.dataSource,
      {
        users: mixed,
        bookings: header('bookings'),
        invoices: header('invoices'),
      },
      organization,
    );
    const { organizationId } = await findOwner(app.app.dataSource, organization.slug);
    expect(await readColumn(app.app.dataSource, 'users', 'firstName', { organizationId })).toEqual(
      expect.arrayContaining(['A', 'B\r\nC']),
    );
  });

  it.each(['ANA', 'Björn', 'bjo\u0308rn'])('makes the user %s of users.csv the owner, ignoring case', async (owner) => {
    const organization = newOrganization({ owner });
    const users = String(sourceFiles.users).replace('INACTIVE', 'ACTIVE');
    expect((await loadFiles(app.app.dataSource, { users }, organization)).users).toBe(2);
    const { organizationId } = await findOwner(app.app.dataSource, organization.slug);
    expect((await readColumn(app.app.dataSource, 'users', 'role', { organizationId })).sort()).toEqual([
      'MEMBER',
      'OWNER',
    ]);
  });

  it('creates an account for an owner who is not in users.csv', async () => {
    const organization = newOrganization({ owner: 'boss@example.test' });
    expect((await loadFiles(app.app.dataSource, {}, organization)).users).toBe(2);
    const { users } = await (
      await ownerOf(organization.slug)
    ).data(listQuery('users', 'username email role status createdAt'));
    expect(users.nodes.at(-1)).toEqual({
      username: 'boss@example.test',
      email: 'boss@example.test',
      role: 'OWNER',
      status: 'ACTIVE',
      createdAt: '2026-03-15T12:00:00.000Z',
    });
    expect(users.totalCount).toBe(3);
  });

  const ending = (text: string | Buffer | null, end: string): string => String(text).replace(/\n/g, end);
  it.each([
    ['a byte order mark', (text: string) => `\ufeff${text}`],
    ['CR LF', (text: string) => ending(text, '\r\n')],
    ['a byte order mark and CR LF', (text: string) => `\ufeff${ending(text, '\r\n')}`],
    ['no last line end', (text: string) => text.trimEnd()],
    ['blank lines', (text: string) => text.replace(/^(B1|I1|björn)/m, '\n\n$1') + '\n\n'],
  ])('accepts files with %s', async (_what, change) => {
    const files = Object.fromEntries(Object.entries(sourceFiles).map(([name, text]) => [name, change(String(text))]));
    expect(await loadFiles(app.app.dataSource, files)).toMatchObject({ users: 2, bookings: 2, invoices: 2 });
  });

  it('recognizes UTF-16, and reads another encoding where it is requested', async () => {
    const users = Buffer.from(`\ufeff${String(sourceFiles.users)}`, 'utf16le');
    const bookings = Buffer.from(String(sourceFiles.bookings).replace('Room A', 'Café'), 'latin1');
    await expect(loadFiles(app.app.dataSource, { users, bookings })).rejects.toThrow('bookings.csv line 2: Byte');
    const organization = newOrganization();
    const format = { ...defaultFormat, encoding: ImportEncoding.WINDOWS_1252 };
    const inPage = Object.fromEntries(
      Object.entries(sourceFiles).map(([name, text]) => [name, Buffer.from(String(text), 'latin1')]),
    );
    await loadFiles(app.app.dataSource, { ...inPage, bookings }, organization, format);
    const { organizationId } = await findOwner(app.app.dataSource, organization.slug);
    expect(await readColumn(app.app.dataSource, 'bookings', 'resource', { organizationId })).toContain('Café');
  });

  it('keeps texts that look damaged by a spreadsheet on request', async () => {
    const organization = newOrganization();
    await loadFiles(
      app.app.dataSource,
      {
        users: 'Username,Bio,Phone,Company,Skills\nana, ,1.23E+15,########,#N/A| \n',
        bookings: header('bookings'),
        invoices: header('invoices'),
      },
      organization,
      { ...defaultFormat, allowsDamage: true },
    );
    const { organizationId } = await findOwner(app.app.dataSource, organization.slug);
    const fields = ['bio', 'phone', 'company', 'skills'];
    expect(await readRows(app.app.dataSource, 'users', { organizationId }, fields)).toEqual([
      { bio: ' ', phone: '1.23E+15', company: '########', skills: '["#N/A"," "]' },
    ]);
  });

  it('accepts files with only a header and the required columns', async () => {
    const files = {
      users: 'Date created,Username\n',
      bookings: 'Date created,Status,Ends at,Starts at,Location,Username,Reference\n',
      invoices: 'Currency,Total,Issued at,Status,Username,Number\n',
    };
    expect(await loadFiles(app.app.dataSource, files, newOrganization({ owner: 'boss' }))).toMatchObject({
      users: 0,
      bookings: 0,
      invoices: 0,
    });
  });

  it('accepts names of JavaScript built-ins', async () => {
    const users =
      'Username,Date created,Primary location\n__proto__,2025-01-01T00:00:00Z,constructor\nconstructor,2025-01-01T00:00:00Z,__proto__\n';
    const bookings =
      'Reference,Username,Location,Starts at,Ends at,Status,Date created\n__proto__,CONSTRUCTOR,toString,2026-03-01T10:00:00Z,2026-03-01T11:00:00Z,CONFIRMED,2026-02-01T10:00:00Z\n';
    const organization = newOrganization({ owner: '__proto__', slug: `constructor-${engine.name}` });
    expect(
      await loadFiles(
        app.app.dataSource,
        {
          users,
          bookings,
          invoices:
            'Number,Username,Status,Issued at,Total,Currency\nvalueOf,__proto__,PAID,2026-03-01T10:00:00Z,1,EUR\n',
        },
        organization,
      ),
    ).toMatchObject({ users: 2, bookings: 1, invoices: 1 });
    expect(
      (await (await ownerOf(organization.slug)).data('{ viewer { user { username } } }')).viewer.user.username,
    ).toBe('__proto__');
  });

  it('loads each row once when there are several batches', async () => {
    const count = 2_345;
    const lines = (header: string, line: (index: number) => string): string =>
      [header, ...Array.from({ length: count }, (_unused, index) => line(index))].join('\n');
    const files = {
      users: lines('Username,Date created', (index) => `u${index},2025-01-01T00:00:00Z`),
      bookings: lines(
        'Reference,Username,Location,Starts at,Ends at,Status,Date created',
        (index) =>
          `B${index},u${index},L${index % 7},2026-03-01T10:00:00Z,2026-03-01T11:00:00Z,CONFIRMED,2026-02-01T10:00:00Z`,
      ),
      invoices: lines(
        'Number,Username,Status,Issued at,Total,Currency',
        (index) => `I${index},u${count - 1 - index},PAID,2026-03-01T10:00:00Z,${index}.01,EUR`,
      ),
    };
    const organization = newOrganization({ owner: 'u7' });
    expect(await loadFiles(app.app.dataSource, files, organization)).toEqual({
      users: count,
      bookings: count,
      invoices: count,
      skippedColumns: [],
    });
    const { organizationId } = await findOwner(app.app.dataSource, organization.slug);
    const invoices: Data[] = await readRows(app.app.dataSource, 'invoices', { organizationId }, [
      'number',
      'totalMinor',
    ]);
    expect({
      total: invoices.reduce((sum, { totalMinor }) => sum + Number(totalMinor), 0),
      numbers: new Set(invoices.map(({ number }) => number)).size,
    }).toEqual({
      total: (100 * count * (count - 1)) / 2 + count,
      numbers: count,
    });
  });
});
