import { useOrganization, useTestApp } from '../../support/apps/app';
import { repeat, tooComplex } from '../../support/clients/complex-documents';
import { RawSocket } from '../../support/clients/raw-socket';
import { eachEngine } from '../../support/databases/engines';

const cycle = '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }';

eachEngine('limits of GraphQL documents', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false, settings: { LIMIT_BODY_BYTES: '1000000' } });
  const organization = useOrganization(app);
  let socket: RawSocket;

  beforeAll(async () => {
    socket = await RawSocket.signedIn(organization.owner);
  });
  afterAll(() => socket?.close());

  describe.each(Object.entries(tooComplex))('%s', (_what, query) => {
    it('is refused over HTTP with a short answer', async () => {
      const result = await organization.owner.gql(query);
      expect(result.data).toBeFalsy();
      expect(result.status).toBe(400);
      expect(result.errors!.map((error) => error.extensions.code)).toContain('QUERY_TOO_COMPLEX');
      expect(JSON.stringify(result.errors).length).toBeLessThan(16_384);
    });

    it('is refused over WebSocket with a short answer', async () => {
      const result = await socket.answer(query);
      expect(result.data).toBeFalsy();
      expect(result.errors!.map((error) => error.extensions.code)).toContain('QUERY_TOO_COMPLEX');
      expect(JSON.stringify(result.errors).length).toBeLessThan(16_384);
    });
  });

  it('refuse a cycle of fragments on both transports with a plain message', async () => {
    const [overHttp, overSocket] = [await organization.owner.gql(cycle), await socket.answer(cycle)];
    for (const { data, errors } of [overHttp, overSocket]) {
      expect(data).toBeFalsy();
      expect(errors![0]).toMatchObject({
        message: expect.stringContaining('Cannot spread fragment'),
        extensions: { code: 'BAD_USER_INPUT' },
      });
    }
  });

  it('report a few of a thousand errors', async () => {
    const faulty = `{ viewer { ${repeat(1000, (index) => `missing${index}`)} } }`;
    for (const { errors } of [await organization.owner.gql(faulty), await socket.answer(faulty)]) {
      expect(errors!.length).toBeLessThanOrEqual(11);
      expect(JSON.stringify(errors).length).toBeLessThan(16_384);
    }
  });

  it('report the cost of an operation and the maximum', async () => {
    const { message, cost, limit } = await organization.owner.refusal(tooComplex['too many rows']!);
    expect(cost).toBeGreaterThan(limit as number);
    expect(message).toContain(`costs ${cost} points; the maximum is ${limit}`);
  });

  it('allow 30 aliases, 20 root fields and a large page', async () => {
    const { viewer } = await organization.owner.data(`{ viewer { ${repeat(30, (index) => `a${index}: role`)} } }`);
    expect(Object.keys(viewer)).toHaveLength(30);
    expect(await organization.owner.data(`{ ${repeat(20, () => '__typename')} }`)).toEqual({ __typename: 'Query' });
    const { users } = await organization.owner.data(
      '{ users(first: 500) { nodes { id username bookingActivity { thisMonth { booked created } } invoicing { allTime { decimal } } } } }',
    );
    expect(users.nodes).toHaveLength(3);
  });

  it('refuse more tokens than the limit, not counting comments', async () => {
    expect(await organization.owner.data(`# ${'a comment '.repeat(5000)}\n{ viewer { role } }`)).toEqual({
      viewer: { role: 'OWNER' },
    });
    const { code, message } = await organization.owner.refusal(`{ ${'__typename '.repeat(3001)} }`);
    expect({ code, message }).toEqual({
      code: 'QUERY_TOO_COMPLEX',
      message: 'Document contains more than 3000 tokens. Parsing aborted.',
    });
  });

  describe('variables', () => {
    // As text: JSON.stringify itself does not go as deep.
    const payload = (query: string, name: string): string =>
      `{"query":${JSON.stringify(query)},"variables":{"${name}":${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}}}`;
    const query = 'query ($filter: UserFilter) { users(filter: $filter) { totalCount } }';
    const overSocket = (id: string, text: string) => {
      socket.send(`{"id":"${id}","type":"subscribe","payload":${text}}`);
      return socket.firstOf(id);
    };

    it('are refused on both transports if they are nested 9,000 levels deep', async () => {
      const text = payload(query, 'filter');
      for (const { data, errors } of [await organization.owner.post(text), await overSocket('deep', text)]) {
        expect(data).toBeFalsy();
        expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'filter' });
      }
    });

    it('are refused in the same way if they are unused', async () => {
      const text = payload('{ viewer { role } }', 'other');
      for (const { errors } of [await organization.owner.post(text), await overSocket('unused', text)]) {
        expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'other' });
      }
    });
  });
});
