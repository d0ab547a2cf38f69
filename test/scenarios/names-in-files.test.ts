import { parse } from 'csv-parse/sync';
import { tablesOf } from '../../src/console/explorer/answer-table';
import { csvOf } from '../../src/console/explorer/csv';
import { bookingStatistics } from '../../src/features/statistics/definitions/booking-statistics';
import { invoiceStatistics } from '../../src/features/statistics/definitions/invoice-statistics';
import { userStatistics } from '../../src/features/statistics/definitions/user-statistics';
import { mailAddresses, userTexts } from '../../src/features/users/user-texts';
import { type SignedInOrganization, useTestApp } from '../support/apps/app';
import { run } from '../support/clients/changes';
import { type Data, download } from '../support/clients/client';
import { exportFile } from '../support/clients/exports';
import { applyImport, checkFile, readPlan, untilState } from '../support/clients/imports';
import { addReferenceItems, addUsers } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { readWithExceljs } from '../support/files/spreadsheets';
import { unzip } from '../support/files/zips';

// A separator of lists, what escapes it, what CSV quotes, and the start of a formula.
const name = '=Odd|\\"name",';
const inList = '=Odd\\|\\\\"name",';
const [list, listOfOne] = [`${inList}|second`, inList];
const guard = (text: string): string => (text.startsWith('=') ? `'${text}` : text);

/** Texts that are no names: ids, fixed values, and addresses. */
const others: Record<string, string[]> = {
  USERS: [...mailAddresses, 'id', 'role', 'status'],
  BOOKINGS: ['email', 'id', 'status'],
  INVOICES: ['currency', 'email', 'id', 'status'],
};

type Row = Record<string, unknown>;

eachEngine('a name in files', (engine) => {
  const app = useTestApp(engine);
  let organization: SignedInOrganization;
  const at = { startsAt: '2026-03-10T10:00:00Z', endsAt: '2026-03-10T11:00:00Z' };

  beforeAll(async () => {
    organization = await app.organization({ customProperties: [{ key: 'locker', name }], customTermsEnabled: true });
    const { dataSource } = app.app;
    const add = (table: 'locations' | 'teams' | 'plans', names: string[]): Promise<number[]> =>
      addReferenceItems(dataSource, table, organization.id, names);
    const [locationId] = await add('locations', [name, 'second']);
    const [teamId] = await add('teams', [name, 'second']);
    const [userId] = await addUsers(dataSource, organization.id, [
      {
        ...Object.fromEntries(userTexts.map((field) => [field, name])),
        username: name,
        ...Object.fromEntries(mailAddresses.map((field) => [field, `${field.toLowerCase()}@example.test`])),
        skills: [name, 'second'],
        tags: [name, 'second'],
        externalPrimaryLocations: [name, 'second'],
        planIds: await add('plans', [name, 'second']),
        teamId: teamId!,
        primaryLocationId: locationId!,
        customValues: { locker: name },
      },
    ]);
    const { owner } = organization;
    const ids = { userId: String(userId), locationId: String(locationId) };
    const { id } = await run(owner, 'createBooking', {
      ...ids,
      ...at,
      reference: name,
      resource: name,
      status: 'CONFIRMED',
    });
    await run(owner, 'issueInvoice', { ...ids, bookingId: id, number: name, issuedAt: at.startsAt, totalMinor: 100 });
  });

  const columnsOf = async (dataset: string): Promise<Data[]> =>
    (
      await organization.owner.data(
        'query ($dataset: ExportDataset!) { exportColumns(dataset: $dataset) { key label type multiValue available mappable } }',
        { dataset },
      )
    ).exportColumns.filter(({ available }: Data) => available);

  const exported = async (dataset: string, format: string, columns: readonly Data[]): Promise<Buffer> => {
    const filter = dataset === 'USERS' ? { users: { search: name } } : null;
    const keys = columns.map(({ key }) => key);
    return (await exportFile(organization.owner, { dataset, format, columns: keys, filter })).body;
  };

  /** The only row of a file, by the keys of its columns. */
  async function rowOf(body: Buffer, format: string, columns: readonly Data[]): Promise<Row> {
    if (format === 'JSONL') return JSON.parse(body.toString());
    const rows: unknown[][] = format === 'XLSX' ? (await readWithExceljs(body))[0]!.rows : parse(body, { bom: true });
    expect(rows).toHaveLength(2);
    return Object.fromEntries(columns.map(({ key }, index) => [key, rows[1]![index]]));
  }

  const spelled = (format: string, { key, multiValue }: Data): unknown => {
    const isOne = key === 'primaryLocation';
    const single = key === 'displayName' ? `${name} ${name}` : name;
    if (format === 'JSONL') return multiValue ? (isOne ? [name] : [name, 'second']) : single;
    const cell = multiValue ? (isOne ? listOfOne : list) : single;
    return format === 'CSV' ? guard(cell) : cell;
  };

  describe.each(Object.keys(others))('of %s', (dataset) => {
    it.each(['CSV', 'XLSX', 'JSONL'])('is escaped in lists, and nowhere else, in every column: %s', async (format) => {
      const columns = await columnsOf(dataset);
      const row = await rowOf(await exported(dataset, format, columns), format, columns);
      const names = columns.filter(({ key }) => JSON.stringify(row[key] ?? null).includes('Odd'));
      for (const column of names) expect([column.key, row[column.key]]).toEqual([column.key, spelled(format, column)]);
      const texts = columns.filter(({ type }) => type === 'TEXT');
      expect(
        texts
          .filter((column) => !names.includes(column))
          .map(({ key }) => key)
          .sort(),
      ).toEqual([...others[dataset]!].sort());
    });

    it.each(['CSV', 'XLSX'])('is the same when %s comes back, and makes the same record', async (format) => {
      const { owner } = organization;
      const columns = (await columnsOf(dataset)).filter(
        ({ mappable, key }) => mappable && !['email', 'id'].includes(key),
      );
      const file = await exported(dataset, format, columns);
      const fileName = `file.${format.toLowerCase()}`;
      const same = await checkFile(owner, file, { dataset, fileName });
      expect(await readPlan(owner, same.id)).toMatchObject({
        changed: 0,
        unchanged: 1,
        failed: 0,
        errors: { nodes: [] },
      });
      if (format !== 'CSV') return;
      const keyColumn = { USERS: 'username', BOOKINGS: 'reference', INVOICES: 'number' }[dataset]!;
      const [header, cells]: [string[], string[]] = parse(file, { bom: true }) as [string[], string[]];
      cells[columns.findIndex(({ key }) => key === keyColumn)] = 'Copy';
      const quoted = [header, cells].map((texts) => texts.map((text) => `"${text.replaceAll('"', '""')}"`).join(','));
      const copy = await checkFile(owner, quoted.join('\r\n'), { dataset, fileName, createMissing: true });
      expect(await readPlan(owner, copy.id)).toMatchObject({ created: 1, failed: 0, errors: { nodes: [] } });
      await owner.data(applyImport, { id: copy.id });
      await untilState(owner, copy.id, ['COMPLETED']);
      const [field, argument] = {
        USERS: ['users', 'search'],
        BOOKINGS: ['bookings', 'references'],
        INVOICES: ['invoices', 'numbers'],
      }[dataset]!;
      const filter = { [field!]: { [argument!]: argument === 'search' ? 'Copy' : ['Copy'] } };
      const keys = columns.map(({ key }) => key);
      const { body } = await exportFile(owner, { dataset, format, columns: keys, filter });
      expect(parse(body, { bom: true })).toEqual([header, cells]);
      // Other tests read the only record.
      const { id: undo } = (await owner.data('mutation ($id: ID!) { undoImport(id: $id) { id } }', { id: copy.id }))
        .undoImport;
      await untilState(owner, undo, ['READY']);
      await owner.data(applyImport, { id: undo });
      await untilState(owner, undo, ['COMPLETED']);
    });
  });

  it('is escaped in lists, and nowhere else, in every file of a full export', async () => {
    const { body } = await exportFile(organization.owner, { dataset: 'ORGANIZATION', format: 'ZIP' });
    const parts = new Map(unzip(body).map((part) => [part.name, part.body]));
    const manifest = JSON.parse(parts.get('manifest.json')!.toString());
    const seen: string[] = [];
    for (const { name: file, columns } of manifest.files as Data[]) {
      const rows: string[][] = parse(parts.get(file)!, { bom: true });
      for (const cells of rows.slice(1))
        for (const [index, cell] of cells.entries()) {
          if (!cell.includes('Odd')) continue;
          const column = columns[index];
          seen.push(`${file} ${column.key}`);
          expect([file, column.key, cell]).toEqual([file, column.key, spelled('CSV', column)]);
        }
    }
    for (const column of ['users.csv team', 'locations.csv name', 'bookings.csv location', 'invoices.csv booking'])
      expect(seen).toContain(column);
    for (const dataset of ['USERS', 'BOOKINGS', 'INVOICES']) {
      const file = parts.get(`${dataset.toLowerCase()}.csv`)!;
      const { id } = await checkFile(organization.owner, file, { dataset });
      expect(await readPlan(organization.owner, id)).toMatchObject({ changed: 0, failed: 0, errors: { nodes: [] } });
    }
  });

  it.each([
    ['bookings', bookingStatistics],
    ['invoices', invoiceStatistics],
    ['users', userStatistics],
  ])('is the same in statistics of %s by every dimension', async (of, { dimensions }) => {
    const { owner } = organization;
    const names = Object.entries(dimensions).filter(([, { field }]) => field.type === String);
    expect(names.length).toBeGreaterThan(5);
    for (const [dimension, { field }] of names) {
      const parameters = {
        of,
        from: '2025-01',
        to: '2026-03',
        granularity: 'WHOLE',
        groupBy: dimension,
        columns: field.name,
      };
      const { status, body } = await download(
        `${owner.url}/statistics.csv?${String(new URLSearchParams(parameters))}`,
        {
          authorization: `Bearer ${owner.token}`,
        },
      );
      expect(status).toBe(200);
      const rows: string[][] = parse(body, { bom: true });
      expect([dimension, rows.flat()]).toEqual([dimension, expect.arrayContaining([field.name, guard(name)])]);
    }
  });

  it('is the same in CSV files of the explorer', async () => {
    const answer = await organization.owner.data(
      `query ($name: String!) { users(filter: { search: $name }) { nodes {
        username company teamRef { name } primaryLocationRef { name } plans tags skills externalPrimaryLocations
      } } }`,
      { name },
    );
    const [table] = tablesOf(answer);
    const [header, cells]: string[][] = parse(csvOf(table!.columns, table!.rows), { bom: true });
    expect(Object.fromEntries(header!.map((column, index) => [column, cells![index]]))).toEqual({
      ...Object.fromEntries(
        ['username', 'company', 'teamRef.name', 'primaryLocationRef.name'].map((one) => [one, guard(name)]),
      ),
      ...Object.fromEntries(['plans', 'tags', 'skills', 'externalPrimaryLocations'].map((many) => [many, guard(list)])),
    });
  });
});
