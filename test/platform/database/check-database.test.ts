import { DataSource } from 'typeorm';
import { checkDatabase } from '../../../src/platform/database/check-database';
import { useTestApp } from '../../support/apps/app';
import { eachEngine } from '../../support/databases/engines';

eachEngine('a SQLite file that may only be read', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });

  it('is detected, although SQLite opens it', async () => {
    const { database } = app.app.dataSource.options as { database: string };
    const readOnly = await new DataSource({ type: 'better-sqlite3', database, readonly: true }).initialize();
    await expect(checkDatabase(readOnly)).rejects.toMatchObject({ code: 'SQLITE_READONLY' });
    await readOnly.destroy();
    await checkDatabase(app.app.dataSource);
  });
});
