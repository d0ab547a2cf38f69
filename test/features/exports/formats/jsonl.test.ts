import { splitValues } from '../../../../src/features/columns/multi-value';
import { useOrganization, useTestApp } from '../../../support/apps/app';
import type { Data } from '../../../support/clients/client';
import { exportFile } from '../../../support/clients/exports';
import { addBookings, addInvoices, addUsers } from '../../../support/data/factories';
import { parseCsv } from '../../../support/data/figures';
import { acceptableStrings } from '../../../support/data/naughty-strings';
import { eachEngine } from '../../../support/databases/engines';
import { readRows } from '../../../support/databases/rows';

const linesOf = (body: Buffer): Data[] =>
  body
    .toString('utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

/** The value that a cell of a CSV file has in JSON Lines. */
function expectedValue(cell: string, { type, multiValue }: Data): unknown {
  if (cell === '') return null;
  if (multiValue) return splitValues(cell);
  if (type === 'INTEGER') return Number(cell);
  if (type === 'BOOLEAN') return cell === 'true';
  return type === 'INSTANT' ? new Date(cell).toISOString() : cell;
}

eachEngine('JSON Lines', (engine) => {
  const app = useTestApp(engine);
  const here = useOrganization(app, { timezone: 'Asia/Kathmandu' });

  beforeAll(async () => {
    const { dataSource } = app.app;
    const ids = await addUsers(
      dataSource,
      here.id,
      acceptableStrings.map((text, index) => ({
        username: `u${index}`,
        firstName: text.slice(0, 100),
        bio: text,
        skills: index % 3 === 0 ? [] : [text, 'a|b', 'c\\d'],
        lastLoginAt: index % 2 === 0 ? null : new Date(1_780_000_000_000 + index),
      })),
    );
    const at = '2026-03-10T08:15:00.001Z';
    await addBookings(dataSource, here, [{ userId: ids[0]!, startsAt: at, createdAt: at }]);
    await addInvoices(dataSource, here, [{ userId: ids[0]!, issuedAt: at, totalMinor: -1205 }]);
  });

  it.each(['USERS', 'BOOKINGS', 'INVOICES'])('has the values of the CSV file of %s', async (dataset) => {
    const { exportColumns } = await here.owner.data(
      'query ($dataset: ExportDataset!) { exportColumns(dataset: $dataset) { key type multiValue available } }',
      { dataset },
    );
    const columns: Data[] = exportColumns.filter(({ available }: Data) => available);
    const input = { dataset, columns: columns.map(({ key }) => key), asOf: '2026-03-15T12:00:00Z' };
    const { row, body } = await exportFile(here.owner, { ...input, format: 'JSONL' });
    const csv = { byteOrderMark: false, formulaGuard: false };
    const rows = parseCsv((await exportFile(here.owner, { ...input, format: 'CSV', csv })).body).slice(1);
    expect(row.file).toMatchObject({ contentType: 'application/jsonl', rows: rows.length });
    expect(row.file.name).toMatch(/\.jsonl$/);
    const lines = linesOf(body);
    expect(lines.map((line) => Object.keys(line))).toEqual(rows.map(() => input.columns));
    // CSV has one text for a missing and for an empty value.
    const values = lines.map((line) => Object.values(line).map((value) => (value === '' ? null : value)));
    expect(values).toEqual(rows.map((cells) => cells.map((cell, index) => expectedValue(cell, columns[index]!))));
  });

  it('equals the preview', async () => {
    const input = { format: 'JSONL', dataset: 'INVOICES', columns: ['issuedAt', 'total', 'number'] };
    const { previewExport } = await here.owner.data(
      'query ($input: StartExportInput!) { previewExport(input: $input) { rows columns { label } sample } }',
      { input },
    );
    const [line] = linesOf((await exportFile(here.owner, input)).body);
    expect(line).toMatchObject({ issuedAt: '2026-03-10T08:15:00.001Z', total: '-12.05' });
    expect(previewExport).toEqual({
      rows: 1,
      columns: input.columns.map((label) => ({ label })),
      sample: [Object.values(line!)],
    });
  });

  it('is listed by its format and named in mails', async () => {
    await exportFile(here.owner, { format: 'JSONL', columns: ['username'] });
    const { exports } = await here.owner.data('{ exports(formats: [JSONL]) { nodes { format } } }');
    expect(new Set(exports.nodes.map(({ format }: Data) => format))).toEqual(new Set(['JSONL']));
    const notices = await readRows(app.app.dataSource, 'notices', { kind: 'EXPORT_COMPLETED' }, ['details']);
    expect(JSON.stringify(notices)).toContain('users (JSONL)');
  });

  it('refuses the options of CSV files and the dataset ORGANIZATION', async () => {
    const start = 'mutation ($input: StartExportInput!) { startExport(input: $input) { export { id } } }';
    const refusalOf = async (input: object) =>
      (await here.owner.gql(start, { input: { format: 'JSONL', ...input } })).errors![0]!.extensions;
    expect(await refusalOf({ csv: { byteOrderMark: false } })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'input.csv',
    });
    expect(await refusalOf({ dataset: 'ORGANIZATION' })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'input.format',
    });
  });
});
