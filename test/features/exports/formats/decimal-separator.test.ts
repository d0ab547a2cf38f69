import { type Cell, ColumnType } from '../../../../src/features/columns/column';
import type { Sheet } from '../../../../src/features/exports/formats/format';
import { CsvDelimiter, DecimalSeparator } from '../../../../src/platform/files/csv-dialect';
import { useOrganization, useTestApp } from '../../../support/apps/app';
import { download } from '../../../support/clients/client';
import { exportFile } from '../../../support/clients/exports';
import { addInvoices } from '../../../support/data/factories';
import { eachEngine } from '../../../support/databases/engines';
import { type TestColumns, writeFile } from '../../../support/files/formats';
import { findLibreOffice, openCsvWithLibreOffice, zipParts } from '../../../support/files/spreadsheets';

const { TEXT, MONEY, INTEGER, DATE, INSTANT, BOOLEAN } = ColumnType;
const columns: TestColumns = Object.entries({
  Text: TEXT,
  Amount: MONEY,
  Count: INTEGER,
  Date: DATE,
  Instant: INSTANT,
  Flag: BOOLEAN,
}).map(([label, type]) => ({ label, type }));
const rows: Cell[][] = [
  ['1.5', '12.10', 3, '2026-03-01', '2026-10-31T23:45:00.000+01:00', true],
  ['x', '-1234.505', 0.25, '2026-12-11', null, false],
  [null, '0.00', null, null, null, null],
];
const written = async (csv: Partial<NonNullable<Sheet['csv']>>): Promise<string> =>
  (
    await writeFile('CSV', { columns, csv: { byteOrderMark: false, formulaGuard: true, ...csv } }, rows)
  ).body.toString();

describe('the decimal separator of CSV files', () => {
  it('is a comma in numbers, and nowhere else', async () => {
    expect(await written({ delimiter: CsvDelimiter.SEMICOLON, decimalSeparator: DecimalSeparator.COMMA })).toBe(
      [
        'Text;Amount;Count;Date;Instant;Flag',
        '1.5;12,10;3;2026-03-01;2026-10-31T23:45:00.000+01:00;true',
        'x;-1234,505;0,25;2026-12-11;;false',
        ';0,00;;;;',
        '',
      ].join('\r\n'),
    );
    expect(await written({ delimiter: CsvDelimiter.SEMICOLON })).toContain('1.5;12.10;3;');
  });

  const libreOffice = findLibreOffice();
  (libreOffice ? it : it.skip).each([
    ['German', 1031],
    ['French', 1036],
    ['Dutch', 1043],
  ])(
    'makes numbers of amounts in a LibreOffice that is %s, and dates of dates alone',
    async (_language, languageId) => {
      const files = {
        comma: Buffer.from(
          await written({
            delimiter: CsvDelimiter.SEMICOLON,
            decimalSeparator: DecimalSeparator.COMMA,
            byteOrderMark: true,
          }),
        ),
        point: Buffer.from(await written({ delimiter: CsvDelimiter.SEMICOLON, byteOrderMark: true })),
      };
      const { comma, point } = await openCsvWithLibreOffice(libreOffice!, files, languageId);
      expect(comma!.slice(1).map(([, ...cells]) => cells.slice(0, 4))).toEqual([
        [12.1, 3, 'date 2026-03-01', '2026-10-31T23:45:00.000+01:00'],
        [-1234.505, 0.25, 'date 2026-12-11', null],
        [0, null, null, null],
      ]);
      // What the other separator comes to there.
      expect(typeof point![1]![1]).not.toBe('number');
    },
    120_000,
  );
});

eachEngine('an export with a decimal separator', ['sqlite'], (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganization(app);
  beforeAll(async () => {
    await addInvoices(app.app.dataSource, organization, [
      { userId: organization.memberId, issuedAt: '2026-03-10T10:00:00Z', totalMinor: 123_450 },
    ]);
  });

  const totals = async (csv: object): Promise<string | undefined> =>
    (
      await exportFile(organization.owner, { dataset: 'INVOICES', format: 'CSV', columns: ['total', 'currency'], csv })
    ).body
      .toString()
      .split('\r\n')[1];

  it.each([
    [{ delimiter: 'SEMICOLON' }, '1234,50;EUR'],
    [{ delimiter: 'SEMICOLON', decimalSeparator: 'POINT' }, '1234.50;EUR'],
    [{ delimiter: 'TAB' }, '1234.50\tEUR'],
    [{ delimiter: 'TAB', decimalSeparator: 'COMMA' }, '1234,50\tEUR'],
    [{}, '1234.50,EUR'],
    [{ delimiter: 'COMMA', decimalSeparator: 'POINT' }, '1234.50,EUR'],
  ])('writes with %j: %j', async (csv, line) => expect(await totals(csv)).toBe(line));

  it('uses it in every file of a ZIP and names it in the manifest', async () => {
    const { body } = await exportFile(organization.owner, {
      dataset: 'ORGANIZATION',
      format: 'ZIP',
      csv: { delimiter: 'SEMICOLON' },
    });
    const parts = zipParts(body);
    expect(JSON.parse(parts.get('manifest.json')!.toString()).csv).toMatchObject({
      delimiter: ';',
      decimalSeparator: ',',
    });
    expect(parts.get('invoices.csv')!.toString()).toContain(';1234,50;EUR;');
    expect(parts.get('users.csv')!.toString()).toContain(';1234,50;');
  });

  it('refuses a comma when the delimiter is a comma', async () => {
    const csv = { decimalSeparator: 'COMMA' };
    for (const input of [
      { format: 'CSV', csv },
      { dataset: 'ORGANIZATION', format: 'ZIP', csv },
    ]) {
      for (const operation of [
        'mutation ($input: StartExportInput!) { startExport(input: $input) { deduplicated } }',
        'query ($input: StartExportInput!) { previewExport(input: $input) { rows } }',
      ]) {
        expect(await organization.owner.refusal(operation, { input })).toMatchObject({
          code: 'BAD_USER_INPUT',
          argument: 'input.csv.decimalSeparator',
        });
      }
    }
  });

  it('applies to statistics as CSV, too', async () => {
    const get = async (options: string): Promise<{ status: number; body: Buffer }> =>
      download(
        `${app.url}/statistics.csv?of=invoices&from=2026-03&to=2026-03&columns=month,total,currency&bom=false${options}`,
        { authorization: `Bearer ${organization.owner.token}` },
      );
    expect((await get('&delimiter=SEMICOLON')).body.toString()).toBe('month;total;currency\r\n2026-03;1234,50;EUR\r\n');
    expect((await get('&delimiter=SEMICOLON&decimalSeparator=POINT')).body.toString()).toContain('2026-03;1234.50;EUR');
    expect((await get('&delimiter=TAB&decimalSeparator=COMMA')).body.toString()).toContain('2026-03\t1234,50\tEUR');
    expect((await get('')).body.toString()).toContain('2026-03,1234.50,EUR');
    for (const options of [
      '&decimalSeparator=COMMA',
      '&delimiter=COMMA&decimalSeparator=COMMA',
      '&decimalSeparator=x',
    ]) {
      const { status, body } = await get(options);
      expect([status, JSON.parse(body.toString()).errors[0].extensions]).toMatchObject([
        400,
        { code: 'BAD_USER_INPUT', argument: 'decimalSeparator' },
      ]);
    }
  });
});
