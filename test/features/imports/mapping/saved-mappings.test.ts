import { insertRows } from '../../../../src/platform/database/insert-rows';
import { useOrganizationPerTest, useTestApp } from '../../../support/apps/app';
import type { Data, TestClient } from '../../../support/clients/client';
import { applyImport, checkFile, mapImport, untilState } from '../../../support/clients/imports';
import { setPermissions } from '../../../support/data/account-changes';
import { eachEngine } from '../../../support/databases/engines';
import { countingStatements } from '../../../support/databases/statements';

const list =
  'query ($dataset: ExportDataset! = USERS) { importMappings(dataset: $dataset, first: 10) { nodes { id name dataset savedAt canDelete savedBy { username } headers { header column } } totalCount } }';
const remove = 'mutation ($id: ID!) { deleteImportMapping(id: $id) { id name } }';
const start = 'mutation ($input: StartImportInput!) { startImport(input: $input) { id } }';

eachEngine('saved mappings', (engine) => {
  const app = useTestApp(engine, { settings: { LIMIT_BODY_BYTES: '1000000' } });
  const organization = useOrganizationPerTest(app);
  const mapping = [{ header: 'Town', column: 'city' }, { header: 'Notes' }];
  const save = async (client: TestClient, mappingName: string): Promise<void> => {
    const { id } = await checkFile(client, `Username,Town,Notes,Invoiced this month\nmember,${mappingName},,\n`, {
      mapping,
      mappingName,
    });
    await client.data(applyImport, { id });
    await untilState(client, id, ['COMPLETED']);
  };
  const read = async (client: TestClient = organization.owner, variables = {}): Promise<Data> =>
    (await client.data(list, variables)).importMappings;
  const insert = (names: readonly string[], savedById: number): Promise<void> =>
    insertRows(
      app.app.dataSource.manager,
      'import_mappings',
      ['organizationId', 'dataset', 'name', 'mapping', 'savedById', 'savedAt'],
      names.map((name) => [organization.id, 'USERS', name, '[{"header":"Kind","column":null}]', savedById, 1]),
    );

  it('are listed by name, with their headers, and who saved them when', async () => {
    const { owner, admin } = organization;
    await save(owner, 'Old system');
    await save(admin, 'CRM');
    const { nodes, totalCount } = await read(admin);
    const headers = [
      { header: 'Username', column: 'username' },
      { header: 'Town', column: 'city' },
      { header: 'Notes', column: null },
    ];
    const saved = { id: expect.any(String), dataset: 'USERS', savedAt: app.clock.now().toISOString(), headers };
    expect(nodes).toEqual([
      { ...saved, name: 'CRM', canDelete: true, savedBy: { username: 'admin' } },
      { ...saved, name: 'Old system', canDelete: false, savedBy: { username: 'owner' } },
    ]);
    // The last mapping of the headers has no name, and is none of them.
    expect(totalCount).toBe(2);
    expect((await read(admin, { dataset: 'BOOKINGS' })).nodes).toEqual([]);
    expect((await read((await app.organization()).owner)).nodes).toEqual([]);
  });

  it('are deleted by the user who saved them, and by the owner', async () => {
    const { owner, admin } = organization;
    await insert(['A', 'B'], organization.ownerId);
    await insert(['C', 'D'], organization.adminId);
    const [a, b, c, d] = (await read()).nodes.map(({ id }: Data) => id);
    expect(await admin.refusal(remove, { id: a })).toMatchObject({ code: 'FORBIDDEN', reason: 'OWNER_ONLY' });
    expect((await admin.data(remove, { id: c })).deleteImportMapping).toEqual({ id: c, name: 'C' });
    await owner.data(remove, { id: d });
    await owner.data(remove, { id: b });
    expect((await read()).nodes).toMatchObject([{ name: 'A' }]);
    expect(await owner.refusal(remove, { id: b })).toMatchObject({ code: 'NOT_FOUND', argument: 'id' });
    const { owner: other } = await app.organization();
    expect(await other.refusal(remove, { id: a })).toMatchObject({ code: 'NOT_FOUND' });
    const refused = await owner.refusal(start, { input: { fileName: 'a.csv', mappingName: 'B' } });
    expect(refused).toMatchObject({ code: 'NOT_FOUND', argument: 'input.mappingName' });
    const { auditEvents } = await owner.data(
      '{ auditEvents(actions: [IMPORT_MAPPING_DELETED, IMPORT_DENIED]) { nodes { action username details } } }',
    );
    expect(auditEvents.nodes).toEqual([
      { action: 'IMPORT_MAPPING_DELETED', username: 'owner', details: '"B"' },
      { action: 'IMPORT_MAPPING_DELETED', username: 'owner', details: '"D"' },
      { action: 'IMPORT_MAPPING_DELETED', username: 'admin', details: '"C"' },
      { action: 'IMPORT_DENIED', username: 'admin', details: 'deleting the mapping "A"' },
    ]);
  });

  it('are read whole only for their headers', async () => {
    const { owner } = organization;
    await insert(['A', 'B', 'C'], organization.ownerId);
    const page = (fields: string, first = 10): string =>
      `{ importMappings(dataset: USERS, first: ${first}) { nodes { ${fields} } } }`;
    const readsOfMappings = async (fields: string): Promise<string[]> =>
      (await countingStatements(app.app.dataSource, () => owner.data(page(fields)))).filter((statement) =>
        /\bmapping\b/.test(statement),
      );
    expect(await readsOfMappings('id name savedAt')).toEqual([]);
    expect(await readsOfMappings('id headers { header column }')).toHaveLength(1);
    expect(await owner.refusal(page('headers { header column }', 20))).toMatchObject({ code: 'QUERY_TOO_COMPLEX' });
    const [{ id }] = (await read()).nodes;
    const deleted = await owner.data('mutation ($id: ID!) { deleteImportMapping(id: $id) { headers { header } } }', {
      id,
    });
    expect(deleted.deleteImportMapping.headers).toEqual([{ header: 'Kind' }]);
  });

  it('need the permissions for an import of their dataset', async () => {
    const { admin, member } = organization;
    await insert(['A'], organization.adminId);
    const [{ id }] = (await read()).nodes;
    await setPermissions(app.app.dataSource, organization.adminId, ['BOOKINGS_VIEW', 'BOOKINGS_EDIT']);
    for (const client of [admin, member]) {
      expect(await client.refusal(list)).toMatchObject({ code: 'FORBIDDEN', reason: 'PERMISSIONS_REQUIRED' });
      expect(await client.refusal(remove, { id })).toMatchObject({ code: 'FORBIDDEN', reason: 'PERMISSIONS_REQUIRED' });
    }
    expect((await read(admin, { dataset: 'BOOKINGS' })).nodes).toEqual([]);
    const wrong = await organization.owner.refusal(list, { dataset: 'ORGANIZATION' });
    expect(wrong).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'dataset' });
  });

  it('are limited in size', async () => {
    const { admin } = organization;
    const headers = Array.from({ length: 800 }, (_unused, index) => `${index} ${'h'.repeat(290)}`);
    const ignored = headers.map((header) => ({ header }));
    const tooLarge = {
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('262144'),
      reason: 'MAPPING_TOO_LARGE',
    };
    const input = { fileName: 'a.csv', mapping: ignored };
    expect(await admin.refusal(start, { input })).toMatchObject({ ...tooLarge, argument: 'input.mapping' });
    const half = ignored.slice(0, 400);
    const { id, state } = await checkFile(admin, `Username,${headers.join()}\nmember\n`, { mapping: half });
    expect(state).toBe('AWAITING_MAPPING');
    // Decisions add up.
    expect(await admin.refusal(mapImport, { id, mapping: ignored.slice(400) })).toMatchObject({
      ...tooLarge,
      argument: 'mapping',
    });
  });

  it('are limited in number', async () => {
    const { owner, admin } = organization;
    await insert(
      Array.from({ length: 200 }, (_unused, index) => `Mapping ${index}`),
      organization.ownerId,
    );
    const input = { fileName: 'a.csv', mapping };
    const full = { code: 'LIMIT_REACHED', reason: 'COUNT_LIMIT' };
    expect(await admin.refusal(start, { input: { ...input, mappingName: 'One more' } })).toMatchObject(full);
    const { id } = await checkFile(admin, 'Username,Town\nmember,Faro\n');
    expect(await admin.refusal(mapImport, { id, mapping: mapping.slice(0, 1), mappingName: 'One more' })).toMatchObject(
      full,
    );
    // An existing one can be replaced.
    await owner.data(start, { input: { ...input, mappingName: 'Mapping 7' } });
    await admin.data(start, { input: { ...input, dataset: 'BOOKINGS', mappingName: 'One more' } });
  });
});
