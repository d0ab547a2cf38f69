import { useOrganization, useTestApp, waysToSignIn } from '../../support/apps/app';
import type { Data, TestClient } from '../../support/clients/client';
import { startExport } from '../../support/clients/exports';
import { eachEngine } from '../../support/databases/engines';
import { countingStatements } from '../../support/databases/statements';

const missingId = '2000000000';

eachEngine('an id of another organization', ['sqlite', 'mariadb'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const here = useOrganization(app);
  let ids: { user: string; export: string; template: string };

  beforeAll(async () => {
    const there = await app.organization();
    const { export: row } = await startExport(there.owner);
    const { saveExportTemplate: template } = await there.owner.data(
      'mutation { saveExportTemplate(input: { name: "Theirs", columns: ["email"] }) { id } }',
    );
    ids = { user: String(there.memberId), export: row.id, template: template.id };
  });

  const operations: readonly ['user' | 'export' | 'template', string][] = [
    ['user', 'query ($id: ID!) { user(id: $id) { id } }'],
    ['user', 'mutation ($id: ID!) { changeUser(input: { id: $id, city: "Faro" }) { id } }'],
    ['user', 'mutation ($id: ID!) { startExport(input: { format: CSV, ids: [$id] }) { export { id } } }'],
    ['export', 'query ($id: ID!) { export(id: $id) { id file { downloadUrl } } }'],
    ['export', 'mutation ($id: ID!) { cancelExport(id: $id) { id } }'],
    ['export', 'mutation ($id: ID!) { retryExport(id: $id) { id } }'],
    ['export', 'mutation ($id: ID!) { deleteExportFile(id: $id) { id } }'],
    ['template', 'mutation ($id: ID!) { deleteExportTemplate(id: $id) { id } }'],
  ];

  describe.each(waysToSignIn)('for a viewer with %s', (_by, signIn) => {
    let owner: TestClient;

    beforeAll(async () => {
      owner = await app[signIn]({ id: here.ownerId, organizationId: here.id });
    });

    it.each(operations)('is answered like an unknown id, with the same statements: %s, %s', async (kind, query) => {
      // The time that an answer takes would tell them apart as well: the part "answers" of the bench measures it.
      const ask = async (id: string): Promise<{ answer: string; statements: string[] }> => {
        let answer = '';
        const statements = await countingStatements(app.app.dataSource, async () => {
          const { status, data, errors } = await owner.gql(query, { id });
          answer = `${status} ${JSON.stringify([data, errors?.map(({ locations: _locations, ...error }: Data) => error)]).replaceAll(id, 'ID')}`;
        });
        // TypeORM writes integers into statements for SQLite.
        return { answer, statements: statements.map((sql) => sql.replace(/(= |\()\d+\b/g, '$1?')) };
      };
      // The first within a minute also notes that the token or session was used.
      await ask(missingId);
      expect(await ask(ids[kind])).toEqual(await ask(missingId));
    });
  });
});
