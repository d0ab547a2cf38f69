import { createTestApp, type SignedInOrganization, type TestApp } from '../support/apps/app';
import type { TestClient } from '../support/clients/client';
import { startExport } from '../support/clients/exports';
import { eachEngine } from '../support/databases/engines';
import { countRows } from '../support/databases/rows';

const settings = { EXPORTS_PER_MINUTE: '30' };
const start = 'mutation ($input: StartExportInput!) { startExport(input: $input) { deduplicated export { id } } }';

eachEngine('the limit on exports per minute', (engine) => {
  let app: TestApp;
  let second: TestApp;
  let organization: SignedInOrganization;

  beforeAll(async () => {
    app = await createTestApp(engine, { worker: false, settings });
    second = await createTestApp(engine, { worker: false, settings, beside: app });
  });
  beforeEach(async () => {
    organization = await app.organization();
  });
  afterAll(async () => {
    await second?.stop();
    await app?.stop();
  });

  /** No two of one instant are alike. */
  let number = 0;
  const another = (client: TestClient) =>
    client.gql(start, { input: { format: 'CSV', asOf: new Date(Date.UTC(2026, 0, 1) + ++number).toISOString() } });
  const countExports = async (): Promise<number> =>
    await countRows(app.app.dataSource, 'exports', { organizationId: organization.id });

  it('lets thirty of fifty concurrent requests at two servers start, gives the others a retry time, and is in the audit log', async () => {
    const elsewhere = await second.signIn({ id: organization.ownerId, organizationId: organization.id });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_unused, index) => another(index % 2 ? organization.owner : elsewhere)),
    );
    const refused = answers.flatMap(({ errors }) => errors ?? []);
    expect(refused).toHaveLength(20);
    for (const { message, extensions } of refused) {
      expect(extensions).toMatchObject({ code: 'LIMIT_REACHED', retryAfter: 60 });
      expect(message).toBe('You have started 30 exports within a minute. Try again in 60 seconds.');
    }
    expect(await countExports()).toBe(30);
    const { auditEvents } = await organization.owner.data(
      '{ auditEvents(first: 100) { nodes { action details count } } }',
    );
    expect(auditEvents.nodes.filter(({ action }: { action: string }) => action === 'EXPORT_DENIED')).toEqual([
      { action: 'EXPORT_DENIED', details: 'USERS CSV', count: 20 },
    ]);
  });

  it('reports the time until the oldest request is a minute old, and then allows one more', async () => {
    await another(organization.owner);
    app.clock.advance(20_000);
    for (let time = 1; time < 30; time++) expect((await another(organization.owner)).errors).toBeUndefined();
    app.clock.advance(39_001);
    expect((await another(organization.owner)).errors![0]!.extensions.retryAfter).toBe(1);
    app.clock.advance(999);
    expect((await another(organization.owner)).errors).toBeUndefined();
    expect((await another(organization.owner)).errors![0]!.extensions.retryAfter).toBe(20);
  });

  it('blocks neither joining a running export nor the exports of other users', async () => {
    const running = (await startExport(organization.owner)).export.id;
    for (let time = 1; time < 30; time++) await another(organization.owner);
    expect((await another(organization.owner)).errors![0]!.extensions.code).toBe('LIMIT_REACHED');
    expect(await startExport(organization.owner)).toMatchObject({ deduplicated: true, export: { id: running } });
    expect((await another(organization.admin)).errors).toBeUndefined();
    expect((await another((await app.organization()).owner)).errors).toBeUndefined();
  });

  it('does not last longer when the clock is set back, and holds when clocks differ by seconds', async () => {
    app.clock.advance(3_600_000);
    for (let time = 0; time < 30; time++) await another(organization.owner);
    app.clock.advance(-2_000);
    expect((await another(organization.owner)).errors![0]!.extensions.retryAfter).toBe(60);
    app.clock.advance(-3_600_000);
    for (let time = 0; time < 30; time++) expect((await another(organization.owner)).errors).toBeUndefined();
    expect((await another(organization.owner)).errors![0]!.extensions.retryAfter).toBe(60);
  });
});
