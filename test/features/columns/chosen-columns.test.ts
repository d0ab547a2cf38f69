import fc from 'fast-check';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { exportFile } from '../../support/clients/exports';
import { parseCsv } from '../../support/data/figures';
import { engines } from '../../support/databases/engines';

const start = 'mutation ($input: StartExportInput!) { startExport(input: $input) { export { id } } }';

describe('an export with `columns`', () => {
  const app = useTestApp(engines[0]!);
  const organization = useOrganization(app, { customProperties: [{ key: 'locker', name: 'Locker' }] });

  it('has exactly these columns, in any order', async () => {
    const { exportColumns } = await organization.owner.data('{ exportColumns { key label available } }');
    const available: { key: string; label: string }[] = exportColumns.filter(
      (column: { available: boolean }) => column.available,
    );
    const { body: whole } = await exportFile(organization.owner, {
      format: 'CSV',
      columns: available.map(({ key }) => key),
    });
    const [header, ...rows] = parseCsv(whole);
    for (const chosen of fc.sample(fc.shuffledSubarray(available, { minLength: 1 }), { numRuns: 12, seed: 3 })) {
      const { body } = await exportFile(organization.owner, { format: 'CSV', columns: chosen.map(({ key }) => key) });
      const places = chosen.map(({ label }) => header!.indexOf(label));
      expect(parseCsv(body)).toEqual([
        chosen.map(({ label }) => label),
        ...rows.map((row) => places.map((place) => row[place])),
      ]);
    }
  });

  it.each([
    ['an unknown column', ['email', 'nonsense']],
    ['a label', ['Email']],
    ['a key in another case', ['EMAIL']],
    ['a column of the database', ['usernameKey']],
    ['SQL', ['id FROM users; --']],
    ['an unknown custom property', ['custom.nothing']],
    ['__proto__', ['__proto__']],
    ['constructor', ['constructor']],
    ['custom.__proto__', ['custom.__proto__']],
    ['an empty key', ['']],
    ['a duplicate', ['email', 'phone', 'email']],
    ['an unavailable column', ['email', 'termsVersion']],
    ['an empty list', []],
    ['more than 1000 columns', Array.from({ length: 1001 }, (_unused, index) => `c${index}`)],
  ])('refuses %s', async (_what, columns) => {
    expect(await organization.owner.refusal(start, { input: { format: 'CSV', columns } })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'input.columns',
    });
  });

  it.each([
    [['phone', 'email', 'email'], 'The column "email" appears more than once.'],
    [['email', 'EMAIL'], 'There is no column "EMAIL". List the columns with `exportColumns`.'],
    [['termsVersion'], 'The column "termsVersion" is not available. This organization has no custom terms of service.'],
  ])('names the wrong column: %j', async (columns, message) => {
    expect((await organization.owner.refusal(start, { input: { format: 'CSV', columns } })).message).toBe(message);
  });

  it('refuses `columns` together with a template', async () => {
    expect(
      await organization.owner.refusal(start, {
        input: { format: 'CSV', columns: ['email'], template: 'USER_SUMMARY' },
      }),
    ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.columns' });
  });

  it.each(['user_summary', '', '__proto__', 'NOPE'])('refuses the unknown template %j', async (template) => {
    expect(await organization.owner.refusal(start, { input: { format: 'CSV', template } })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'input.template',
    });
  });

  it("treats another organization's columns as unknown", async () => {
    const other = await app.organization({ customProperties: [{ key: 'secret', name: 'Secret' }] });
    expect((await exportFile(other.owner, { format: 'CSV', columns: ['custom.secret'] })).row.state).toBe('COMPLETED');
    expect(
      await organization.owner.refusal(start, { input: { format: 'CSV', columns: ['custom.secret'] } }),
    ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.columns' });
  });
});
