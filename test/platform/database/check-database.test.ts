import { DataSource } from 'typeorm';
import { checkDatabase } from '../../../src/platform/database/check-database';
import { createTestApp, type TestApp } from '../../support/app';
import { eachEngine } from '../../support/engines';

eachEngine('a SQLite file that may only be read', ['sqlite'], (engine) => {
  let app: TestApp;
  beforeAll(async () => void (app = await createTestApp(engine, { worker: false })));
  afterAll(() => app?.stop());

  it('is found out, though SQLite opens it', async () => {
    const { database } = app.app.dataSource.options as { database: string };
    const readOnly = await new DataSource({ type: 'better-sqlite3', database, readonly: true }).initialize();
    await expect(checkDatabase(readOnly)).rejects.toMatchObject({ code: 'SQLITE_READONLY' });
    await readOnly.destroy();
    await checkDatabase(app.app.dataSource);
  });
});
