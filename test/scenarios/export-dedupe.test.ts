import { useOrganization, useTestApp } from '../support/apps/app';
import { eachEngine } from '../support/databases/engines';
import { countRows } from '../support/databases/rows';

eachEngine('concurrent identical export requests', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);

  const start = async (format: string) => {
    for (;;) {
      const answer = await organization.owner.gql(
        'mutation ($input: StartExportInput!) { startExport(input: $input) { deduplicated export { id } } }',
        { input: { format } },
      );
      // A slow machine cannot start all of them within the time for which an operation waits.
      if (answer.errors?.[0]?.extensions.reason !== 'ORGANIZATION_BUSY') return answer;
    }
  };

  it.each([
    [50, 'CSV'],
    [200, 'XLSX'],
  ])('%d times start one %s export', async (times, format) => {
    const answers = await Promise.all(Array.from({ length: times }, () => start(format)));
    expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
    const payloads = answers.map(({ data }) => data!.startExport);
    expect(new Set(payloads.map((payload) => payload.export.id)).size).toBe(1);
    expect(payloads.filter((payload) => !payload.deduplicated)).toHaveLength(1);
    expect(await countRows(app.app.dataSource, 'exports', { format })).toBe(1);
  });
});
