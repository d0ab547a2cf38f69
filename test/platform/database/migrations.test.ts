import { DataSource } from 'typeorm';
import { readDatabaseId } from '../../../src/platform/database/database-id';
import { migrations } from '../../../src/platform/database/migrations';
import { ExportColumns1764720000000 } from '../../../src/platform/database/migrations/3-export-columns';
import { ActiveAccounts1764979200000 } from '../../../src/platform/database/migrations/6-active-accounts';
import { SignIn1765929600000 } from '../../../src/platform/database/migrations/14-sign-in';
import { LiveRequests1766361600000 } from '../../../src/platform/database/migrations/19-live-requests';
import { ImportScreens1766448000000 } from '../../../src/platform/database/migrations/20-import-screens';
import { ReturnPaths1766793600000 } from '../../../src/platform/database/migrations/24-return-paths';
import { ErrorGroups1766880000000 } from '../../../src/platform/database/migrations/25-error-groups';
import { MailLanguage1767052800000 } from '../../../src/platform/database/migrations/27-mail-language';
import { ProviderSessions1767571200000 } from '../../../src/platform/database/migrations/33-provider-sessions';
import { UndoLevels1767657600000 } from '../../../src/platform/database/migrations/34-undo-levels';
import { InvoicePlaces1768003200000 } from '../../../src/platform/database/migrations/37-invoice-places';
import { RevokedCredentials1768176000000 } from '../../../src/platform/database/migrations/39-revoked-credentials';
import { PlannedImport } from '../../features/imports/plan/planning';
import { useTestApp } from '../../support/apps/app';
import { run } from '../../support/clients/changes';
import { startExport } from '../../support/clients/exports';
import { eachEngine } from '../../support/databases/engines';
import { addRow, changeRows, deleteRows, readColumn } from '../../support/databases/rows';

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

  it('give export requests a version, and take the instant of their decision as their last change', async () => {
    const { owner, member } = await app.organization();
    const ask = async (format: string): Promise<string> =>
      (await run(member, 'requestExport', { export: { format } }, 'id')).id;
    const [open, declined] = [await ask('CSV'), await ask('XLSX')];
    app.clock.advance(60_000);
    await run(owner, 'declineExportRequest', declined, 'id');
    const runner = app.app.dataSource.createQueryRunner();
    for (const name of ['export_requests_changed', 'export_requests_changed_of_organization'])
      await runner.query(`DROP INDEX ${name}${engine.name === 'sqlite' ? '' : ' ON export_requests'}`);
    for (const name of ['version', 'updatedAt']) await runner.query(`ALTER TABLE export_requests DROP COLUMN ${name}`);
    await new LiveRequests1766361600000().up(runner);
    await runner.release();
    const { exportRequests } = await owner.data('{ exportRequests { nodes { id version changedAt } } }');
    expect(exportRequests.nodes).toEqual([
      { id: declined, version: 1, changedAt: '2026-03-15T12:01:00.000Z' },
      { id: open, version: 1, changedAt: '2026-03-15T12:00:00.000Z' },
    ]);
    expect(await run(member, 'cancelExportRequest', open, 'version')).toEqual({ version: 2 });
  });

  it('count the changes and errors of plans from before they were counted', async () => {
    const { owner, ownerId, id: organizationId } = await app.organization();
    const file = 'Username,City,Email\nadmin,Porto,no\nmember,Faro,\nnew,Faro,new@example.test\nowner,,no\n,,\nx\n';
    const person = { organizationId, userId: ownerId };
    const plan = await PlannedImport.check(app, person, file, { createMissing: true });
    await changeRows(app.app.dataSource, 'users', { organizationId, username: 'member' }, { city: 'Rome' });
    await plan.apply(person);
    const undo = await PlannedImport.undo(app, person, plan);
    const lists =
      'errorGroups { code column count message } errors(codes: ["CONFLICT"]) { totalCount } changes(kinds: [CREATED]) { totalCount } removed: changes(kinds: [REMOVED]) { totalCount }';
    const read = () =>
      Promise.all(
        [plan.id, undo.id].map(
          async (id) => (await owner.data(`query ($id: ID!) { import(id: $id) { plan { ${lists} } } }`, { id })).import,
        ),
      );
    const before = await read();
    expect(before[0].plan).toMatchObject({ errors: { totalCount: 1 }, changes: { totalCount: 3 } });
    expect(before[0].plan.errorGroups[0]).toMatchObject({ code: 'INVALID_VALUE', column: 'email', count: 2 });
    expect(before[1].plan.removed.totalCount).toBe(3);
    await deleteRows(app.app.dataSource, 'import_error_counts', { importId: [plan.id, undo.id] });
    await deleteRows(app.app.dataSource, 'import_error_groups', { importId: [plan.id, undo.id] });
    const uncounted = { createdCount: 0, removedCount: 0 };
    await changeRows(app.app.dataSource, 'import_batches', { importId: [plan.id, undo.id] }, uncounted);
    expect((await read())[0].plan.errorGroups).toEqual([]);
    const runner = app.app.dataSource.createQueryRunner();
    for (const Migration of [ImportScreens1766448000000, ErrorGroups1766880000000])
      for (const _repeated of [1, 2]) await new Migration().up(runner);
    await runner.release();
    expect(await read()).toEqual(before);
  });

  it('count sessions and their tokens from before as signed in by a provider if their user was ever linked', async () => {
    const { id: organizationId, ownerId, adminId, memberId } = await app.organization();
    const { dataSource } = app.app;
    const link = { organizationId, userId: adminId, identityHash: '0'.repeat(64), linkedAt: 0, lastUsedAt: 0 };
    await addRow(dataSource, 'linked_identities', link);
    const event = { organizationId, userId: memberId, action: 'IDENTITY_LINKED', happenedAt: 0, details: '' };
    await addRow(dataSource, 'audit_events', event);
    for (const id of [ownerId, adminId, memberId]) await app.startSession({ id, organizationId });
    for (const userId of [ownerId, adminId, memberId])
      await changeRows(dataSource, 'access_tokens', { userId }, { parentSessionId: userId === adminId ? null : 1 });
    const runner = dataSource.createQueryRunner();
    const migration = new ProviderSessions1767571200000();
    await migration.down(runner);
    for (const _repeated of [1, 2]) await migration.up(runner);
    await runner.release();
    const marks = async (table: string): Promise<number[]> =>
      (await readColumn(dataSource, table, 'isFromProvider', { organizationId })).map(Number);
    expect([await marks('sessions'), await marks('access_tokens')]).toEqual([
      [0, 1, 1],
      [0, 0, 1],
    ]);
  });

  it('take the English words out of the names of undos', async () => {
    const { owner, ownerId, id: organizationId } = await app.organization();
    const person = { organizationId, userId: ownerId };
    const plan = await PlannedImport.check(app, person, 'Username,City\nmember,Porto\n');
    await plan.apply(person);
    const undo = await PlannedImport.undo(app, person, plan);
    const { dataSource } = app.app;
    const runner = dataSource.createQueryRunner();
    for (const original of ['people.csv', 'Undo of people.csv']) {
      await changeRows(dataSource, 'imports', { id: plan.id }, { fileName: original });
      await changeRows(dataSource, 'imports', { id: undo.id }, { fileName: `Undo of ${original}`, undoLevel: 0 });
      for (const _repeated of [1, 2]) await new UndoLevels1767657600000().up(runner);
      const read = 'query ($id: ID!) { import(id: $id) { fileName title } }';
      const expected = { fileName: `Undo of ${original}`, title: `Undo of ${original}` };
      expect((await owner.data(read, { id: undo.id })).import).toEqual(expected);
    }
    await runner.release();
  });

  it('keep the invoices from before they had locations and bookings, and never use the id of a deleted one again', async () => {
    if (engine.name !== 'sqlite') return;
    const dataSource = await new DataSource({ type: 'better-sqlite3', database: ':memory:' }).initialize();
    const runner = dataSource.createQueryRunner();
    const indexes = async (): Promise<string[]> =>
      (await runner.query("SELECT sql FROM sqlite_master WHERE tbl_name = 'invoices' AND type = 'index'"))
        .flatMap(({ sql }: { sql: string | null }) => sql?.replaceAll(/\s+/g, ' ') ?? [])
        .sort();
    for (const Migration of migrations.filter((each) => each !== InvoicePlaces1768003200000))
      await new Migration().up(runner);
    await runner.query(
      "INSERT INTO organizations (id, slug, name, timezone, currency, createdAt) VALUES (1, 'a', 'A', 'UTC', 'EUR', 0)",
    );
    const insert = (id: number | null): Promise<unknown> =>
      runner.query(
        `INSERT INTO invoices (id, organizationId, userId, number, issuedAt, totalMinor, status) VALUES (?, 1, 1, '${id} é', 9e12, -1e13, 'VOID')`,
        [id],
      );
    await runner.query('PRAGMA foreign_keys = OFF');
    for (const id of [3, 8, 9]) await insert(id);
    await runner.query('DELETE FROM invoices WHERE id = 9');
    const before = { rows: await runner.query('SELECT * FROM invoices'), indexes: await indexes() };
    for (const _repeated of [1, 2]) await new InvoicePlaces1768003200000().up(runner);
    expect(await runner.query('SELECT * FROM invoices')).toEqual(
      before.rows.map((row: object) => ({ ...row, locationId: null, bookingId: null })),
    );
    expect((await indexes()).filter((sql) => !/locationId|bookingId/.test(sql))).toEqual(before.indexes);
    await insert(null);
    expect((await runner.query('SELECT MAX(id) AS id FROM invoices'))[0].id).toBe(10);
    await runner.release();
    await dataSource.destroy();
  });

  it('for signing in can be undone and repeated, and the server then works again', async () => {
    const { owner, ownerId, id: organizationId } = await app.organization();
    const runner = app.app.dataSource.createQueryRunner();
    const migration = new SignIn1765929600000();
    await migration.down(runner);
    await expect(owner.gql('{ viewer { role } }')).resolves.toMatchObject({ status: 500 });
    await migration.up(runner);
    for (const Later of [
      ReturnPaths1766793600000,
      MailLanguage1767052800000,
      ProviderSessions1767571200000,
      RevokedCredentials1768176000000,
    ])
      await new Later().up(runner);
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
