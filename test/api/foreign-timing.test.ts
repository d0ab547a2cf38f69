import { createTestApp, type SignedInOrganization, type TestApp } from '../support/app';
import type { Data, TestClient } from '../support/client';
import { eachEngine } from '../support/engines';
import { exportFile } from '../support/exports';

const missingId = '2000000000';
const pairs = 100;
/** A machine that is busy with something else may need another try. */
const tries = 4;

eachEngine('an id of another organization', ['sqlite', 'mariadb'], (engine) => {
  let app: TestApp;
  let here: SignedInOrganization;
  let ids: { user: string; export: string; template: string };

  beforeAll(async () => {
    app = await createTestApp(engine);
    here = await app.organization();
    const there = await app.organization();
    const { row } = await exportFile(there.owner);
    const { saveExportTemplate: template } = await there.owner.data('mutation { saveExportTemplate(input: { name: "Theirs", columns: ["email"] }) { id } }');
    ids = { user: String(there.memberId), export: row.id, template: template.id };
  });
  afterAll(() => app?.stop());

  const taken = async (client: TestClient, query: string, id: string): Promise<number> => {
    const startedAtMs = performance.now();
    await client.gql(query, { id });
    return performance.now() - startedAtMs;
  };
  const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

  it.each<['user' | 'export' | 'template', string]>([
    ['user', 'query ($id: ID!) { user(id: $id) { id } }'],
    ['user', 'mutation ($id: ID!) { changeUser(input: { id: $id, city: "Faro" }) { id } }'],
    ['user', 'mutation ($id: ID!) { startExport(input: { format: CSV, ids: [$id] }) { export { id } } }'],
    ['export', 'query ($id: ID!) { export(id: $id) { id file { downloadUrl } } }'],
    ['export', 'mutation ($id: ID!) { cancelExport(id: $id) { id } }'],
    ['export', 'mutation ($id: ID!) { retryExport(id: $id) { id } }'],
    ['export', 'mutation ($id: ID!) { deleteExportFile(id: $id) { id } }'],
    ['template', 'mutation ($id: ID!) { deleteExportTemplate(id: $id) { id } }'],
  ])('takes as long as one that nobody has, within two milliseconds: %s, %s', async (kind, query) => {
    const answer = async (id: string): Promise<string> => {
      const { status, data, errors } = await here.owner.gql(query, { id });
      return `${status} ${JSON.stringify([data, errors?.map(({ locations: _locations, ...error }: Data) => error)]).replaceAll(id, 'ID')}`;
    };
    expect(await answer(ids[kind])).toBe(await answer(missingId));
    let apart = Infinity;
    for (let attempt = 0; attempt < tries && apart >= 2; attempt++) {
      const [foreign, missing]: [number[], number[]] = [[], []];
      // In turns, and each as often the first, so that whatever else goes on slows down both.
      for (let pair = 0; pair < pairs; pair++) {
        const asked: [string, number[]][] = [[ids[kind], foreign], [missingId, missing]];
        for (const [id, times] of pair % 2 ? asked : asked.reverse()) times.push(await taken(here.owner, query, id));
      }
      apart = Math.abs(median(foreign) - median(missing));
    }
    expect(apart).toBeLessThan(2);
  });
});
