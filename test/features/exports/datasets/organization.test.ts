/** @slow */
import { insertBookings } from '../../../../src/features/bookings/booking-writes';
import { insertInvoices } from '../../../../src/features/invoices/invoice-writes';
import { insertRows } from '../../../../src/platform/database/insert-rows';
import { transact } from '../../../../src/platform/database/transaction';
import { type SignedInOrganization, useTestApp } from '../../../support/apps/app';
import type { Data } from '../../../support/clients/client';
import { exportFile } from '../../../support/clients/exports';
import { addBookings, addInvoices, addManyUsers, addUsers } from '../../../support/data/factories';
import { naughtyStrings } from '../../../support/data/naughty-strings';
import { eachEngine } from '../../../support/databases/engines';
import { deleteRows, readRows } from '../../../support/databases/rows';
import { readTakeout, readWithOthers, type Takeout, unzip } from '../../../support/files/zips';

const whole = { dataset: 'ORGANIZATION', format: 'ZIP', asOf: '2026-03-15T12:00:00.000Z' };
const start = 'mutation ($input: StartExportInput!) { startExport(input: $input) { export { id } } }';
/** Fixed: no name of a file comes from data. */
const fileNames = [
  'locations.csv',
  'teams.csv',
  'plans.csv',
  'custom-properties.csv',
  'users.csv',
  'bookings.csv',
  'invoices.csv',
];

eachEngine('a full export', (engine) => {
  const app = useTestApp(engine);
  let organization: SignedInOrganization;
  let ids: {
    ada: number;
    bob: number;
    locations: Map<string, number>;
    teams: Map<string, number>;
    plans: Map<string, number>;
  };

  const addParts = async (
    of: { id: number },
    table: 'locations' | 'teams' | 'plans',
    names: readonly string[],
  ): Promise<Map<string, number>> => {
    await insertRows(
      app.app.dataSource.manager,
      table,
      ['organizationId', 'name'],
      names.map((name) => [of.id, name]),
    );
    const rows: { id: number; name: string }[] = await readRows(app.app.dataSource, table, { organizationId: of.id }, [
      'id',
      'name',
    ]);
    return new Map(rows.map(({ id, name }) => [name, id]));
  };
  const takeout = async (
    of: SignedInOrganization,
    input: object = {},
  ): Promise<Takeout & { body: Buffer; row: Data }> => {
    const { row, body } = await exportFile(of.owner, { ...whole, ...input });
    return { ...readTakeout(body), body, row };
  };

  beforeAll(async () => {
    // Rows of others before, between and behind: in every table ids of the organization have gaps.
    const others = [await app.organization(), await app.organization()];
    organization = await app.organization({
      timezone: 'America/New_York',
      currency: 'KWD',
      customTermsEnabled: true,
      customProperties: [
        { key: 'shoe', name: 'Shoe size' },
        { key: 'team', name: 'Team id' },
      ],
    });
    const locations = await addParts(organization, 'locations', ['A|B\\C', 'Far away']);
    const teams = await addParts(organization, 'teams', ['=Red', 'Blue']);
    const plans = await addParts(organization, 'plans', ['Flex', 'Day|Night', 'Unused']);
    const [ada, bob] = await addUsers(app.app.dataSource, organization.id, [
      {
        username: 'ada',
        firstName: 'Ada',
        tags: ['a|b', 'c'],
        planIds: [plans.get('Flex')!, plans.get('Day|Night')!],
        teamId: teams.get('=Red')!,
        primaryLocationId: locations.get('A|B\\C')!,
        customValues: { shoe: '=38', team: 'x' },
        termsVersion: '2',
        termsAgreedAt: new Date('2026-01-01T04:59:59.999Z'),
        lastLoginAt: new Date('2026-03-08T06:59:59.999Z'),
      },
      {
        username: 'bob',
        role: 'ADMIN',
        permissions: ['BOOKINGS_VIEW', 'INVOICES_VIEW'] as never,
        createdAt: new Date('2026-11-01T05:30:00Z'),
      },
    ]);
    ids = { ada: ada!, bob: bob!, locations, teams, plans };
    for (const each of others) {
      const [stranger] = await addUsers(app.app.dataSource, each.id, [{ username: 'STRANGER', bio: 'STRANGER' }]);
      await addParts(each, 'locations', ['STRANGER']);
      await addParts(each, 'plans', ['STRANGER']);
      await addBookings(app.app.dataSource, each, [{ userId: stranger!, startsAt: '2026-03-01T00:00:00Z' }]);
      await addInvoices(app.app.dataSource, each, [
        { userId: stranger!, issuedAt: '2026-03-01T00:00:00Z', totalMinor: 1 },
      ]);
    }
    await transact(app.app.dataSource, (manager) =>
      insertBookings(manager, organization.id, [
        {
          userId: ids.ada,
          locationId: locations.get('Far away')!,
          reference: 'ADA-1',
          resource: 'Court',
          startsAt: new Date('2026-03-08T06:30:00Z'),
          endsAt: new Date('2026-03-08T07:30:00Z'),
          createdAt: new Date('2026-02-01T00:00:00Z'),
          status: 'CONFIRMED',
        },
        {
          userId: ids.bob,
          locationId: organization.locationId,
          reference: 'BOB-1',
          startsAt: new Date('2026-03-09T06:30:00Z'),
          endsAt: new Date('2026-03-09T07:30:00Z'),
          createdAt: new Date('2026-02-01T00:00:00Z'),
          status: 'CANCELLED',
        },
      ]),
    );
    await transact(app.app.dataSource, (manager) =>
      insertInvoices(manager, organization.id, [
        {
          userId: ids.ada,
          number: 'I-ADA',
          issuedAt: new Date('2026-03-01T00:00:00Z'),
          totalMinor: 12_345n,
          status: 'PAID',
        },
        {
          userId: ids.bob,
          number: 'I-BOB',
          issuedAt: new Date('2026-03-02T00:00:00Z'),
          totalMinor: -5n,
          status: 'VOID',
        },
      ]),
    );
  });

  it('holds every record with every attribute, linked by ids', async () => {
    const { rows, manifest, row, body } = await takeout(organization);
    expect(manifest.files.map((file: Data) => [file.name, file.rows])).toEqual([
      ['locations.csv', 3],
      ['teams.csv', 2],
      ['plans.csv', 3],
      ['custom-properties.csv', 2],
      ['users.csv', 5],
      ['bookings.csv', 2],
      ['invoices.csv', 2],
    ]);
    expect(rows.users!.find(({ Username }) => Username === 'ada')).toMatchObject({
      Identifier: String(ids.ada),
      'First name': 'Ada',
      Role: 'MEMBER',
      Tags: 'a\\|b|c',
      Permissions: '',
      'Plan ids': `${ids.plans.get('Flex')}|${ids.plans.get('Day|Night')}`,
      Plans: 'Flex|Day\\|Night',
      'Team id': String(ids.teams.get('=Red')),
      Team: "'=Red",
      'Primary location id': String(ids.locations.get('A|B\\C')),
      'Primary location': 'A\\|B\\\\C',
      'Shoe size': "'=38",
      'Team id (2)': 'x',
      'Created at': '2024-12-31T19:00:00.000-05:00',
      'Terms agreed at': '2025-12-31T23:59:59.999-05:00',
      'Terms agreed date': '2025-12-31',
      'Last login': '2026-03-08T01:59:59.999-05:00',
      'Bookings this month (booked)': '1',
      'Bookings last month (created)': '0',
      'Invoiced last month': '12.345',
      'Has booked': 'true',
    });
    expect(rows.users!.find(({ Username }) => Username === 'bob')).toMatchObject({
      Role: 'ADMIN',
      Permissions: 'BOOKINGS_VIEW|INVOICES_VIEW',
      'Plan ids': '',
      'Team id': '',
      'Has booked': 'false',
    });
    expect(rows.bookings![0]).toMatchObject({
      Reference: 'ADA-1',
      'User id': String(ids.ada),
      'Location id': String(ids.locations.get('Far away')),
      Username: 'ada',
      Location: 'Far away',
      Resource: 'Court',
    });
    expect(
      rows.invoices!.map((invoice) => [
        invoice.Number,
        invoice['User id'],
        invoice.Total,
        invoice.Currency,
        invoice.Status,
      ]),
    ).toEqual([
      ['I-ADA', String(ids.ada), '12.345', 'KWD', 'PAID'],
      ['I-BOB', String(ids.bob), '-0.005', 'KWD', 'VOID'],
    ]);
    expect(rows['custom-properties']!.map(({ Key, Name, Position }) => [Key, Name, Position])).toEqual([
      ['shoe', 'Shoe size', '0'],
      ['team', 'Team id', '1'],
    ]);
    expect(unzip(body).some((part) => part.body.includes('STRANGER'))).toBe(false);
    const names = unzip(body).map(({ name }) => name);
    expect(names).toEqual([...fileNames, 'manifest.json']);
    // Some file systems know no case.
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    expect(row).toMatchObject({
      dataset: 'ORGANIZATION',
      format: 'ZIP',
      warnings: [],
      progress: { phase: 'FINALIZING', rowsDone: 19, rowsTotal: 19, percent: 100 },
    });
    expect(row.file).toMatchObject({
      name: expect.stringMatching(/^organization-2026-03-15-\d+\.zip$/),
      contentType: 'application/zip',
      rows: 19,
    });
  });

  it('describes its contents and how to read them in its manifest', async () => {
    const { manifest, row } = await takeout(organization, { csv: { byteOrderMark: false, formulaGuard: true } });
    const {
      export: { timezoneDataVersion, selection },
    } = await organization.owner.data(
      'query ($id: ID!) { export(id: $id) { timezoneDataVersion selection { userId idCount filter } } }',
      { id: row.id },
    );
    const { files, foreignKeys, ...rest } = manifest;
    expect(rest).toEqual({
      format: 'tallyport-organization',
      formatVersion: 1,
      software: { name: 'tallyport', version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
      organization: {
        id: String(organization.id),
        slug: organization.slug,
        name: expect.stringContaining('Organization'),
        timezone: 'America/New_York',
        currency: 'KWD',
        timezoneDataVersion,
      },
      requestedBy: { id: String(organization.ownerId), username: 'owner' },
      asOf: whole.asOf,
      snapshotAt: null,
      selection: { userId: null },
      csv: {
        encoding: 'UTF-8',
        delimiter: ',',
        decimalSeparator: '.',
        quote: '"',
        lineEnd: '\r\n',
        header: true,
        byteOrderMark: false,
        formulaGuard: true,
        valueSeparator: '|',
        valueEscape: '\\',
      },
      rows: 19,
    });
    expect(files.find(({ name }: Data) => name === 'users.csv').columns).toEqual(
      expect.arrayContaining([
        { header: 'Last name', key: 'lastName', type: 'TEXT' },
        { header: 'Plan ids', key: 'planIds', type: 'TEXT', multiValue: true },
        { header: 'Team id (2)', key: 'custom.team', type: 'TEXT' },
        { header: 'Invoiced all time', key: 'invoicedAllTime', type: 'MONEY' },
      ]),
    );
    expect(
      foreignKeys.map(({ from, to, references, unresolved }: Data) => [
        `${from.file} ${from.column} -> ${to.file} ${to.column}`,
        references,
        unresolved,
      ]),
    ).toEqual([
      ['users.csv primaryLocationId -> locations.csv id', 1, 0],
      ['users.csv teamId -> teams.csv id', 1, 0],
      ['users.csv planIds -> plans.csv id', 2, 0],
      ['bookings.csv userId -> users.csv id', 2, 0],
      ['bookings.csv locationId -> locations.csv id', 2, 0],
      ['invoices.csv userId -> users.csv id', 2, 0],
      ['invoices.csv locationId -> locations.csv id', 0, 0],
      ['invoices.csv bookingId -> bookings.csv id', 0, 0],
    ]);
    expect(selection).toEqual({ userId: null, idCount: null, filter: null });
  });

  it('of one user holds only that user and the reference data that the user refers to', async () => {
    const { rows, manifest, row, body } = await takeout(organization, { userId: String(ids.ada) });
    expect(manifest.selection).toEqual({ userId: String(ids.ada) });
    expect(manifest.files.map((file: Data) => file.rows)).toEqual([2, 1, 2, 2, 1, 1, 1]);
    expect(rows.locations!.map(({ Name }) => Name).sort()).toEqual(['A|B\\C', 'Far away']);
    expect(
      [rows.teams, rows.plans, rows.users, rows.bookings, rows.invoices].map((of) =>
        of!.map((each) => each.Name ?? each.Reference ?? each.Number ?? each.Username),
      ),
    ).toEqual([["'=Red"], ['Flex', 'Day|Night'], ['ada'], ['ADA-1'], ['I-ADA']]);
    expect(
      unzip(body)
        .filter(({ name }) => name !== 'manifest.json')
        .some((part) => /bob|BOB|owner|Mia/.test(part.body.toString())),
    ).toBe(false);
    expect(manifest.foreignKeys.map(({ unresolved }: Data) => unresolved)).toEqual(Array(8).fill(0));
    const {
      export: { selection },
    } = await organization.owner.data('query ($id: ID!) { export(id: $id) { selection { userId } } }', { id: row.id });
    expect([selection.userId, row.file.name]).toEqual([String(ids.ada), expect.stringMatching(/^user-2026-03-15-/)]);

    const none = await takeout(organization, { userId: String(organization.memberId) });
    expect(none.manifest.files.map((file: Data) => file.rows)).toEqual([0, 0, 0, 2, 1, 0, 0]);
  });

  it('has the same bytes for the same asOf, and otherwise records the instant of its snapshot', async () => {
    const [first, second] = [await takeout(organization), await takeout(organization)];
    const snapshotOf = async ({ row }: { row: Data }): Promise<string> =>
      (await organization.owner.data('query ($id: ID!) { export(id: $id) { snapshotAt } }', { id: row.id })).export
        .snapshotAt;
    expect(await snapshotOf(second)).not.toBe(await snapshotOf(first));
    expect(second.body.equals(first.body)).toBe(true);
    expect(second.row.file.sha256).toBe(first.row.file.sha256);
    const unbound = await takeout(organization, { asOf: undefined });
    expect([first.manifest.snapshotAt, unbound.manifest.snapshotAt, unbound.manifest.asOf]).toEqual([
      null,
      await snapshotOf(unbound),
      unbound.row.asOf,
    ]);
    expect(new Set(unzip(first.body).map(({ date }) => date)).size).toBe(1);
    const [one, other] = [
      await takeout(organization, { userId: String(ids.ada) }),
      await takeout(organization, { userId: String(ids.bob) }),
    ];
    expect(one.body.equals(other.body)).toBe(false);
  });

  it('opens in other programs', async () => {
    const { body, bodies } = await takeout(organization);
    const read = readWithOthers(body);
    if (!read) return;
    expect(read.bad).toBeNull();
    expect(read.entries.map(([name, bytes, date]) => [name, bytes, date])).toEqual(
      Object.entries(bodies).map(([name, each]) => [name, each.length, [2000, 1, 1, 12, 0, 0]]),
    );
    // Names are said to be UTF-8.
    expect(read.entries.every(([, , , flags]) => (flags & 0x800) !== 0)).toBe(true);
  });

  it('counts references that lead nowhere, and warns', async () => {
    const astray = await app.organization();
    const plans = await addParts(astray, 'plans', ['Gone', 'There']);
    await addUsers(app.app.dataSource, astray.id, [
      { username: 'x', planIds: [...plans.values()] },
      { username: 'y', planIds: [plans.get('Gone')!, ids.plans.get('Flex')!] },
    ]);
    await deleteRows(app.app.dataSource, 'plans', { id: plans.get('Gone')! });
    const { manifest, row } = await takeout(astray);
    expect(manifest.foreignKeys.find(({ from }: Data) => from.column === 'planIds')).toMatchObject({
      references: 4,
      unresolved: 3,
    });
    expect(row.warnings).toEqual(['3 of 4 values of planIds in users.csv have no row in plans.csv.']);
  });

  it('holds only headers for an empty organization', async () => {
    const empty = await app.organization();
    await deleteRows(app.app.dataSource, 'locations', { organizationId: empty.id });
    const { bodies, manifest } = await takeout(empty, { csv: { byteOrderMark: false, formulaGuard: false } });
    expect(manifest.files.map((file: Data) => file.rows)).toEqual([0, 0, 0, 0, 3, 0, 0]);
    expect(bodies['teams.csv']!.toString()).toBe('Identifier,Name,Archived at\r\n');
    expect(bodies['invoices.csv']!.toString().split('\r\n')).toEqual([expect.stringContaining('Number,'), '']);
    // Where there are no terms of its own, there is no column for them.
    expect(bodies['users.csv']!.toString()).not.toContain('Terms version');
  });

  it('preserves every naughty string in every text', async () => {
    const texts = naughtyStrings.map((text, index) => `${text.slice(0, 150).toWellFormed()}${index}`.toWellFormed());
    const naughty = await app.organization({ customProperties: [{ key: 'k', name: '=1+1,"' }] });
    const locations = await addParts(naughty, 'locations', texts);
    const plans = await addParts(naughty, 'plans', texts);
    const userIds = await addUsers(
      app.app.dataSource,
      naughty.id,
      texts.map((text, index) => ({
        username: `user-${index}`,
        bio: text,
        lastName: text,
        tags: [text, text],
        customValues: { k: text },
        planIds: [plans.get(text)!],
        primaryLocationId: locations.get(text)!,
      })),
    );
    await transact(app.app.dataSource, (manager) =>
      insertBookings(
        manager,
        naughty.id,
        texts.map((text, index) => ({
          userId: userIds[index]!,
          locationId: locations.get(text)!,
          reference: `R${index}`,
          resource: text,
          startsAt: new Date(index),
          endsAt: new Date(index),
          createdAt: new Date(index),
          status: 'PENDING',
        })),
      ),
    );
    const { rows } = await takeout(naughty, { csv: { byteOrderMark: true, formulaGuard: false } });
    const value = (text: string): string => text.replace(/[\\|]/g, '\\$&');
    expect(
      rows
        .users!.slice(3)
        .map((user) => [user.Bio, user['Last name'], user.Tags, user['=1+1,"'], user.Plans, user['Primary location']]),
    ).toEqual(texts.map((text) => [text, text, `${value(text)}|${value(text)}`, text, value(text), value(text)]));
    expect(rows.bookings!.map(({ Resource, Location }) => [Resource, Location])).toEqual(
      texts.map((text) => [text, text]),
    );
    expect(rows.locations!.slice(1).map(({ Name }) => Name)).toEqual(texts);
    expect(readWithOthers((await takeout(naughty)).body)?.bad ?? null).toBeNull();
  });

  it('holds each record once when it takes several batches', async () => {
    const large = await app.organization();
    const userIds = await addManyUsers(app.app.dataSource, large.id, 900);
    await addBookings(
      app.app.dataSource,
      large,
      Array.from({ length: 1201 }, (_unused, index) => ({
        userId: userIds[(index * 7) % 900]!,
        startsAt: '2026-03-01T00:00:00Z',
      })),
    );
    const { rows, manifest } = await takeout(large);
    expect(rows.users!.map(({ Identifier }) => Number(Identifier))).toEqual(
      [large.ownerId, large.adminId, large.memberId, ...userIds].sort((a, b) => a - b),
    );
    expect(new Set(rows.bookings!.map(({ Identifier }) => Identifier)).size).toBe(1201);
    expect(manifest.foreignKeys.map(({ references, unresolved }: Data) => [references, unresolved])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
      [1201, 0],
      [1201, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });

  it('refuses templates, columns, ids, filters and periods', async () => {
    const foreign = await app.organization();
    const cases: [object, string][] = [
      [{ format: 'CSV' }, 'input.format'],
      [{ format: 'XLSX' }, 'input.format'],
      [{ template: 'USER_SUMMARY' }, 'input.template'],
      [{ columns: ['email'] }, 'input.columns'],
      [{ ids: ['1'] }, 'input.ids'],
      [{ filter: {} }, 'input.filter'],
      [{ period: { preset: 'LAST_WEEK' } }, 'input.period'],
      [{ userId: 'x' }, 'input.userId'],
      [{ userId: '' }, 'input.userId'],
      [{ userId: '999999' }, 'input.userId'],
      [{ userId: String(foreign.memberId) }, 'input.userId'],
      [{ dataset: 'USERS' }, 'input.format'],
      [{ dataset: 'USERS', format: 'XLSX', csv: {} }, 'input.csv'],
    ];
    for (const [input, argument] of cases)
      expect([input, await organization.owner.refusal(start, { input: { ...whole, ...input } })]).toEqual([
        input,
        expect.objectContaining({ code: 'BAD_USER_INPUT', argument }),
      ]);
  });

  it('is previewed with the columns and the number of rows of each file', async () => {
    const { exportColumns } = await organization.owner.data(
      '{ exportColumns(dataset: ORGANIZATION) { key label group type multiValue available unavailableReason permissions } }',
    );
    const { manifest } = await takeout(organization);
    expect(exportColumns.map((column: Data) => [column.group, column.key, column.label, column.type])).toEqual(
      manifest.files.flatMap(({ name, columns }: Data) =>
        columns.map(({ key, header, type }: Data) => [name, `${name.replace('.csv', '')}.${key}`, header, type]),
      ),
    );
    expect(exportColumns.every((column: Data) => column.available && column.permissions.length === 0)).toBe(true);

    const preview =
      'query ($input: StartExportInput!) { previewExport(input: $input) { rows timezone asOf files { name rows } columns { key label } dropped { key } sample } }';
    const { previewExport: all } = await organization.owner.data(preview, { input: whole });
    expect(all).toMatchObject({
      rows: 19,
      timezone: 'America/New_York',
      asOf: whole.asOf,
      dropped: [],
      sample: [],
      files: fileNames.map((name, index) => ({ name, rows: [3, 2, 3, 2, 5, 2, 2][index] })),
    });
    expect(all.columns.map(({ key }: Data) => key)).toEqual(exportColumns.map(({ key }: Data) => key));
    const { previewExport: one } = await organization.owner.data(preview, {
      input: { ...whole, userId: String(ids.bob) },
    });
    expect(one.files.map(({ rows }: Data) => rows)).toEqual([1, 0, 0, 2, 1, 1, 1]);
    const { previewExport: users } = await organization.owner.data(preview, { input: { format: 'CSV' } });
    expect(users.files).toEqual([]);
  });
});
