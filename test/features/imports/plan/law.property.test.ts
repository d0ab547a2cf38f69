/** @slow */
import { type SignedInOrganization, useTestApp } from '../../../support/apps/app';
import { exportFile } from '../../../support/clients/exports';
import { eachEngine } from '../../../support/databases/engines';
import { importableExports, oddOrganization } from './odd-organization';
import { PlannedImport } from './planning';

const csvOptions = [
  undefined,
  { formulaGuard: false },
  { delimiter: 'SEMICOLON' },
  { delimiter: 'SEMICOLON', decimalSeparator: 'POINT' },
  { delimiter: 'TAB', decimalSeparator: 'COMMA', formulaGuard: false, byteOrderMark: false },
  { delimiter: 'TAB' },
] as const;

eachEngine('an export that is imported unedited', (engine) => {
  const app = useTestApp(engine);

  // On the other engines one is enough to find what they treat otherwise. MySQL hands rows over as MariaDB does, so that
  // two dialects of CSV are enough there.
  const organizations = [
    [1, 'America/St_Johns', 'EUR'],
    [2, 'Africa/Monrovia', 'KWD'],
    [3, 'Australia/Lord_Howe', 'JPY'],
  ] as const;
  describe.each(organizations.slice(0, engine.name === 'sqlite' ? 3 : 1))(
    'with random records %i in %s, %s',
    (seed, timezone, currency) => {
      let organization: SignedInOrganization;
      beforeAll(async () => {
        organization = await oddOrganization(app, seed * 1000, timezone, currency);
      });
      const person = () => ({ organizationId: organization.id, userId: organization.ownerId });

      it.each(
        importableExports.flatMap((input) =>
          csvOptions.slice(0, engine.name === 'mysql' ? 2 : 6).map((csv) => [input, csv] as const),
        ),
      )('changes nothing as CSV: %j %j', async (input, csv) => {
        const { row, body } = await exportFile(organization.owner, { format: 'CSV', ...input, ...(csv && { csv }) });
        const { formulaGuard, decimalSeparator } = { formulaGuard: true, decimalSeparator: undefined, ...csv };
        for (const blankCells of ['KEEP', 'CLEAR'] as const) {
          const plan = await PlannedImport.check(app, person(), body, {
            dataset: input.dataset,
            blankCells,
            createMissing: true,
            formulaGuard,
            ...(decimalSeparator && { decimalSeparator }),
          });
          expect(await plan.problems()).toEqual([]);
          expect(await plan.cells()).toEqual([]);
          expect(plan.summary).toMatchObject({ created: 0, changed: 0, failed: 0, unchanged: row.file.rows });
        }
      });

      it.each(importableExports)(
        'changes nothing as XLSX, and reports what a workbook cannot hold: %j',
        async (input) => {
          const { row, body } = await exportFile(organization.owner, { format: 'XLSX', ...input });
          const plan = await PlannedImport.check(app, person(), body, {
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
    },
  );
});
