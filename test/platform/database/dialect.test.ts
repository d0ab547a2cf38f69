import { createServer } from 'node:net';
import { createConnection } from 'mysql2/promise';
import { isDatabaseUnavailable } from '../../../src/platform/database/dialect';

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
