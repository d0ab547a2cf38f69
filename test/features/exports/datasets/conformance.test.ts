import { rowDatasetNames, rowDatasets } from '../../../../src/features/exports/datasets';
import { parseSelection } from '../../../../src/features/exports/datasets/export-selection';
import { PeriodBasis } from '../../../../src/features/exports/datasets/period-basis';
import { useOrganization, useTestApp } from '../../../support/apps/app';
import type { Data } from '../../../support/clients/client';
import { exportFile } from '../../../support/clients/exports';
import { addBookings, addInvoices } from '../../../support/data/factories';
import { parseCsv } from '../../../support/data/figures';
import { eachEngine } from '../../../support/databases/engines';
import { changeRows, readRows } from '../../../support/databases/rows';

eachEngine('every dataset of rows', (engine) => {
  const app = useTestApp(engine);
  const here = useOrganization(app);

  beforeAll(async () => {
    const at = '2026-03-10T08:00:00.000Z';
    await addBookings(app.app.dataSource, here, [{ userId: here.memberId, startsAt: at }]);
    await addInvoices(app.app.dataSource, here, [{ userId: here.memberId, issuedAt: at, totalMinor: 100 }]);
  });

  const refusalOf = async (input: object): Promise<Data> =>
    (
      await here.owner.gql('mutation ($input: StartExportInput!) { startExport(input: $input) { export { id } } }', {
        input: { format: 'CSV', ...input },
      })
    ).errors![0]!.extensions;

  it.each(rowDatasetNames)('%s exports its default template and selects by id', async (dataset) => {
    const { row, body } = await exportFile(here.owner, { dataset, format: 'CSV', columns: ['id'] });
    expect(row.file.name).toMatch(new RegExp(`^${rowDatasets[dataset].title.toLowerCase()}-`));
    const [, ...ids] = parseCsv(body).map(([id]) => id!);
    expect(ids.length).toBeGreaterThan(0);
    const some = await exportFile(here.owner, { dataset, format: 'CSV', columns: ['id'], ids: ids.slice(0, 1) });
    expect(parseCsv(some.body).slice(1)).toEqual([[ids[0]]]);
    expect((await exportFile(here.owner, { dataset, format: 'CSV' })).row.file.rows).toBe(ids.length);
    expect(await refusalOf({ dataset, ids: ['999999'] })).toMatchObject({ argument: 'input.ids' });
  });

  it.each(rowDatasetNames)('%s refuses the filters and the periods of others', async (dataset) => {
    for (const other of rowDatasetNames) {
      const { filter } = rowDatasets[other];
      if (other !== dataset && filter)
        expect(await refusalOf({ dataset, filter: { [filter.field]: {} } })).toMatchObject({
          argument: `input.filter.${filter.field}`,
        });
    }
    for (const by of Object.values(PeriodBasis))
      if (!rowDatasets[dataset].periodFields[by])
        expect(await refusalOf({ dataset, period: { preset: 'LAST_YEAR', by } })).toMatchObject({
          argument: expect.stringMatching(/^input\.period/),
        });
  });

  it.each(rowDatasetNames)('%s needs each of its permissions', async (dataset) => {
    const { exportColumns } = await here.owner.data(
      'query ($dataset: ExportDataset!) { exportColumns(dataset: $dataset) { permissions } }',
      { dataset },
    );
    for (const { permissions } of exportColumns)
      expect(permissions).toEqual(expect.arrayContaining([...rowDatasets[dataset].permissions]));
    expect(
      (await here.member.gql(`mutation { startExport(input: { dataset: ${dataset}, format: CSV }) { deduplicated } }`))
        .errors![0]!.extensions,
    ).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('reads filters that earlier versions stored', async () => {
    const { row } = await exportFile(here.owner, { format: 'CSV', filter: { users: { role: ['MEMBER'] } } });
    const { dataSource } = app.app;
    const [{ selection }] = await readRows(dataSource, 'exports', { id: row.id }, ['selection']);
    const { filter, ...rest } = JSON.parse(selection);
    await changeRows(
      dataSource,
      'exports',
      { id: row.id },
      { selection: JSON.stringify({ ...rest, userFilter: filter }) },
    );
    const read = await here.owner.data('query ($id: ID!) { export(id: $id) { selection { filter } } }', { id: row.id });
    expect(JSON.parse(read.export.selection.filter)).toEqual(filter);
    for (const name of ['userFilter', 'bookingFilter', 'invoiceFilter'])
      expect(parseSelection({ ids: [1], [name]: filter })).toEqual({ ids: [1], filter });
  });
});
