import { createTestApp, type SignedInOrganization, type TestApp } from '../support/app';
import { eachEngine } from '../support/engines';
import { RawSocket } from '../support/raw-socket';

const repeat = (count: number, part: (index: number) => string): string => Array.from({ length: count }, (_unused, index) => part(index)).join(' ');

const tooComplex: Record<string, string> = {
  '31 aliases': `{ viewer { ${repeat(31, (index) => `a${index}: role`)} } }`,
  '101 aliases': `{ viewer { ${repeat(101, (index) => `a${index}: role`)} } }`,
  '1,000 aliases': `{ viewer { ${repeat(1000, (index) => `a${index}: role`)} } }`,
  '5,000 aliases': `{ ${repeat(5000, (index) => `a${index}: __typename`)} }`,
  '21 root fields': `{ ${repeat(21, () => '__typename')} }`,
  '21 root fields by way of fragments': `{ ...a ...a ...a } fragment a on Query { ${repeat(7, () => '__typename')} }`,
  'a depth of 13': deep(13),
  'a depth of 8,000': deep(8000),
  'a depth of 13 by way of fragments': `{ ...a } fragment a on Query { users { ...b } } fragment b on UserConnection { nodes { ${'x { '.repeat(10)} y ${'}'.repeat(10)} } }`,
  'a literal 20,000 deep': `{ users(filter: { ids: ${'['.repeat(20_000)}${']'.repeat(20_000)} }) { totalCount } }`,
  'a fragment fan-out of 2^22 at the root': `{ ...f0 } ${fanOut('Query', '__typename')}`,
  'a fragment fan-out of 2^22 further down': `{ viewer { ...f0 } } ${fanOut('Viewer', 'role')}`,
  '500 fields of one name, each with fields': `{ users { nodes { ${repeat(500, () => 'bookingActivity { hasBooked }')} } } }`,
  '1,000 fields of one name': `{ users { nodes { ${repeat(1000, () => 'id')} } } }`,
  '250 inline fragments with the same fields': `{ viewer { ${repeat(250, () => '... on Viewer { role user { id } }')} } }`,
  '150 fragments with the same fields': `{ ${repeat(150, (index) => `...f${index}`)} } ${repeat(150, (index) => `fragment f${index} on Query { viewer { role user { id } } }`)}`,
  '2,900 fields of one name': `{ users(first: 1) { nodes { ${repeat(2900, () => 'id')} } } }`,
  '1,000 directives': `{ viewer { role ${repeat(1000, () => '@include(if: true)')} } }`,
  '400 directives, which are few enough tokens': `{ viewer { role ${repeat(400, () => '@include(if: true)')} } }`,
  '5,000 repeats of an unknown directive': `{ viewer { role ${repeat(5000, () => '@no')} } }`,
  '1,400 repeats of an unknown directive': `{ viewer { role ${repeat(1400, () => '@no')} } }`,
  'too many rows': `{ ${repeat(12, (index) => `a${index}: users(first: 500) { nodes { id bookingActivity { hasBooked thisMonth { booked created } firstDate { booked created } } plans team } }`)} }`,
};

function deep(levels: number): string {
  return `{ users { nodes { ${'bookingActivity { '.repeat(levels - 3)} hasBooked ${'}'.repeat(levels - 3)} } } }`;
}

/** Twenty-two fragments, each of which spreads the next one twice. */
function fanOut(type: string, field: string): string {
  return `${repeat(22, (index) => `fragment f${index} on ${type} { ...f${index + 1} ...f${index + 1} }`)} fragment f22 on ${type} { ${field} }`;
}

const cycle = '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }';

eachEngine('limits of GraphQL documents', ['sqlite'], (engine) => {
  let app: TestApp;
  let organization: SignedInOrganization;
  let socket: RawSocket;

  beforeAll(async () => {
    app = await createTestApp(engine, { worker: false, settings: { LIMIT_BODY_BYTES: '1000000' } });
    organization = await app.organization();
    socket = await RawSocket.signedIn(organization.owner);
  });
  afterAll(async () => {
    socket?.close();
    await app?.stop();
  });

  describe.each(Object.entries(tooComplex))('%s', (_what, query) => {
    it('is refused over HTTP, quickly, with a short answer', async () => {
      const { tookMs, result } = await quickest(() => organization.owner.gql(query));
      expect(result.data).toBeFalsy();
      expect(result.status).toBe(400);
      expect(result.errors!.map((error) => error.extensions.code)).toContain('QUERY_TOO_COMPLEX');
      expect(JSON.stringify(result.errors).length).toBeLessThan(16_384);
      expect(tookMs).toBeLessThan(100);
    });

    it('is refused over WebSocket, quickly, with a short answer', async () => {
      const { tookMs, result } = await quickest(() => socket.answer(query));
      expect(result.data).toBeFalsy();
      expect(result.errors!.map((error) => error.extensions.code)).toContain('QUERY_TOO_COMPLEX');
      expect(JSON.stringify(result.errors).length).toBeLessThan(16_384);
      expect(tookMs).toBeLessThan(100);
    });
  });

  it('refuses a cycle of fragments on both transports with a plain message', async () => {
    const [overHttp, overSocket] = [await organization.owner.gql(cycle), await socket.answer(cycle)];
    for (const { data, errors } of [overHttp, overSocket]) {
      expect(data).toBeFalsy();
      expect(errors![0]).toMatchObject({ message: expect.stringContaining('Cannot spread fragment'), extensions: { code: 'BAD_USER_INPUT' } });
    }
  });

  it('answers a thousand faults with a few of them', async () => {
    const faulty = `{ viewer { ${repeat(1000, (index) => `missing${index}`)} } }`;
    for (const { errors } of [await organization.owner.gql(faulty), await socket.answer(faulty)]) {
      expect(errors!.length).toBeLessThanOrEqual(11);
      expect(JSON.stringify(errors).length).toBeLessThan(16_384);
    }
  });

  it('says what an operation costs and what it may cost', async () => {
    const { message, cost, limit } = await organization.owner.refusal(tooComplex['too many rows']!);
    expect(cost).toBeGreaterThan(limit as number);
    expect(message).toContain(`costs ${cost} points; ${limit} is the most`);
  });

  it('lets 30 aliases, 20 root fields and a page of everything through', async () => {
    const { viewer } = await organization.owner.data(`{ viewer { ${repeat(30, (index) => `a${index}: role`)} } }`);
    expect(Object.keys(viewer)).toHaveLength(30);
    expect(await organization.owner.data(`{ ${repeat(20, () => '__typename')} }`)).toEqual({ __typename: 'Query' });
    const { users } = await organization.owner.data('{ users(first: 500) { nodes { id username bookingActivity { thisMonth { booked created } } invoicing { allTime { decimal } } } } }');
    expect(users.nodes).toHaveLength(3);
  });

  it('refuses more tokens than the limit, comments not counted', async () => {
    expect(await organization.owner.data(`# ${'a comment '.repeat(5000)}\n{ viewer { role } }`)).toEqual({ viewer: { role: 'OWNER' } });
    const { code, message } = await organization.owner.refusal(`{ ${'__typename '.repeat(3001)} }`);
    expect({ code, message }).toEqual({ code: 'QUERY_TOO_COMPLEX', message: 'Document contains more than 3000 tokens. Parsing aborted.' });
  });

  describe('variables', () => {
    // As text: JSON.stringify itself does not go as deep.
    const payload = (query: string, name: string): string => `{"query":${JSON.stringify(query)},"variables":{"${name}":${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}}}`;
    const query = 'query ($filter: UserFilter) { users(filter: $filter) { totalCount } }';
    const overSocket = (id: string, text: string) => {
      socket.send(`{"id":"${id}","type":"subscribe","payload":${text}}`);
      return socket.firstOf(id);
    };

    it('nested 9,000 deep are refused on both transports', async () => {
      const text = payload(query, 'filter');
      for (const { data, errors } of [await organization.owner.post(text), await overSocket('deep', text)]) {
        expect(data).toBeFalsy();
        expect(errors![0]!.extensions).toEqual({ code: 'BAD_USER_INPUT', argument: 'filter' });
      }
    });

    it('that are not used are refused all the same', async () => {
      const text = payload('{ viewer { role } }', 'other');
      for (const { errors } of [await organization.owner.post(text), await overSocket('unused', text)]) {
        expect(errors![0]!.extensions).toEqual({ code: 'BAD_USER_INPUT', argument: 'other' });
      }
    });
  });
});

/** The best of three: the first time, code is still being compiled, and the machine has other work too. */
async function quickest<T>(run: () => Promise<T>): Promise<{ tookMs: number; result: T }> {
  let best: { tookMs: number; result: T } | undefined;
  for (let attempt = 0; attempt < 3; attempt++) {
    const startedAt = performance.now();
    const result = await run();
    const tookMs = performance.now() - startedAt;
    if (!best || tookMs < best.tookMs) best = { tookMs, result };
  }
  return best!;
}
