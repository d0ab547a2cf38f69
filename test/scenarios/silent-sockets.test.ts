import { RawSocket } from '../support/clients/raw-socket';
import { createOrganization } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { useInstallation } from '../support/processes/processes';

eachEngine('a protocol error of a WebSocket client', ['sqlite'], (engine) => {
  const installation = useInstallation(engine);

  it.each([
    ['warn', 0],
    ['debug', 2],
  ])('is not printed to the console with log level %s, and gives %d lines in the log', async (level, lines) => {
    const organization = await createOrganization(installation.dataSource);
    const server = await installation.serveOnly({ LOG_LEVEL: level });
    const client = await installation.signIn(server, { id: organization.ownerId, organizationId: organization.id });
    for (const [message, code] of [
      [`{"type":"ping","payload":{"a":"${'x'.repeat(200_000)}"}}`, 1009],
      ['{"type":"unknown"}', 4400],
      ['{"type":"connection_ack"}', 4500],
    ] as const) {
      const socket = await RawSocket.signedIn(client);
      socket.send(message);
      expect((await socket.untilClosed()).code).toBe(code);
    }
    await client.data('{ viewer { role } }');
    expect((await server.end('SIGTERM')).code).toBe(0);
    expect(server.logged('a WebSocket failed')).toEqual(
      Array.from({ length: lines }, () => expect.objectContaining({ level: 'debug' })),
    );
    for (const line of server.stderr.split('\n').filter(Boolean))
      expect(JSON.parse(line)).toEqual(
        expect.objectContaining({ level: expect.stringMatching(/^(debug|info|warn)$/), msg: expect.any(String) }),
      );
    expect(server.stdout).toMatch(/^Tallyport serves \S+\n$/);
  });
});
