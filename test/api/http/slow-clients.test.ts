/** @slow */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { replaceFile } from '../../support/apps/export-files';
import { download } from '../../support/clients/client';
import { exportFile, readExport } from '../../support/clients/exports';
import { eachEngine } from '../../support/databases/engines';
import { waitFor } from '../../support/wait-for';

const bytes = Buffer.alloc(32_000_000, 'x');

eachEngine('slow clients', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { settings: { LIMIT_SILENCE_SECONDS: '2', LIMIT_DOWNLOADS: '2' } });
  const organization = useOrganization(app);
  const sockets: Socket[] = [];
  const drips: NodeJS.Timeout[] = [];

  afterEach(() => {
    drips.splice(0).forEach(clearInterval);
    sockets.splice(0).forEach((socket) => socket.destroy());
  });

  const url = async (): Promise<string> => {
    const { row } = await exportFile(organization.owner);
    await replaceFile(app, row.id, bytes);
    return (await readExport(organization.owner, row.id)).file.downloadUrl;
  };
  /** Sends this, and then one byte after the other for as long as it may; what was answered, once it was hung up on. */
  const dripping = (text: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(Number(new URL(app.url).port), '127.0.0.1', () => {
        socket.write(text);
        drips.push(setInterval(() => socket.writable && socket.write('x'), 100));
      });
      sockets.push(socket);
      let answer = '';
      socket.on('data', (chunk) => (answer += chunk.toString()));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(answer));
    });
  const alive = async (): Promise<void> => {
    expect((await fetch(`${app.url}/health`)).status).toBe(200);
    expect((await organization.member.data('{ viewer { role } }')).viewer.role).toBe('MEMBER');
  };

  it.each([
    ['its headers', 'POST /graphql HTTP/1.1\r\nHost: x\r\nX-Slow: '],
    [
      'its body',
      'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 90000\r\nAuthorization: Bearer TOKEN\r\n\r\n{"query": "',
    ],
    [
      'its body in pieces',
      'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nAuthorization: Bearer TOKEN\r\n\r\nffff\r\n{"query": "',
    ],
  ])(
    'that send %s are answered and disconnected, even a hundred of them, and do not delay others',
    async (_what, text) => {
      const many = Array.from({ length: 100 }, () => dripping(text.replace('TOKEN', organization.owner.token!)));
      await alive();
      for (const answer of await Promise.all(many))
        expect(answer.split('\r\n')[0]).toBe('HTTP/1.1 408 Request Timeout');
      await alive();
    },
  );

  it('lose a download that they do not read, and free its slot', async () => {
    const link = await url();
    const responses: IncomingMessage[] = [];
    for (let one = 0; one < 2; one++) {
      const [response] = (await once(get(link, { agent: false }), 'response')) as [IncomingMessage];
      response.on('error', () => undefined);
      responses.push(response.pause());
    }
    const { status, headers, body } = await download(link);
    expect([status, headers.get('retry-after'), JSON.parse(body.toString()).errors[0].extensions]).toEqual([
      429,
      '5',
      { code: 'LIMIT_REACHED', retryAfter: 5, reason: 'AT_ONCE_LIMIT', parameters: { max: 2 } },
    ]);
    await alive();
    expect(
      (
        await waitFor('a place', async () => {
          const again = await download(link);
          return again.status === 429 ? null : again;
        })
      ).body.equals(bytes),
    ).toBe(true);
    // What they had not taken by then never comes.
    for (const response of responses) {
      let received = 0;
      const reading = (async () => {
        for await (const chunk of response) received += (chunk as Buffer).length;
      })();
      await expect(reading).rejects.toThrow('aborted');
      expect(received).toBeLessThan(bytes.length);
    }
  });

  it('keep a download that they read steadily', async () => {
    const [response] = (await once(get(await url(), { agent: false }), 'response')) as [IncomingMessage];
    const startedAtMs = performance.now();
    let received = 0;
    for await (const chunk of response) {
      received += (chunk as Buffer).length;
      // Slow for twice the time that nothing at all may be taken.
      if (performance.now() - startedAtMs < 4000) await new Promise((next) => setTimeout(next, 20));
    }
    expect(performance.now() - startedAtMs).toBeGreaterThan(4000);
    expect(received).toBe(bytes.length);
  });
});

eachEngine('a thousand downloads of one file at once', ['sqlite', 'mariadb'], (engine) => {
  const app = useTestApp(engine);

  it('run twenty per user; further ones get Retry-After, and other users are served', async () => {
    const organization = await app.organization();
    const { row } = await exportFile(organization.owner);
    await replaceFile(app, row.id, bytes);
    const link = async (client = organization.owner): Promise<string> =>
      (await readExport(client, row.id)).file.downloadUrl;
    const theirs = await link();
    const responses = await Promise.all(
      Array.from({ length: 1000 }, async () => {
        const [response] = (await once(get(theirs, { agent: false }), 'response')) as [IncomingMessage];
        response.on('error', () => undefined);
        return response.pause();
      }),
    );
    const refused = responses.filter(({ statusCode }) => statusCode === 429);
    expect([responses.filter(({ statusCode }) => statusCode === 200).length, refused.length]).toEqual([20, 980]);
    expect(new Set(refused.map(({ headers }) => headers['retry-after']))).toEqual(new Set(['5']));
    expect((await fetch(`${app.url}/health`)).status).toBe(200);
    expect((await download(await link(organization.admin))).body.equals(bytes)).toBe(true);
    expect((await download(await link())).status).toBe(429);
    for (const response of responses) response.destroy();
    await waitFor(
      'the places to be free',
      async () => (await download(await link(), { range: 'bytes=0-9' })).status === 206,
    );
    const { auditEvents } = await organization.owner.data(
      '{ auditEvents(first: 1, actions: [DOWNLOAD_DENIED], text: "too many at once") { nodes { username exportId count } } }',
    );
    expect(auditEvents.nodes).toEqual([{ username: 'owner', exportId: row.id, count: expect.any(Number) }]);
    expect(auditEvents.nodes[0].count).toBeGreaterThanOrEqual(981);
  });
});
