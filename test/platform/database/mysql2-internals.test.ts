import { version } from 'mysql2/package.json';
import { createConnection } from 'mysql2/promise';
import { internalsOf, isIdle, queryPackets } from '../../../src/platform/database/mysql2-internals';
import { raw } from '../../../src/platform/database/sql';
import { eachEngine } from '../../support/databases/engines';

describe('the private parts of mysql2', () => {
  it('were last reviewed for this version', () => {
    expect(version).toBe('3.24.6');
  });
});

eachEngine('the private parts of mysql2', ['mariadb', 'mysql'], (engine) => {
  it('include the state of a connection and the packets of rows', async () => {
    const database = await engine.createDatabase();
    const connection = await createConnection({ uri: database.databaseUrl! });
    try {
      const core = internalsOf((connection as unknown as { connection: unknown }).connection);
      expect(core).toMatchObject({ config: { host: expect.any(String) }, threadId: expect.any(Number) });
      expect(core.stream.bytesRead).toBeGreaterThan(0);
      expect(isIdle(core)).toBe(true);
      const packets: string[] = [];
      const running = queryPackets(connection, raw("SELECT 'a' AS x UNION ALL SELECT 'bc'"), (packet) =>
        packets.push(packet.buffer.toString('latin1', packet.offset, packet.end)),
      );
      expect(isIdle(core)).toBe(false);
      expect(await running).toHaveLength(1);
      expect(packets).toEqual(['\x01a', '\x02bc']);
    } finally {
      await connection.end();
      await database.drop();
    }
  });
});
