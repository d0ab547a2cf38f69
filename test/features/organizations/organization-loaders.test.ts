import { useOrganization, useTestApp } from '../../support/apps/app';
import { figureFields } from '../../support/data/figures';
import { eachEngine } from '../../support/databases/engines';
import { countingStatements } from '../../support/databases/statements';

eachEngine('the organization of an operation', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);

  it('is read once, and so are its custom properties', async () => {
    const statements = await countingStatements(app.app.dataSource, () =>
      organization.owner.data(`query ($asOf: DateTime) {
        viewer { organization { timezone customProperties { key } } }
        organization { currency customProperties { key } }
        exportColumns(dataset: USERS) { key available }
        bookingColumns: exportColumns(dataset: BOOKINGS) { key }
        exportTemplates { columns }
        previewExport(input: { format: CSV, dataset: BOOKINGS, period: { preset: LAST_MONTH } }) { rows period { start } }
        users(filter: { bookingsThisMonth: { gte: 0 } }) { nodes { customProperties { value } ${figureFields} } }
      }`),
    );
    for (const table of ['organizations', 'custom_properties'])
      expect(statements.filter((statement) => new RegExp(`FROM [\`"]?${table}\\b`).test(statement))).toHaveLength(1);
  });
});
