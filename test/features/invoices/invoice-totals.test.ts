/** @slow */
import { decimalOf, decimalsOf, minorUnitsOf } from '../../../src/features/invoices/money';
import { useTestApp } from '../../support/apps/app';
import { exportFile } from '../../support/clients/exports';
import { addInvoices, addUsers, type TestInvoice } from '../../support/data/factories';
import { parseCsv } from '../../support/data/figures';
import { eachEngine } from '../../support/databases/engines';

const columns = ['invoicedThisMonth', 'invoicedLastMonth', 'invoicedAllTime'];
const totals =
  'invoicing { thisMonth { minorUnits currency decimal } lastMonth { minorUnits currency decimal } allTime { minorUnits currency decimal } }';

eachEngine('User.invoicing', ['sqlite', 'mariadb'], (engine) => {
  const app = useTestApp(engine);

  async function totalsOf(currency: string, invoices: readonly Omit<TestInvoice, 'userId'>[]) {
    const organization = await app.organization({ currency });
    const [userId] = await addUsers(app.app.dataSource, organization.id, [{ username: 'billed' }]);
    await addInvoices(
      app.app.dataSource,
      organization,
      invoices.map((invoice) => ({ userId: userId!, ...invoice })),
    );
    const { user } = await organization.owner.data(`query ($id: ID!) { user(id: $id) { ${totals} } }`, { id: userId });
    const { body } = await exportFile(organization.owner, { format: 'CSV', columns, ids: [userId] });
    return { query: user.invoicing, file: parseCsv(body)[1] };
  }

  it.each([
    ['EUR', 2, '1234.50'],
    ['JPY', 0, '123450'],
    ['KRW', 0, '123450'],
    ['KWD', 3, '123.450'],
    ['TND', 3, '123.450'],
    ['IQD', 3, '123.450'],
    ['CLF', 4, '12.3450'],
    ['HUF', 2, '1234.50'],
    ['COP', 2, '1234.50'],
    ['ISK', 0, '123450'],
  ])('has the decimals of %s: %i', async (currency, _decimals, decimal) => {
    const { query, file } = await totalsOf(currency, [
      { issuedAt: '2026-03-10T10:00:00Z', totalMinor: 123_449 },
      { issuedAt: '2026-03-11T10:00:00Z', totalMinor: 1 },
    ]);
    expect(query.thisMonth).toEqual({ minorUnits: 123_450, currency, decimal });
    expect(file).toEqual([decimal, decimalOf(0n, decimalsOf(currency)), decimal]);
  });

  it('is exact beyond 2^53', async () => {
    const max = Number.MAX_SAFE_INTEGER;
    const { query, file } = await totalsOf('EUR', [
      { issuedAt: '2026-03-10T10:00:00Z', totalMinor: max },
      { issuedAt: '2026-03-11T10:00:00Z', totalMinor: max },
      { issuedAt: '2026-02-11T10:00:00Z', totalMinor: 3 },
    ]);
    expect(query).toEqual({
      thisMonth: { minorUnits: '18014398509481982', currency: 'EUR', decimal: '180143985094819.82' },
      lastMonth: { minorUnits: 3, currency: 'EUR', decimal: '0.03' },
      allTime: { minorUnits: '18014398509481985', currency: 'EUR', decimal: '180143985094819.85' },
    });
    expect(file).toEqual(['180143985094819.82', '0.03', '180143985094819.85']);
  });

  it('subtracts credits, below zero too, and adds without floating point', async () => {
    const { query, file } = await totalsOf('EUR', [
      { issuedAt: '2026-03-01T00:00:00Z', totalMinor: 10 },
      { issuedAt: '2026-03-01T00:00:00Z', totalMinor: 20 },
      { issuedAt: '2026-02-28T23:59:59.999Z', totalMinor: -5 },
      { issuedAt: '2020-01-01T00:00:00Z', totalMinor: -1_000 },
    ]);
    expect(query).toMatchObject({
      thisMonth: { decimal: '0.30' },
      lastMonth: { minorUnits: -5, decimal: '-0.05' },
      allTime: { decimal: '-9.75' },
    });
    expect(file).toEqual(['0.30', '-0.05', '-9.75']);
  });

  it('counts open invoices and never void ones', async () => {
    const { query } = await totalsOf('EUR', [
      { issuedAt: '2026-03-01T00:00:00Z', totalMinor: 100, status: 'VOID' },
      { issuedAt: '2026-03-01T00:00:00Z', totalMinor: 7, status: 'OPEN' },
    ]);
    expect(query).toMatchObject({ thisMonth: { decimal: '0.07' }, allTime: { decimal: '0.07' } });
  });

  it('counts invoices with a future time of issue', async () => {
    const { query } = await totalsOf('EUR', [
      { issuedAt: '2026-03-31T22:59:59.999Z', totalMinor: 1 },
      { issuedAt: '2026-03-31T23:00:00Z', totalMinor: 100 },
    ]);
    expect(query).toMatchObject({
      thisMonth: { decimal: '0.01' },
      lastMonth: { decimal: '0.00' },
      allTime: { decimal: '1.01' },
    });
  });
});

describe('decimalOf and minorUnitsOf', () => {
  it.each([
    [0n, 2, '0.00'],
    [5n, 2, '0.05'],
    [-5n, 2, '-0.05'],
    [100n, 2, '1.00'],
    [1n, 3, '0.001'],
    [-1234n, 3, '-1.234'],
    [7n, 0, '7'],
    [-7n, 0, '-7'],
    [10n ** 30n, 2, `1${'0'.repeat(28)}.00`],
  ])('format %s with %i decimals as %s', (minor, decimals, text) => expect(decimalOf(minor, decimals)).toBe(text));

  it.each([
    ['1234.5', 2, 123_450n],
    ['1234', 2, 123_400n],
    ['-0.05', 2, -5n],
    ['0.1', 3, 100n],
    ['12', 0, 12n],
    ['-0', 2, 0n],
    ['9007199254740991', 0, 9_007_199_254_740_991n],
  ])('parse %s with %i decimals as %s', (text, decimals, minor) => {
    expect(minorUnitsOf(text, decimals)).toBe(minor);
  });

  it.each([
    ['0.001', 2],
    ['1.0', 0],
    ['', 2],
    ['.5', 2],
    ['5.', 2],
    ['1e3', 2],
    ['1,5', 2],
    ['+1', 2],
    [' 1', 2],
    ['NaN', 2],
    ['Infinity', 2],
    ['0x10', 2],
    ['١', 2],
    ['1'.repeat(31), 0],
  ])('reject %j with %i decimals', (text, decimals) => {
    expect(minorUnitsOf(text, decimals)).toBeNull();
  });
});
