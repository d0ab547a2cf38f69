/** @slow */
import { customColumns } from '../../../src/features/columns/custom-columns';
import { useTestApp } from '../../support/apps/app';
import { exportFile } from '../../support/clients/exports';
import { addUsers } from '../../support/data/factories';
import { parseCsv } from '../../support/data/figures';
import { engines } from '../../support/databases/engines';
import { changeRows } from '../../support/databases/rows';
import { readWithExceljs } from '../../support/files/spreadsheets';

const named = (...names: string[]): { key: string; name: string }[] =>
  names.map((name, index) => ({ key: `p${index}`, name }));

describe('the columns of custom properties', () => {
  const app = useTestApp(engines[0]!);

  const headerOf = async (
    properties: { key: string; name: string }[],
    customTermsEnabled = false,
  ): Promise<string[]> => {
    const { owner } = await app.organization({ customProperties: properties, customTermsEnabled });
    const { body } = await exportFile(owner, { format: 'CSV', columns: properties.map(({ key }) => `custom.${key}`) });
    return parseCsv(body)[0]!;
  };

  it('have unique headers, ignoring case', async () => {
    expect(await headerOf(named('Email', 'email', 'Locker', 'LOCKER', 'Locker (2)', 'Terms version'))).toEqual([
      'Email (2)',
      'email (3)',
      'Locker',
      'LOCKER (2)',
      'Locker (2) (2)',
      'Terms version (2)',
    ]);
  });

  it('guard names that look like formulas', async () => {
    expect(await headerOf(named('=1+1', '@SUM(A1)', "'=quoted", '+', '-'))).toEqual([
      "'=1+1",
      "'@SUM(A1)",
      "''=quoted",
      "'+",
      "'-",
    ]);
  });

  it('allow line breaks, quotes and commas in names', async () => {
    expect(await headerOf(named('two\nlines', 'two\r\nlines', 'say "hi", ok', 'ünï|côde\\'))).toEqual([
      'two\nlines',
      'two\r\nlines',
      'say "hi", ok',
      'ünï|côde\\',
    ]);
  });

  it('hold only texts, whatever the keys are', async () => {
    const properties = ['constructor', 'toString', 'hasOwnProperty', '__proto__'].map((key) => ({ key, name: key }));
    const organization = await app.organization({ customProperties: properties });
    const values = JSON.parse('{"constructor":"a","__proto__":"b"}') as Record<string, string>;
    const [some, none] = await addUsers(app.app.dataSource, organization.id, [
      { username: 'some', customValues: values },
      { username: 'none' },
    ]);
    const { body } = await exportFile(organization.owner, {
      format: 'CSV',
      columns: ['firstName', ...properties.map(({ key }) => `custom.${key}`)],
      ids: [some, none],
    });
    expect(parseCsv(body).slice(1)).toEqual([
      ['', 'a', '', '', 'b'],
      ['', '', '', '', ''],
    ]);
    const { users } = await organization.owner.data(
      'query ($ids: [ID!]) { users(filter: { ids: $ids }) { nodes { customProperties { key value } } } }',
      { ids: [some, none] },
    );
    const shown = users.nodes.map((node: { customProperties: { value: string | null }[] }) =>
      node.customProperties.map(({ value }) => value),
    );
    expect(shown).toEqual([
      ['a', null, null, 'b'],
      [null, null, null, null],
    ]);
  });

  it('convert other stored values to text', async () => {
    const organization = await app.organization({ customProperties: named('Zero', 'One', 'Two', 'Three') });
    const [userId] = await addUsers(app.app.dataSource, organization.id, [{ username: 'strange' }]);
    await changeRows(
      app.app.dataSource,
      'users',
      { id: userId! },
      { customValues: '{"p0":{"formula":"1+1"},"p1":5,"p2":null,"p3":["=a"]}' },
    );
    for (const format of ['CSV', 'XLSX']) {
      const { body, row } = await exportFile(organization.owner, {
        format,
        columns: ['custom.p0', 'custom.p1', 'custom.p2', 'custom.p3'],
        ids: [userId],
      });
      expect(row.state).toBe('COMPLETED');
      if (format === 'CSV') expect(parseCsv(body)[1]).toEqual(['{"formula":"1+1"}', '5', '', '["=a"]']);
    }
  });

  it('number ten thousand columns with one name', async () => {
    const columns = customColumns(
      Array.from({ length: 10_000 }, (_unused, index) => ({ key: `p${index}`, name: 'Same' })),
    );
    expect(new Set(columns.map(({ label }) => label)).size).toBe(10_000);
    expect(columns.at(-1)!.label).toBe('Same (10000)');
  });

  it.each([10_000, 17_000])(
    'have unique headers in files with %d of them, and fill a sheet up to its limit',
    async (count) => {
      const terms = ['termsVersion', 'termsAgreedDate'];
      const odd = ['=1+1', 'Email', 'two\nlines', '@two\r\nlines', '', ' '];
      const organization = await app.organization({
        customProperties: Array.from({ length: count }, (_unused, index) => ({
          key: `p${index}`,
          name: odd[index] ?? (index % 2 ? 'Same' : 'SAME'),
        })),
      });
      const [userId] = await addUsers(app.app.dataSource, organization.id, [
        {
          username: 'full',
          customValues: Object.fromEntries([0, 1, 9_999, count - 1].map((index) => [`p${index}`, `=${index}`])),
        },
      ]);
      const input = { ids: [String(userId)] };
      const {
        body,
        row: { warnings },
      } = await exportFile(organization.owner, { ...input, format: 'CSV' });
      const [header, values] = parseCsv(body) as [string[], string[]];
      expect([header.length, new Set(header.map((each) => each.toLowerCase())).size, warnings]).toEqual([
        46 + count,
        46 + count,
        [],
      ]);
      expect(header.filter((each) => /^[=+@-]/.test(each))).toEqual([]);
      expect(header.slice(46, 50)).toEqual(["'=1+1", 'Email (2)', 'two\nlines', "'@two\r\nlines"]);
      expect([values[46], values[47], values.at(-1)]).toEqual(["'=0", "'=1", `'=${count - 1}`]);

      const beyond = Math.max(0, 46 + count - 16_384);
      const { body: workbook, row } = await exportFile(organization.owner, { ...input, format: 'XLSX' });
      expect(row.warnings).toEqual(
        beyond === 0
          ? []
          : [
              `${beyond} columns were omitted: an Excel sheet has at most 16,384 columns. A CSV file can have all of them.`,
            ],
      );
      const [sheet] = await readWithExceljs(workbook);
      expect([
        sheet!.rows[0]!.length,
        new Set(sheet!.rows[0]!.map((each) => String(each).toLowerCase())).size,
        sheet!.formulas,
      ]).toEqual([46 + count - beyond, 46 + count - beyond, 0]);
      expect(sheet!.rows[1]!.slice(46, 48)).toEqual(['=0', '=1']);
      const { previewExport } = await organization.owner.data(
        'query ($input: StartExportInput!) { previewExport(input: $input) { columns { key } dropped { key reason } } }',
        { input: { ...input, format: 'XLSX' } },
      );
      expect([previewExport.columns.length, previewExport.dropped.length]).toEqual([
        46 + count - beyond,
        terms.length + beyond,
      ]);
      if (beyond > 0)
        expect(previewExport.dropped.at(-1)).toEqual({
          key: `custom.p${count - 1}`,
          reason: 'An Excel sheet has at most 16,384 columns.',
        });
    },
  );
});
