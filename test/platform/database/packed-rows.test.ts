import type { Connection } from 'mysql2/promise';
import { PackedRows } from '../../../src/platform/database/packed-rows';
import { canReadPacked } from '../../../src/platform/database/read-packed';
import { openSnapshot, type Snapshot } from '../../../src/platform/database/snapshot';
import { Sql, sql, type SqlValue } from '../../../src/platform/database/sql';
import { createTestApp, type TestApp } from '../../support/apps/app';
import { addUsers } from '../../support/data/factories';
import { naughtyStrings } from '../../support/data/naughty-strings';
import { eachEngine } from '../../support/databases/engines';

const valuesOf = (packed: PackedRows): SqlValue[][] =>
  Array.from({ length: packed.count }, (_row, place) =>
    Array.from({ length: packed.width }, (_cell, column) => packed.value(place, column)),
  );

eachEngine('packed rows', ['mariadb', 'mysql'], (engine) => {
  let app: TestApp;
  let snapshot: Snapshot;
  beforeAll(async () => {
    app = await createTestApp(engine, { worker: false });
    const { id } = await app.organization();
    await addUsers(
      app.app.dataSource,
      id,
      naughtyStrings.map((text, index) => ({
        username: `user-${index}`,
        bio: index % 50 === 7 ? text.repeat(40_000 / (text.length || 1)).toWellFormed() : text.toWellFormed(),
        city: index % 3 ? null : '',
      })),
    );
    snapshot = await openSnapshot({ dataDir: app.database.dataDir, databaseUrl: app.database.databaseUrl! });
  });
  afterAll(async () => {
    await snapshot?.close();
    await app?.stop();
  });

  it.each([
    [
      'texts, nothing, numbers',
      'SELECT u.id, u.bio, u.city, u.createdAt, u.hasPaymentMethod, u.planIds, NULL, -1 FROM users u WHERE u.id > ? ORDER BY u.id',
    ],
    [
      'numbers on both sides of what is exact',
      `SELECT CAST(999999999999999 AS SIGNED), CAST(-999999999999999 AS SIGNED), CAST(1000000000000000 AS SIGNED), CAST(9007199254740991 AS SIGNED),
       CAST(9007199254740993 AS SIGNED), CAST(-9223372036854775808 AS SIGNED), 1.50, '007' WHERE 1 > ?`,
    ],
    [
      'more rows than there was room for',
      'SELECT a.id, b.id, a.username, b.bio FROM users a CROSS JOIN users b WHERE a.id > ? AND b.id < 40 ORDER BY a.id, b.id',
    ],
    ['no rows', 'SELECT u.id, u.bio FROM users u WHERE u.id < ?'],
  ])('are the same as the plain ones: %s', async (_what, text) => {
    const packed = new PackedRows();
    await snapshot.readPacked!(packed, sql`SELECT id, username, bio FROM users WHERE id > ${0}`);
    const statement = new Sql(text.split('?'), [0]);
    await snapshot.readPacked!(packed, statement);
    expect(valuesOf(packed)).toEqual(await snapshot.rows(statement));
  });

  it('fail like plain rows, and later reads succeed', async () => {
    const packed = new PackedRows();
    await expect(snapshot.readPacked!(packed, sql`SELECT nothing FROM nowhere`)).rejects.toMatchObject({
      code: 'ER_NO_SUCH_TABLE',
    });
    await snapshot.readPacked!(packed, sql`SELECT ${'x'}`);
    expect(valuesOf(packed)).toEqual([['x']]);
  });
});

describe('the detection of packed rows', () => {
  const columns = [{ columnType: 253 }];
  const answering = (
    query: (done: (error: Error | null, rows: unknown, columns: unknown) => void) => object,
  ): Connection =>
    ({
      connection: { query: (_sql: string, _parameters: unknown, done: () => void) => query(done) },
      query: async () => [[['a']], columns],
    }) as unknown as Connection;

  it.each([
    [
      'hands over no packets',
      answering((done) => (process.nextTick(done, null, [['a']], columns), { row: () => undefined })),
    ],
    [
      'hands over other ones',
      answering((done) => {
        const query = { row: () => done(null, [], columns) } as { row(packet: object): unknown };
        process.nextTick(() => {
          query.row({ buffer: Buffer.from('\x01b'), offset: 0, end: 2, isEOF: () => false });
          query.row({ isEOF: () => true });
        });
        return query;
      }),
    ],
    ['fails', answering((done) => (process.nextTick(done, new Error('no')), {}))],
    [
      'throws',
      answering(() => {
        throw new Error('no');
      }),
    ],
  ])('is found out when a connection is opened: not from a driver that %s', async (_what, connection) => {
    expect(await canReadPacked(connection)).toBe(false);
  });
});
