import { readDatabaseId } from '../../../src/platform/database/database-id';
import { migrations } from '../../../src/platform/database/migrations';
import { ExportColumns1764720000000 } from '../../../src/platform/database/migrations/3-export-columns';
import { ActiveAccounts1764979200000 } from '../../../src/platform/database/migrations/6-active-accounts';
import { SignIn1765929600000 } from '../../../src/platform/database/migrations/14-sign-in';
import { useTestApp } from '../../support/apps/app';
import { startExport } from '../../support/clients/exports';
import { eachEngine } from '../../support/databases/engines';

eachEngine('migrations', (engine) => {
  const app = useTestApp(engine, { worker: false });

  // MySQL cannot roll back one that was cut short.
  it('can be repeated without a change', async () => {
    const { owner } = await app.organization();
    const { export: row } = await startExport(owner, { format: 'CSV', dataset: 'BOOKINGS' });
    const databaseId = await readDatabaseId(app.app.dataSource);
    const runner = app.app.dataSource.createQueryRunner();
    for (const Migration of migrations) await new Migration().up(runner);
    await runner.release();
    const { export: after } = await owner.data('query ($id: ID!) { export(id: $id) { permissions } }', { id: row.id });
    expect(after.permissions).toEqual(['DATA_PROTECTION', 'BOOKINGS_VIEW', 'IDENTITIES_VIEW']);
    expect(await readDatabaseId(app.app.dataSource)).toBe(databaseId);
  });

  it('derive the permissions of exports from before permissions were stored', async () => {
    const { owner } = await app.organization();
    const { export: row } = await startExport(owner);
    await app.app.dataSource.query('UPDATE exports SET permissions = NULL WHERE id = ?', [row.id]);
    const runner = app.app.dataSource.createQueryRunner();
    await new ExportColumns1764720000000().up(runner);
    await runner.release();
    const { export: after } = await owner.data('query ($id: ID!) { export(id: $id) { permissions } }', { id: row.id });
    expect(after.permissions).toEqual(['DATA_PROTECTION', 'IDENTITIES_VIEW', 'IDENTITIES_EDIT']);
  });

  it('make owners ACTIVE whose status had no effect before, and no one else', async () => {
    const { id, owner } = await app.organization();
    await app.app.dataSource.query("UPDATE users SET status = 'INACTIVE' WHERE organizationId = ?", [id]);
    const runner = app.app.dataSource.createQueryRunner();
    await new ActiveAccounts1764979200000().up(runner);
    await runner.release();
    const { users } = await owner.data('{ users(orderBy: [{ field: USERNAME }]) { nodes { username status } } }');
    expect(users.nodes).toEqual([
      { username: 'admin', status: 'INACTIVE' },
      { username: 'member', status: 'INACTIVE' },
      { username: 'owner', status: 'ACTIVE' },
    ]);
  });

  it('for signing in can be undone and repeated, and the server then works again', async () => {
    const { owner, ownerId, id: organizationId } = await app.organization();
    const runner = app.app.dataSource.createQueryRunner();
    const migration = new SignIn1765929600000();
    await migration.down(runner);
    await expect(owner.gql('{ viewer { role } }')).resolves.toMatchObject({ status: 500 });
    await migration.up(runner);
    await runner.release();
    expect(await owner.data('{ viewer { role } }')).toEqual({ viewer: { role: 'OWNER' } });
    const client = await app.startSession({ id: ownerId, organizationId });
    expect(await client.data('{ viewer { user { email } } }')).toEqual({
      viewer: { user: { email: 'owner@example.test' } },
    });
    expect(
      await app.app.signingIn.links.listAccounts(
        (await app.app.signingIn.links.create('owner@example.test')).slice('/sign-in/'.length),
      ),
    ).not.toEqual([]);
  });
});
