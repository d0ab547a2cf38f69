import { createServer } from 'node:net';
import { createConnection } from 'mysql2/promise';
import { dialectOf, isDatabaseUnavailable } from '../../../src/platform/database/dialect';
import { query } from '../../../src/platform/database/query';
import { raw, sql, type SqlValue } from '../../../src/platform/database/sql';
import { useTestApp } from '../../support/apps/app';
import { addUsers, createOrganization } from '../../support/data/factories';
import { naughtyStrings } from '../../support/data/naughty-strings';
import { eachEngine } from '../../support/databases/engines';

describe('isDatabaseUnavailable', () => {
  it.each(['EPIPE', 'ECONNRESET', 'ETIMEDOUT'])('is false for an error %s of another socket', (code) => {
    expect(isDatabaseUnavailable(Object.assign(new Error(`write ${code}`), { code }))).toBe(false);
  });

  it('is true for a connection that the driver has lost', async () => {
    const server = createServer((socket) => socket.resetAndDestroy());
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as { port: number };
    const connect = (): Promise<unknown> =>
      createConnection({ host: '127.0.0.1', port }).then(
        () => null,
        (error: unknown) => error,
      );
    const reset = await connect();
    expect(reset).toMatchObject({ code: 'ECONNRESET' });
    expect(isDatabaseUnavailable(reset)).toBe(true);
    await new Promise((closed) => server.close(closed));
    const refused = await connect();
    expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
    expect(isDatabaseUnavailable(refused)).toBe(true);
  });
});

eachEngine('joinListed', (engine) => {
  const app = useTestApp(engine, { worker: false });

  it('finds exactly the listed texts and numbers', async () => {
    const { dataSource } = app.app;
    const { id: organizationId } = await createOrganization(dataSource);
    // The last one is as long as the column allows.
    const texts = [...new Set(naughtyStrings.map((text) => text.toWellFormed().slice(0, 60))), 'y'.repeat(64)];
    const ids = await addUsers(
      dataSource,
      organizationId,
      texts.map((phone, index) => ({ username: `u${index}`, phone })),
    );
    const find = async (column: string, values: SqlValue[], type: 'integer' | 'text'): Promise<number[]> => {
      const listed = dialectOf(dataSource).joinListed(values, type);
      const rows = await query<{ id: number }>(
        dataSource,
        sql`SELECT u.id FROM ${listed} users u ON u.organizationId = ${organizationId} AND u.${raw(column)} = listed.item`,
      );
      return rows.map(({ id }) => id).sort((a, b) => a - b);
    };
    expect(await find('phone', texts, 'text')).toEqual(ids);
    expect(await find('phone', [`${'y'.repeat(64)}x`], 'text')).toEqual([]);
    expect(await find('id', [ids[1]!, String(ids[0]), '9999999999', 4_294_967_297], 'integer')).toEqual(
      ids.slice(0, 2),
    );
  });
});
