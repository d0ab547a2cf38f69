/** @slow */
import fc from 'fast-check';
import { summaryColumns } from '../../../../src/features/columns/user-columns';
import { type SignedInOrganization, useTestApp } from '../../../support/apps/app';
import type { Data } from '../../../support/clients/client';
import { exportFile } from '../../../support/clients/exports';
import { addUsers } from '../../../support/data/factories';
import { eachEngine } from '../../../support/databases/engines';
import { unzip } from '../../../support/files/zips';
import { importableExports, naughtyUsers, oddOrganization } from './odd-organization';
import { PlannedImport } from './planning';

type Dataset = 'USERS' | 'BOOKINGS' | 'INVOICES';

interface Dialect {
  readonly delimiter?: string;
  readonly decimalSeparator?: 'POINT' | 'COMMA';
  readonly formulaGuard?: boolean;
  readonly byteOrderMark?: boolean;
}
const guarded: readonly Dialect[] = [{}, { delimiter: 'SEMICOLON' }, { delimiter: 'TAB' }];
const plain: readonly Dialect[] = [
  { formulaGuard: false },
  { formulaGuard: false, delimiter: 'SEMICOLON', decimalSeparator: 'POINT' },
  { formulaGuard: false, delimiter: 'TAB', decimalSeparator: 'COMMA', byteOrderMark: false },
];
/** One dialect with the guard and one without. Over three places each delimiter is in both. */
const dialectsAt = (place: number) =>
  [
    [guarded[place % 3]!, 'CLEAR'],
    [plain[(place + 1) % 3]!, 'KEEP'],
  ] as const;

const keyColumns = { USERS: 'username', BOOKINGS: 'reference', INVOICES: 'number' };

/** Any of the columns that a file can have, in any order, and the key. */
async function randomColumns({ owner }: SignedInOrganization, dataset: Dataset, seed: number): Promise<string[]> {
  const { exportColumns } = await owner.data(
    'query ($dataset: ExportDataset!) { exportColumns(dataset: $dataset) { key available } }',
    { dataset },
  );
  const keys: string[] = exportColumns.filter(({ available }: Data) => available).map(({ key }: Data) => key);
  const key = keyColumns[dataset];
  const others = fc.shuffledSubarray(
    keys.filter((each) => each !== key),
    { minLength: 3 },
  );
  const [columns] = fc.sample(others, { numRuns: 1, seed });
  return [...columns!.slice(0, 2), key, ...columns!.slice(2)];
}

type Shape = readonly [
  name: string,
  dataset: Dataset,
  input: (organization: SignedInOrganization, seed: number) => object | Promise<object>,
];
const chosen = (dataset: Dataset): Shape => [
  `${dataset} with random columns`,
  dataset,
  async (organization, seed) => ({ columns: await randomColumns(organization, dataset, seed) }),
];
const shapes: readonly Shape[] = [
  ['USER_MANAGEMENT', 'USERS', () => ({ template: 'USER_MANAGEMENT' })],
  ['USER_ACCOUNTS', 'USERS', () => ({ template: 'USER_ACCOUNTS' })],
  ['USER_SUMMARY with Username', 'USERS', () => ({ columns: [...summaryColumns.map(({ key }) => key), 'username'] })],
  chosen('USERS'),
  ['BOOKINGS', 'BOOKINGS', () => ({})],
  chosen('BOOKINGS'),
  ['INVOICES', 'INVOICES', () => ({})],
  chosen('INVOICES'),
];

eachEngine('an export that is imported unedited', (engine) => {
  const app = useTestApp(engine);

  /** Plans the file, and expects that no row fails or changes anything. Returns the ignored columns. */
  async function expectUnchanged(
    organization: SignedInOrganization,
    what: unknown,
    file: { readonly body: Buffer; readonly rows: number; readonly dataset: Dataset },
    { formulaGuard = true, decimalSeparator }: Dialect,
    blankCells: 'KEEP' | 'CLEAR',
  ): Promise<readonly string[]> {
    const person = { organizationId: organization.id, userId: organization.ownerId };
    const plan = await PlannedImport.check(app, person, file.body, {
      dataset: file.dataset,
      blankCells,
      createMissing: true,
      formulaGuard,
      ...(decimalSeparator && { decimalSeparator }),
    });
    const { created, changed, failed, unchanged, ignoredColumns } = plan.summary;
    const found = { problems: await plan.problems(), cells: await plan.cells(), created, changed, failed, unchanged };
    const nothing = { problems: [], cells: [], created: 0, changed: 0, failed: 0, unchanged: file.rows };
    expect({ what, ...found }).toEqual({ what, ...nothing });
    return ignoredColumns;
  }

  const organizations = [
    [1, 'America/St_Johns', 'EUR'],
    [2, 'Africa/Monrovia', 'KWD'],
    [3, 'Australia/Lord_Howe', 'JPY'],
  ] as const;
  // One is enough to find what the other engines treat otherwise.
  const ofEngine = { sqlite: organizations, mariadb: organizations.slice(0, 1), mysql: organizations.slice(1, 2) };
  describe.each(ofEngine[engine.name])('with random records %i in %s, %s', (seed, timezone, currency) => {
    let organization: SignedInOrganization;
    beforeAll(async () => {
      organization = await oddOrganization(app, seed * 1000, timezone, currency);
    });

    it.each(shapes.map((shape, index) => [shape[0], shape, index + seed] as const))(
      'changes nothing as CSV: %s',
      async (name, [, dataset, inputOf], place) => {
        const input = await inputOf(organization, place);
        for (const [csv, blankCells] of dialectsAt(place)) {
          const { row, body } = await exportFile(organization.owner, { dataset, format: 'CSV', ...input, csv });
          const file = { body, rows: row.file.rows, dataset };
          const ignored = await expectUnchanged(organization, { input, csv }, file, csv, blankCells);
          if (name === 'USER_MANAGEMENT') expect(ignored).toEqual([]);
        }
      },
    );

    it('changes nothing as a file of a full export', async () => {
      const [csv, blankCells] = dialectsAt(seed)[seed % 2]!;
      const { body } = await exportFile(organization.owner, { dataset: 'ORGANIZATION', format: 'ZIP', csv });
      const parts = new Map(unzip(body).map((part) => [part.name, part.body]));
      const { files } = JSON.parse(parts.get('manifest.json')!.toString());
      for (const dataset of ['USERS', 'BOOKINGS', 'INVOICES'] as const) {
        const name = `${dataset.toLowerCase()}.csv`;
        const { rows } = files.find((file: Data) => file.name === name);
        expect(rows).toBeGreaterThan(20);
        await expectUnchanged(organization, { name, csv }, { body: parts.get(name)!, rows, dataset }, csv, blankCells);
      }
    });

    it.each(importableExports)(
      'changes nothing as XLSX, and reports what a workbook cannot hold: %j',
      async (input) => {
        const { row, body } = await exportFile(organization.owner, { format: 'XLSX', ...input });
        const person = { organizationId: organization.id, userId: organization.ownerId };
        const plan = await PlannedImport.check(app, person, body, {
          dataset: input.dataset,
          blankCells: 'CLEAR',
          createMissing: true,
        });
        expect(await plan.cells()).toEqual([]);
        expect(plan.summary).toMatchObject({ created: 0, changed: 0 });
        expect(plan.summary.unchanged + plan.summary.failed).toBe(row.file.rows);
        const problems = await plan.problems();
        expect(problems.filter((problem) => !/ NOT_IN_WORKBOOK /.test(problem))).toEqual([]);
        if (input.dataset === 'USERS') expect(problems.length).toBeGreaterThan(0);
      },
    );
  });

  it('changes nothing, whatever naughty string a user has', async () => {
    const organization = await app.organization({ customProperties: [{ key: 'locker', name: 'Locker' }] });
    await addUsers(app.app.dataSource, organization.id, naughtyUsers);
    const columns = ['username', 'firstName', 'bio', 'skills', 'custom.locker'];
    for (const [csv, blankCells] of dialectsAt(Object.keys(ofEngine).indexOf(engine.name))) {
      const { row, body } = await exportFile(organization.owner, { format: 'CSV', columns, csv });
      expect(row.file.rows).toBeGreaterThan(naughtyUsers.length);
      const file = { body, rows: row.file.rows, dataset: 'USERS' } as const;
      expect(await expectUnchanged(organization, csv, file, csv, blankCells)).toEqual([]);
    }
  });
});
