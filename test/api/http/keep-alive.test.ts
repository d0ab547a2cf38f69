import { once } from 'node:events';
import { Agent, get, type IncomingMessage, Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { createTestApp, type TestApp } from '../../support/apps/app';
import { exportFile, readExport } from '../../support/clients/exports';
import { RawStream } from '../../support/clients/raw-stream';
import { eachEngine } from '../../support/databases/engines';
import { waitFor } from '../../support/wait-for';

/** Idle timeouts of load balancers and of the pools of clients are not longer. */
const maxPoolIdleSeconds = 60;

eachEngine('idle connections', ['sqlite'], (engine) => {
  let app: TestApp;
  const clients: Socket[] = [];

  beforeAll(async () => {
    app = await createTestApp(engine);
  });
  afterAll(() => app?.stop());

  it('outlive the pools of clients and proxies, whatever was requested', async () => {
    const { owner } = await app.organization();
    const { row } = await exportFile(owner);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { downloadUrl } = (await readExport(owner, row.id)).file;
    const sockets = new Set<Socket>();
    for (const url of [`${app.url}/health`, downloadUrl, `${app.url}/nowhere`, `${app.url}/graphql`]) {
      const [response] = (await once(get(url, { agent }), 'response')) as [IncomingMessage];
      sockets.add(response.socket);
      await once(response.resume(), 'end');
      const [, seconds] = /^timeout=(\d+)$/.exec(response.headers['keep-alive'] as string) ?? [];
      expect([url, Number(seconds) > maxPoolIdleSeconds]).toEqual([url, true]);
    }
    expect(sockets.size).toBe(1);
    agent.destroy();
  });

  it('do not hold up the stop of the server, nor do the connections of its last responses', async () => {
    const stopping = await createTestApp(engine, { worker: false });
    const { owner } = await stopping.organization();
    const force = jest.spyOn(Server.prototype, 'closeAllConnections');
    const stream = await RawStream.open(owner, 'subscription { exportActivity { id } }');
    const open = async (text: string): Promise<{ socket: Socket; answer: () => string; closed: Promise<unknown> }> => {
      const socket = connect(Number(new URL(stopping.url).port), '127.0.0.1');
      clients.push(socket);
      let answer = '';
      socket.on('data', (chunk) => (answer += chunk.toString()));
      const closed = new Promise((resolve) => socket.once('close', resolve));
      await once(socket, 'connect');
      socket.write(text);
      return { socket, answer: () => answer, closed };
    };
    const unused = await open('');
    const idle = await open('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    await waitFor('an answer', () => idle.answer().includes('200 OK'));
    const body = JSON.stringify({ query: '{ viewer { role } }' });
    const running = await open(
      `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer ${owner.token}\r\nExpect: 100-continue\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    await waitFor('the request to run', () => running.answer().includes('100 Continue'));

    const stopped = stopping.app.stop();
    await Promise.all([unused.closed, idle.closed, stream.untilEnd()]);
    running.socket.write(body);
    await running.closed;
    expect(running.answer()).toContain('"role":"OWNER"');
    expect(running.answer()).toMatch(/\r\nconnection: close\r\n/i);
    await stopped;
    expect(force).not.toHaveBeenCalled();
    force.mockRestore();
  });
});
