/** @slow */
import { type SignedInOrganization, useTestApp } from '../../../support/apps/app';
import { exportFile } from '../../../support/clients/exports';
import { eachEngine } from '../../../support/databases/engines';
import { findLibreOffice, resaveWithLibreOffice } from '../../../support/files/spreadsheets';
import { importableExports, oddOrganization } from './odd-organization';
import { type Cell, PlannedImport } from './planning';

const libreOffice = findLibreOffice();

/** What LibreOffice takes for a number, a date or a boolean where nothing says that it is a text. */
const isTyped = (text: string): boolean =>
  /^\s*([+-]?[\d.,'/: ]*\d[\d.,'/: ]*(E[+-]?\d+)?%?|true|false)\s*$/i.test(text);
/** What neither a workbook nor LibreOffice can hold. */
const isUnholdable = (text: string): boolean =>
  text.length > 32_767 || /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]|_x[0-9A-F]{4}_/i.test(text);

(libreOffice ? describe : describe.skip)('with LibreOffice', () => {
  eachEngine('an export that is opened, saved and imported', ['sqlite'], (engine) => {
    const app = useTestApp(engine);
    let organization: SignedInOrganization;
    const files: Record<'csv' | 'xlsx', Record<string, Buffer>> = { csv: {}, xlsx: {} };

    beforeAll(async () => {
      organization = await oddOrganization(app, 4000, 'Europe/Lisbon', 'EUR');
      for (const format of ['csv', 'xlsx'] as const)
        for (const [index, input] of importableExports.entries()) {
          const { body } = await exportFile(organization.owner, { format: format.toUpperCase(), ...input });
          files[format][`export-${index}`] = body;
        }
    });

    /** Everything that the plans of the saved files would do. */
    async function plansOf(from: 'csv' | 'xlsx', to: 'csv' | 'xlsx', formulaGuard: boolean) {
      const saved = resaveWithLibreOffice(libreOffice!, files[from], from, to);
      const cells: Cell[] = [];
      const problems: string[] = [];
      let unchanged = 0;
      for (const [index, { dataset }] of importableExports.entries()) {
        const person = { organizationId: organization.id, userId: organization.ownerId };
        const options = { dataset, blankCells: 'CLEAR', formulaGuard } as const;
        const plan = await PlannedImport.check(app, person, saved[`export-${index}`]!, options);
        cells.push(...(await plan.cells()));
        problems.push(...(await plan.problems()));
        unchanged += plan.summary.unchanged;
      }
      const isExplained = (text: string | null): boolean => text !== null && (isTyped(text) || isUnholdable(text));
      const unexplained = cells.filter(([, , old]) => !(old ?? '').split('|').some(isExplained));
      return { cells, unexplained, problems, unchanged };
    }
    const otherThan = (problems: readonly string[], ...expected: readonly string[]): string[] =>
      problems.filter((problem) => !expected.some((each) => problem.split(':')[0]!.includes(each)));

    /** LibreOffice misreads codes that share an underscore. */
    const misreadKey = / KEY_UNKNOWN \w+: .* "_x0041B~"/;

    it('changes nothing as XLSX, and reports what a workbook cannot hold', async () => {
      const { cells, problems, unchanged } = await plansOf('xlsx', 'xlsx', true);
      expect(cells).toEqual([]);
      const unexpected = otherThan(problems, 'NOT_IN_WORKBOOK');
      expect(unexpected.filter((problem) => !misreadKey.test(problem))).toEqual([]);
      expect(unchanged).toBeGreaterThan(150);
    });

    it('shows as CSV what LibreOffice takes for numbers, dates and booleans', async () => {
      const { unexplained, problems, unchanged } = await plansOf('csv', 'csv', true);
      expect(unexplained).toEqual([]);
      expect(otherThan(problems, 'DAMAGED_VALUE', 'INVALID_VALUE email')).toEqual([]);
      expect(unchanged).toBeGreaterThan(100);
    });

    it('shows the same for a CSV file that is saved as a workbook', async () => {
      const { unexplained, problems } = await plansOf('csv', 'xlsx', true);
      expect(unexplained).toEqual([]);
      // Dates before 1900 become numbers.
      const expected = ['DAMAGED_VALUE', 'INVALID_VALUE email', 'INVALID_VALUE dateCreated', 'NOT_IN_WORKBOOK'];
      const unexpected = otherThan(problems, ...expected);
      expect(unexpected.filter((problem) => !misreadKey.test(problem))).toEqual([]);
    });

    it('is refused where a workbook that is saved as CSV has dates and amounts as they are shown', async () => {
      const { unexplained, problems } = await plansOf('xlsx', 'csv', false);
      expect(unexplained).toEqual([]);
      const dates = ['dateCreated', 'startsAt', 'endsAt', 'issuedAt'];
      // Texts that lost characters may break a rule.
      expect(otherThan(problems, ...dates, 'total', 'custom.Diet', 'externalPrimaryLocations')).toEqual([]);
    });
  });
});
