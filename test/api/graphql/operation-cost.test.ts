import { useOrganization, useTestApp } from '../../support/apps/app';
import { startExport } from '../../support/clients/exports';
import { rawRequest } from '../../support/clients/raw-http';
import { RawSocket } from '../../support/clients/raw-socket';
import { RawStream } from '../../support/clients/raw-stream';
import { changeExport, stages } from '../../support/data/export-changes';
import { eachEngine } from '../../support/databases/engines';
import { waitFor } from '../../support/wait-for';

const query = '{ viewer { role } }';
const reported = (requested: number) => ({
  cost: {
    requested,
    limit: 60_000,
    inFlight: { limit: 30_000, remaining: 30_000 },
    waiting: { limit: 200, remaining: 200 },
  },
});

eachEngine('the cost of an operation', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);
  let socket: RawSocket;
  let exportId: string;

  beforeAll(async () => {
    socket = await RawSocket.signedIn(organization.owner);
    exportId = (await startExport(organization.owner)).export.id;
  });
  afterAll(() => socket?.close());

  const post = async (extensions?: unknown, operation = query) =>
    (
      await rawRequest(app.url, '/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...organization.owner.headers },
        body: JSON.stringify({ query: operation, extensions }),
      })
    ).json();
  const get = async (extensions: unknown) => {
    const parameters = new URLSearchParams({ query, extensions: JSON.stringify(extensions) });
    return (await rawRequest(app.url, `/graphql?${parameters}`, { headers: organization.owner.headers })).json();
  };
  let sent = 0;
  const startOverSocket = (extensions: unknown, operation: string): (() => any[]) => {
    const id = `operation ${++sent}`;
    socket.send({ id, type: 'subscribe', payload: { query: operation, extensions } });
    return () =>
      socket.messages
        .filter((message) => message.id === id && message.type !== 'complete')
        .map(({ payload }) => payload);
  };
  const overSocket = async (extensions: unknown): Promise<any> => {
    const results = startOverSocket(extensions, query);
    return waitFor('a result', () => results()[0]);
  };

  it('is in the extensions of a query, a mutation and a GET that request it', async () => {
    expect((await post({ cost: true })).extensions).toEqual(reported(2));
    expect((await get({ cost: true })).extensions).toEqual(reported(2));
    const mutation = `mutation { cancelExport(id: "999") { id } }`;
    expect((await post({ cost: true }, mutation)).extensions.cost.requested).toBeGreaterThan(0);
    expect((await overSocket({ cost: true })).extensions).toEqual(reported(2));
  });

  it.each([undefined, null, {}, { cost: false }, { cost: null }, { other: true }])(
    'is not there otherwise: %j',
    async (extensions) => {
      expect((await post(extensions)).extensions).toBeUndefined();
      expect((await overSocket(extensions)).extensions).toBeUndefined();
    },
  );

  it.each(['yes', 1, {}, []])('is refused for another value than true or false: %j', async (cost) => {
    const refused = { extensions: { code: 'BAD_USER_INPUT', argument: 'extensions.cost' } };
    expect((await post({ cost })).errors).toMatchObject([refused]);
    expect((await get({ cost })).errors).toMatchObject([refused]);
    expect(await overSocket({ cost })).toMatchObject([refused]);
  });

  it.each([
    ['shared', 'id state'],
    ['of its own', 'id state actions { cancel }'],
  ])('is in the first result of a subscription that is %s, and in no later one', async (_what, fields) => {
    const operation = `subscription { exportProgress(id: ${exportId}) { ${fields} } }`;
    const [stream, other] = [
      await RawStream.open(organization.owner, operation, { extensions: { cost: true } }),
      await RawStream.open(organization.owner, operation),
    ];
    const overSocket = startOverSocket({ cost: true }, operation);
    const results = [stream, other].map((one) => () => one.events.map(({ data }) => data)).concat(overSocket);
    const untilAll = (count: number) =>
      waitFor('results', () => results.every((received) => received().length >= count));
    await untilAll(1);
    await changeExport(app.app.dataSource, exportId, stages.running(++sent));
    await untilAll(2);
    const costs = results.map((received) => received().map(({ extensions }) => extensions?.cost?.limit));
    expect(costs).toEqual([
      [60_000, undefined],
      [undefined, undefined],
      [60_000, undefined],
    ]);
    stream.close();
    other.close();
  });
});
