import { createTestApp, type TestApp } from '../../support/app';
import { engines } from '../../support/engines';
import { exportFile } from '../../support/exports';
import { addUsers } from '../../support/factories';
import { parseCsv } from '../../support/figures';
import { customColumns } from '../../../src/features/columns/user-columns';

const named = (...names: string[]): { key: string; name: string }[] => names.map((name, index) => ({ key: `p${index}`, name }));

describe('columns of custom properties', () => {
  let app: TestApp;
  beforeAll(async () => void (app = await createTestApp(engines[0]!)));
  afterAll(() => app?.stop());

  const headerOf = async (properties: { key: string; name: string }[], customTermsEnabled = false): Promise<string[]> => {
    const { owner } = await app.organization({ customProperties: properties, customTermsEnabled });
    const { body } = await exportFile(owner, { format: 'CSV', columns: properties.map(({ key }) => `custom.${key}`) });
    return parseCsv(body)[0]!;
  };

  it('never share a header with a fixed column or with each other, whatever the case', async () => {
    expect(await headerOf(named('Email', 'email', 'Locker', 'LOCKER', 'Locker (2)', 'Terms version'))).toEqual(['Email (2)', 'email (3)', 'Locker', 'LOCKER (2)', 'Locker (2) (2)', 'Terms version (2)']);
  });

  it('keep a property whose name looks like a formula from being one', async () => {
    expect(await headerOf(named('=1+1', '@SUM(A1)', "'=quoted", '+', '-'))).toEqual(["'=1+1", "'@SUM(A1)", "''=quoted", "'+", "'-"]);
  });

  it('may have line breaks, quotes and commas in their names', async () => {
    expect(await headerOf(named('two\nlines', 'two\r\nlines', 'say "hi", ok', 'ünï|côde\\'))).toEqual(['two\nlines', 'two\r\nlines', 'say "hi", ok', 'ünï|côde\\']);
  });

  it('and their values are nothing but texts, whatever their keys are called', async () => {
    const properties = ['constructor', 'toString', 'hasOwnProperty', '__proto__'].map((key) => ({ key, name: key }));
    const organization = await app.organization({ customProperties: properties });
    const values = JSON.parse('{"constructor":"a","__proto__":"b"}') as Record<string, string>;
    const [some, none] = await addUsers(app.app.dataSource, organization.id, [{ username: 'some', customValues: values }, { username: 'none' }]);
    const { body } = await exportFile(organization.owner, { format: 'CSV', columns: ['firstName', ...properties.map(({ key }) => `custom.${key}`)], ids: [some, none] });
    expect(parseCsv(body).slice(1)).toEqual([['', 'a', '', '', 'b'], ['', '', '', '', '']]);
    const { users } = await organization.owner.data('query ($ids: [ID!]) { users(filter: { ids: $ids }) { nodes { customProperties { key value } } } }', { ids: [some, none] });
    const shown = users.nodes.map((node: { customProperties: { value: string | null }[] }) => node.customProperties.map(({ value }) => value));
    expect(shown).toEqual([['a', null, null, 'b'], [null, null, null, null]]);
  });

  it('become text where the database holds something else', async () => {
    const organization = await app.organization({ customProperties: named('Zero', 'One', 'Two', 'Three') });
    const [userId] = await addUsers(app.app.dataSource, organization.id, [{ username: 'strange' }]);
    await app.app.dataSource.query('UPDATE users SET customValues = ? WHERE id = ?', ['{"p0":{"formula":"1+1"},"p1":5,"p2":null,"p3":["=a"]}', userId]);
    for (const format of ['CSV', 'XLSX']) {
      const { body, row } = await exportFile(organization.owner, { format, columns: ['custom.p0', 'custom.p1', 'custom.p2', 'custom.p3'], ids: [userId] });
      expect(row.state).toBe('COMPLETED');
      if (format === 'CSV') expect(parseCsv(body)[1]).toEqual(['{"formula":"1+1"}', '5', '', '["=a"]']);
    }
  });

  it('may be ten thousand, all of one name', async () => {
    const startedAtMs = performance.now();
    const columns = customColumns(Array.from({ length: 10_000 }, (_unused, index) => ({ key: `p${index}`, name: 'Same' })));
    expect(performance.now() - startedAtMs).toBeLessThan(1000);
    expect(new Set(columns.map(({ label }) => label)).size).toBe(10_000);
    expect(columns.at(-1)!.label).toBe('Same (10000)');
  });
});
