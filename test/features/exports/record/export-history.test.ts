import { ExportRepository } from '../../../../src/features/exports/record/export.repository';
import { exportFilter, type ExportFilterArgs } from '../../../../src/features/exports/record/export-list.inputs';
import { matchesFilter } from '../../../../src/platform/live/record-filter';
import { useOrganization, useTestApp } from '../../../support/apps/app';
import type { Data } from '../../../support/clients/client';
import { startExport } from '../../../support/clients/exports';
import { eachEngine } from '../../../support/databases/engines';
import { changeRows } from '../../../support/databases/rows';

const list = `query ($first: Int, $after: String, $states: [ExportState!], $datasets: [ExportDataset!], $formats: [ExportFormat!], $requestedBy: [ID!], $requestedAt: InstantRange) {
  exports(first: $first, after: $after, states: $states, datasets: $datasets, formats: $formats, requestedBy: $requestedBy, requestedAt: $requestedAt) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } }`;

eachEngine('the history of exports', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);
  const ids: string[] = [];
  const startedAt: string[] = [];

  beforeAll(async () => {
    ids.length = startedAt.length = 0;
    for (let index = 0; index < 6; index++) {
      startedAt.push(app.clock.now().toISOString());
      ids.push(
        (
          await startExport(index < 2 ? organization.admin : organization.owner, {
            format: index % 2 ? 'CSV' : 'XLSX',
            asOf: new Date(index).toISOString(),
          })
        ).export.id,
      );
      app.clock.advance(1000);
    }
    await changeRows(app.app.dataSource, 'exports', { id: [ids[0]!, ids[3]!] }, { state: 'FAILED', activeKey: null });
    await changeRows(app.app.dataSource, 'exports', { id: ids[5]! }, { dataset: 'INVOICES' });
  });

  const page = async (variables: object): Promise<Data> => (await organization.owner.data(list, variables)).exports;
  const found = async (variables: object): Promise<number[]> => {
    const { nodes, totalCount } = await page(variables);
    expect(totalCount).toBe(nodes.length);
    return nodes.map(({ id }: Data) => ids.indexOf(id));
  };

  it('is filtered and sorted with the newest first', async () => {
    const { adminId, memberId } = organization;
    expect(await found({})).toEqual([5, 4, 3, 2, 1, 0]);
    expect(await found({ states: ['FAILED'] })).toEqual([3, 0]);
    expect(await found({ states: ['FAILED', 'QUEUED'], formats: ['XLSX'] })).toEqual([4, 2, 0]);
    expect(await found({ datasets: ['INVOICES', 'ORGANIZATION'] })).toEqual([5]);
    expect(await found({ requestedBy: [String(adminId), String(memberId)] })).toEqual([1, 0]);
    expect(await found({ requestedAt: { from: startedAt[1], before: startedAt[4] } })).toEqual([3, 2, 1]);
    expect(await found({ requestedAt: { from: startedAt[4] }, formats: ['CSV'], datasets: ['USERS'] })).toEqual([]);
    for (const nothing of [
      { states: [] },
      { formats: [] },
      { datasets: [] },
      { requestedBy: [] },
      { requestedBy: ['x'] },
    ])
      expect(await found(nothing)).toEqual([]);
    expect(await found({ states: null, formats: null, requestedBy: null, requestedAt: null })).toHaveLength(6);
  });

  it('is filtered for those who watch it as for those who list it', async () => {
    const exports = new ExportRepository(app.app.dataSource);
    const list = async (filter: ExportFilterArgs): Promise<number[]> =>
      (await exports.list({ organizationId: organization.id }, exportFilter(filter), { first: 100 })).nodes.map(
        ({ id }) => id,
      );
    const { nodes: all } = await exports.list({ organizationId: organization.id }, exportFilter({}), { first: 100 });
    const { adminId } = organization;
    const at = (index: number): Date => new Date(startedAt[index]!);
    const filters: readonly object[] = [
      {},
      { states: null, datasets: null, formats: null, requestedBy: null, requestedAt: null },
      { states: ['FAILED'] },
      { states: [] },
      { datasets: ['INVOICES'] },
      { formats: ['CSV'], states: ['QUEUED'] },
      { requestedBy: [String(adminId), 'x'] },
      { requestedBy: [] },
      { requestedAt: { from: at(1), before: at(4) } },
      { requestedAt: { from: null, before: at(0) } },
    ];
    for (const filter of filters)
      expect([filter, await list(filter)]).toEqual([
        filter,
        all.filter((row) => matchesFilter(exportFilter(filter), row)).map(({ id }) => id),
      ]);
  });

  it('pages by key within a filter and counts the matches', async () => {
    const seen: number[] = [];
    let after: string | null = null;
    do {
      const { nodes, totalCount, pageInfo }: Data = await page({ formats: ['XLSX'], first: 1, after });
      expect(totalCount).toBe(3);
      seen.push(...nodes.map(({ id }: Data) => ids.indexOf(id)));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after);
    expect(seen).toEqual([4, 2, 0]);
  });

  it('shows other users only their own requests, with any filter', async () => {
    expect(
      (await organization.member.data(list, { requestedBy: [String(organization.ownerId)] })).exports.nodes,
    ).toEqual([]);
    const stranger = await app.organization();
    expect((await stranger.owner.data(list, { requestedBy: [String(organization.ownerId)] })).exports).toMatchObject({
      totalCount: 0,
      nodes: [],
    });
  });
});
