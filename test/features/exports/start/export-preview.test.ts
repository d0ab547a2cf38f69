/** @slow */
import { useOrganization, useTestApp } from '../../../support/apps/app';
import type { Data } from '../../../support/clients/client';
import { exportFile } from '../../../support/clients/exports';
import { addUsers } from '../../../support/data/factories';
import { addRandomRows, parseCsv, zoneMonths } from '../../../support/data/figures';
import { naughtyStrings } from '../../../support/data/naughty-strings';
import { eachEngine } from '../../../support/databases/engines';
import { changeRows, countRows } from '../../../support/databases/rows';
import { type ReadCell, readWithExceljs } from '../../../support/files/spreadsheets';

const preview = `query ($input: StartExportInput!) {
  previewExport(input: $input) { rows asOf timezone period { start end by from before } columns { key label type } dropped { key reason } sample }
}`;
const months = zoneMonths[0]!;
const asOf = new Date(months.starts[2]).toISOString();

// Every dataset, template and option, and selections that leave all, a few or none.
const inputs: Data[] = [
  { template: 'USER_SUMMARY' },
  { template: 'USER_ACCOUNTS' },
  { template: 'USER_MANAGEMENT' },
  { dataset: 'BOOKINGS' },
  { dataset: 'INVOICES' },
  { columns: ['username', 'invoicedAllTime', 'lastLogin', 'hasBooked'] },
  { filter: { users: { hasBooked: true, bookingsThisMonth: { gte: 1 } } } },
  { period: { preset: 'LAST_3_MONTHS', by: 'LAST_LOGIN' } },
  { ids: [] },
  { dataset: 'BOOKINGS', filter: { bookings: { users: { search: 'user-1' } } } },
  { dataset: 'BOOKINGS', period: { start: '2015-10-01', end: '2015-11-01', by: 'STARTS' } },
  { dataset: 'BOOKINGS', period: { preset: 'PREVIOUS_QUARTER', by: 'STARTS' } },
  { dataset: 'INVOICES', columns: ['total', 'number'], filter: { invoices: { status: ['VOID'] } } },
  { dataset: 'INVOICES', period: { start: '2015-11-01', end: '2015-11-30', by: 'ISSUED' } },
];

eachEngine('previewExport', (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganization(app, {
    timezone: months.zone,
    customProperties: [{ key: 'p', name: '=Formula' }],
  });
  beforeAll(async () => {
    // Naughty ones first, because the sample holds ten.
    const ids = await addUsers(
      app.app.dataSource,
      organization.id,
      Array.from({ length: 40 }, (_unused, index) => {
        const text = (shift: number): string =>
          naughtyStrings[(index * 11 + shift) % naughtyStrings.length]!.slice(0, 60).toWellFormed();
        return {
          username: `user-${index}`,
          firstName: text(0),
          lastName: text(1),
          email: text(2),
          phone: text(3),
          bio: text(4),
          sponsor: text(5),
          tags: [text(6) || 'x'],
          customValues: { p: text(7) },
          lastLoginAt: index % 3 ? new Date(app.clock.now().getTime() - index * 86_400_000 * 5) : null,
          locationServicesOn: index % 2 === 0,
        };
      }),
    );
    await addRandomRows(app.app.dataSource, organization, ids, months, 5);
    await changeRows(
      app.app.dataSource,
      'users',
      { id: organization.memberId },
      { username: 'zoé', email: `${'long '.repeat(39)}x` },
    );
  });

  const counts = async (): Promise<unknown[]> => {
    const tables = ['exports', 'audit_events', 'export_templates', 'users', 'bookings'];
    return Promise.all(tables.map((table) => countRows(app.app.dataSource, table)));
  };
  const previewOf = async (input: object): Promise<Data> =>
    (await organization.owner.data(preview, { input: { asOf, ...input } })).previewExport;

  it('writes nothing', async () => {
    const before = await counts();
    for (const input of inputs) await previewOf({ format: 'XLSX', ...input });
    expect(await counts()).toEqual(before);
  });

  it.each(inputs)(
    'returns the header, the first ten lines and the number of rows of the CSV file: %j',
    async (input) => {
      for (const csv of [
        null,
        { formulaGuard: false, byteOrderMark: false },
        { delimiter: 'TAB', decimalSeparator: 'COMMA' },
      ]) {
        const asked = { format: 'CSV', asOf, csv, ...input };
        const { rows, columns, sample, timezone, ...rest } = await previewOf(asked);
        const { body, row } = await exportFile(organization.owner, asked);
        const [header, ...lines] = parseCsv(body, csv && 'delimiter' in csv ? '\t' : ',');
        expect(columns.map(({ label }: Data) => label)).toEqual(header);
        expect(sample).toEqual(lines.slice(0, 10));
        expect([rows, row.file.rows]).toEqual([lines.length, lines.length]);
        expect([timezone, rest.asOf]).toEqual([months.zone, asOf]);
        const { export: made } = await organization.owner.data(
          'query ($id: ID!) { export(id: $id) { columnKeys selection { period { start end by from before } } } }',
          { id: row.id },
        );
        expect(columns.map(({ key }: Data) => key)).toEqual(made.columnKeys);
        expect(rest.period).toEqual(made.selection.period);
      }
    },
  );

  it.each(inputs.slice(0, 6))('returns what the cells of the workbook show: %j', async (input) => {
    const { columns, sample, rows } = await previewOf({ format: 'XLSX', ...input });
    const [sheet] = await readWithExceljs(
      (await exportFile(organization.owner, { format: 'XLSX', asOf, ...input })).body,
    );
    expect(sheet!.rows.length).toBe(rows + 1);
    // exceljs shows `_x005F_` as it is written, and instants only as dates.
    const asRead = (cell: ReadCell): string =>
      cell === null
        ? ''
        : typeof cell === 'boolean'
          ? String(cell).toUpperCase()
          : String(cell)
              .replace(/^date /, '')
              .replaceAll('_x005F_', '_');
    const amounts = (row: ReadCell[]): ReadCell[] =>
      row.map((cell, index) => (columns[index].type === 'MONEY' && typeof cell === 'number' ? cell.toFixed(2) : cell));
    const dates = (cells: string[]): string[] =>
      cells.map((cell, index) => (columns[index].type === 'INSTANT' ? cell.slice(0, 10) : cell));
    expect(columns.map(({ label }: Data) => label)).toEqual(sheet!.rows[0]!.map(asRead));
    expect(sample.map(dates)).toEqual(sheet!.rows.slice(1, 11).map((row) => amounts(row).map(asRead)));
  });

  it('measures from the current instant by default', async () => {
    const { previewExport } = await organization.owner.data(preview, { input: { format: 'CSV' } });
    expect(previewExport.asOf).toBe(app.clock.now().toISOString());
  });

  it('returns the omitted columns of the template with the reasons', async () => {
    const { dropped, columns } = await previewOf({ format: 'CSV', template: 'USER_SUMMARY' });
    expect(dropped).toEqual(
      ['termsVersion', 'termsAgreedDate'].map((key) => ({
        key,
        reason: 'This organization has no custom terms of service.',
      })),
    );
    expect(columns).toHaveLength(47);
    expect(columns.at(-1)).toEqual({ key: 'custom.p', label: "'=Formula", type: 'TEXT' });
    expect((await previewOf({ format: 'CSV', dataset: 'BOOKINGS' })).dropped).toEqual([]);
  });

  it.each([
    [{ ids: ['999999'] }, 'input.ids'],
    [{ columns: ['nothing'] }, 'input.columns'],
    [{ template: 'NOPE' }, 'input.template'],
    [{ dataset: 'BOOKINGS', filter: { users: {} } }, 'input.filter.users'],
    [{ period: { start: '2026-02-01', end: '2026-01-01' } }, 'input.period.end'],
  ])('is refused like the export: %j', async (input, argument) => {
    expect(await organization.owner.refusal(preview, { input: { format: 'CSV', ...input } })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument,
    });
  });
});
