import { errorCodes } from '../../../src/errors';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { download } from '../../support/clients/client';
import { exportFile } from '../../support/clients/exports';
import { rawRequest } from '../../support/clients/raw-http';
import { RawSocket } from '../../support/clients/raw-socket';
import { eachEngine } from '../../support/databases/engines';
import { changeRows, hideTable } from '../../support/databases/rows';
import { waitFor } from '../../support/wait-for';

const bookings = '{ bookings { totalCount } }';
const masked = /^Internal error\. Report the request id ([\da-f-]{36}) to the operator of this server\.$/;
const inside = /SQL|no such table|doesn't exist|bookings_gone|node_modules|\/work|\.ts\b|at \w+ \(/i;

eachEngine('internal errors', ['sqlite', 'mariadb'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);

  beforeAll(async () => {
    for (const table of ['bookings', 'exports']) await hideTable(app.app.dataSource, table);
  });

  const internalError = (requestId: string) => ({
    code: 'INTERNAL_SERVER_ERROR',
    requestId,
    reason: 'INTERNAL_ERROR',
    parameters: { requestId },
  });
  const loggedOf = (requestId: string) =>
    waitFor('the log line', () =>
      app.logLines
        .map((line) => JSON.parse(line))
        .find((line) => line.requestId === requestId && line.level !== 'info' && line.err),
    );

  it('are masked over HTTP: the client gets the request id, the log the details', async () => {
    const { status, headers, data, errors } = await organization.owner.gql(bookings);
    expect({ status, data }).toEqual({ status: 200, data: { bookings: null } });
    const [, requestId] = masked.exec(errors![0]!.message)!;
    expect(errors![0]!.extensions).toEqual(internalError(requestId!));
    expect(headers.get('x-request-id')).toBe(requestId);
    expect(JSON.stringify(errors)).not.toMatch(inside);
    expect((await loggedOf(requestId!)).err.message).toMatch(/bookings/);
  });

  it('are masked over WebSocket, and the socket stays open', async () => {
    const socket = await RawSocket.signedIn(organization.owner);
    for (const query of [
      bookings,
      'subscription { exportActivity { id } }',
      'subscription { exportProgress(id: 1) { id } }',
    ]) {
      const { data, errors } = await socket.answer(query);
      expect(data ?? null).toEqual(query === bookings ? { bookings: null } : null);
      const [, requestId] = masked.exec(errors![0].message)!;
      expect(errors![0].extensions).toEqual(internalError(requestId!));
      expect(JSON.stringify(errors)).not.toMatch(inside);
      expect((await loggedOf(requestId!)).err.message).toMatch(/bookings|exports/);
    }
    expect(await socket.answer('{ viewer { role } }')).toEqual({ data: { viewer: { role: 'OWNER' } } });
    socket.close();
  });

  it('do not affect the rest of a response', async () => {
    const { data, errors } = await organization.owner.gql(
      '{ viewer { role user { username bookingActivity { hasBooked } } } }',
    );
    expect(data).toEqual({ viewer: { role: 'OWNER', user: { username: 'owner', bookingActivity: null } } });
    expect(errors).toHaveLength(1);
    expect(errors![0]!.path).toEqual(
      ['viewer', 'user', 'bookingActivity', 'hasBooked'].slice(0, errors![0]!.path!.length),
    );
  });
});

eachEngine('errors', ['sqlite'], (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganization(app);

  it('always have a code of the list', async () => {
    const { owner, member } = organization;
    const wrong: [string, object?][] = [
      ['{'],
      ['{ nothing }'],
      ['{ users(first: 0) { totalCount } }'],
      ['{ users(after: "x") { totalCount } }'],
      [`{ ${'a: __typename '.repeat(40)} }`],
      ['query ($id: ID!) { user(id: $id) { id } }'],
      ['mutation { cancelExport(id: 999) { id } }'],
      ['subscription { exportProgress(id: 999) { id } }'],
      ['{ exportColumns(dataset: EVERYTHING) { key } }'],
      ['mutation { startExport(input: { format: CSV }) { export { id } } }'],
      ['{ auditEvents { totalCount } }'],
    ];
    const codes = new Set<string>();
    const socket = await RawSocket.signedIn(member);
    for (const [query, variables] of wrong) {
      for (const { errors } of [
        await member.gql(query, variables),
        await owner.gql(query, variables),
        await socket.answer(query, variables),
      ]) {
        for (const error of errors ?? []) codes.add(error.extensions.code);
      }
    }
    socket.close();
    for (const [path, method] of [
      ['/nothing', 'GET'],
      ['/graphql', 'PUT'],
      ['/graphql', 'POST'],
      ['/downloads/x', 'GET'],
      ['/%', 'GET'],
    ]) {
      for (const error of (await rawRequest(app.url, path!, { method: method! })).json().errors)
        codes.add(error.extensions.code);
    }
    expect([...codes].filter((code) => !errorCodes.includes(code as never))).toEqual([]);
    expect([...codes].sort()).toEqual([
      'BAD_USER_INPUT',
      'FORBIDDEN',
      'NOT_FOUND',
      'QUERY_TOO_COMPLEX',
      'UNAUTHENTICATED',
    ]);
  });

  it('are masked if a value cannot be serialized', async () => {
    const { row } = await exportFile(organization.owner, { format: 'XLSX' });
    await changeRows(app.app.dataSource, 'exports', { id: row.id }, { fileRows: 3000000000 });
    const { errors } = await organization.owner.gql('query ($id: ID!) { export(id: $id) { file { rows } } }', {
      id: row.id,
    });
    expect(errors![0]!.extensions.code).toBe('INTERNAL_SERVER_ERROR');
    expect(errors![0]!.message).toMatch(masked);
  });

  it('leave no token and no secret of a link in the log', async () => {
    const { owner } = organization;
    const { row } = await exportFile(owner);
    const url: string = row.file.downloadUrl;
    await download(url, { range: 'bytes=0-1', referer: url });
    await download(`${url.slice(0, -1)}x`);
    await rawRequest(app.url, `/graphql?token=${owner.token}`, { headers: { authorization: `Bearer ${owner.token}` } });
    await rawRequest(app.url, `/${owner.token}`);
    await owner.gql(`{ user(id: "${owner.token}") { id } }`);
    await owner.gql(`{ ${owner.token} }`);
    const socket = await RawSocket.signedIn(owner);
    await socket.answer('subscription { exportProgress(id: 1) { id file { downloadUrl } } }');
    socket.close();
    await hideTable(app.app.dataSource, 'bookings');
    await owner.gql(bookings);

    const log = app.logLines.join('');
    const [grant, signature] = url.slice(url.lastIndexOf('/') + 1).split('.') as [string, string];
    for (const secret of [owner.token!.slice(3, 20), grant.slice(0, 20), signature.slice(0, 20)])
      expect(log).not.toContain(secret);
    expect(log).toContain('"path":"/downloads"');
    expect(app.logLines.length).toBeGreaterThan(8);
  });
});
