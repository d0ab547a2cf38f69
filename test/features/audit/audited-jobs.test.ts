import { useOrganization, useTestApp } from '../../support/apps/app';
import { startExport } from '../../support/clients/exports';
import { startImport } from '../../support/clients/imports';
import { engines } from '../../support/databases/engines';
import { addRow } from '../../support/databases/rows';
import { countingStatements } from '../../support/databases/statements';

describe('AuditEvent.export and AuditEvent.import', () => {
  const app = useTestApp(engines[0]!, { worker: false });
  const organization = useOrganization(app);
  const read = (fields: string, text?: string): Promise<any> =>
    organization.owner.data(
      `query ($text: String) { auditEvents(text: $text) { nodes { exportId importId ${fields} } } }`,
      {
        text,
      },
    );

  it('are the jobs that an event is about, in one statement each for a page', async () => {
    for (const format of ['CSV', 'XLSX', 'JSONL']) await startExport(organization.admin, { format });
    for (let time = 0; time < 3; time++) await startImport(organization.admin);
    const plain = await countingStatements(app.app.dataSource, () => read(''));
    let nodes: any[] = [];
    const withJobs = await countingStatements(app.app.dataSource, async () => {
      ({ nodes } = (await read('export { id state } import { id state }')).auditEvents);
    });
    expect(withJobs.length - plain.length).toBe(2);
    expect(nodes.filter(({ export: row }) => row)).toHaveLength(3);
    expect(nodes.filter(({ import: row }) => row)).toHaveLength(3);
    for (const { exportId, importId, export: exported, import: imported } of nodes)
      expect([exported?.id ?? null, imported?.id ?? null]).toEqual([exportId, importId]);
  });

  it('are null if the job is gone or belongs to another organization', async () => {
    const there = await app.organization();
    const { export: theirs } = await startExport(there.owner);
    for (const [exportId, importId] of [
      [Number(theirs.id), null],
      [999_999, 999_999],
      [null, null],
    ] as const)
      await addRow(app.app.dataSource, 'audit_events', {
        organizationId: organization.id,
        happenedAt: 0,
        count: 1,
        action: 'EXPORT_EXPIRED',
        details: 'lost',
        exportId,
        importId,
      });
    const { nodes } = (await read('export { id } import { id }', 'lost')).auditEvents;
    expect(nodes).toHaveLength(3);
    for (const node of nodes) expect(node).toMatchObject({ export: null, import: null });
  });
});
