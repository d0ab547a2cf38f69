/** @slow */
import { OrganizationThrottle } from '../../src/api/graphql/organization-throttle';
import { Permission } from '../../src/features/auth/permissions';
import { Organization } from '../../src/features/organizations/organization.entity';
import { StatisticsService } from '../../src/features/statistics/statistics.service';
import { type TestApp, useOrganization, useTestApp } from '../support/apps/app';
import type { TestClient } from '../support/clients/client';
import { RawSocket } from '../support/clients/raw-socket';
import { setPermissions, suspendUser } from '../support/data/account-changes';
import { addBookings, addManyUsers, addUsers } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { waitFor } from '../support/wait-for';

const held = '{ organization { name } }';
const hello = '{ viewer { role } }';
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_unused, index) => make(index));

/** Operations of one organization that have begun and do not end until they are told to. */
class Held {
  begun = 0;
  private readonly ends: (() => void)[] = [];
  private readonly spy: jest.SpyInstance;

  constructor(app: TestApp, organizationId: number) {
    const { manager } = app.app.dataSource;
    const find = manager.findOneByOrFail.bind(manager) as (...parameters: unknown[]) => Promise<unknown>;
    this.spy = jest.spyOn(manager, 'findOneByOrFail').mockImplementation((async (
      entity: unknown,
      where: { id: number },
    ) => {
      if (entity === Organization && where.id === organizationId) {
        this.begun++;
        await new Promise<void>((resolve) => this.ends.push(resolve));
      }
      return find(entity, where);
    }) as never);
  }

  get running(): number {
    return this.ends.length;
  }

  async untilRunning(count: number): Promise<void> {
    await waitFor(`${count} operations to run`, () => this.running === count);
  }

  endOne(): void {
    this.ends.shift()?.();
  }

  /** Those that wait behind them begin and run to their end, too. */
  endAll(): void {
    this.spy.mockRestore();
    this.ends.splice(0).forEach((end) => end());
  }
}

/** Who has asked for a turn. */
class Entering {
  private readonly spy = jest.spyOn(OrganizationThrottle.prototype, 'acquire');

  async until(userId: number, count: number): Promise<void> {
    await waitFor(
      `${count} operations to ask for a turn`,
      () => this.spy.mock.calls.filter(([viewer]) => viewer.userId === userId).length === count,
    );
  }

  restore(): void {
    this.spy.mockRestore();
  }
}

eachEngine('the concurrency limit of one organization', ['sqlite', 'mariadb'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const busy = useOrganization(app);
  const other = useOrganization(app);
  let holding: Held;
  const sockets: RawSocket[] = [];

  beforeEach(() => (holding = new Held(app, busy.id)));
  afterEach(() => {
    holding.endAll();
    sockets.splice(0).forEach((socket) => socket.close());
  });

  const signedIn = async (client: TestClient): Promise<RawSocket> => {
    const socket = await RawSocket.signedIn(client);
    sockets.push(socket);
    return socket;
  };
  /** How many of nine begin: eight, when nothing of earlier operations still holds a place. */
  const eightPlaces = async (): Promise<number> => {
    const again = new Held(app, busy.id);
    const answers = many(9, () => busy.admin.data(held));
    await again.untilRunning(8);
    const { begun } = again;
    again.endAll();
    await Promise.all(answers);
    return begun;
  };

  it('lets eight operations run and 192 wait on both transports while another organization is served', async () => {
    const socket = await signedIn(busy.admin);
    let answered = 0;
    const answers = [...many(150, () => busy.owner.data(held)), ...many(50, () => socket.answer(held))].map((answer) =>
      answer.finally(() => answered++),
    );
    await holding.untilRunning(8);
    const otherSocket = await signedIn(other.owner);
    for (let time = 0; time < 20; time++) {
      expect((await other.owner.data(held)).organization.name).toMatch(/^Organization/);
      expect((await otherSocket.answer(hello)).data).toEqual({ viewer: { role: 'OWNER' } });
    }
    expect({ answered, begun: holding.begun, running: holding.running }).toEqual({ answered: 0, begun: 8, running: 8 });
    holding.endOne();
    await waitFor('the next to begin', () => holding.begun === 9);
    holding.endAll();
    for (const answer of await Promise.all(answers)) expect(answer).not.toHaveProperty('errors');
  });

  it('queues two hundred operations of one user and rejects the next at once with a retry time', async () => {
    const answers = many(209, () => busy.owner.gql(held));
    await holding.untilRunning(8);
    const refused = await Promise.race(answers);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(refused.errors![0]).toMatchObject({
      message: expect.stringContaining('Try again'),
      extensions: { code: 'LIMIT_REACHED', retryAfter: 5 },
    });
    const socket = await signedIn(busy.owner);
    expect((await socket.answer(held)).errors).toEqual([
      {
        message: expect.stringContaining('Try again'),
        extensions: { code: 'LIMIT_REACHED', retryAfter: 5, reason: 'ORGANIZATION_BUSY', parameters: {} },
      },
    ]);
    holding.endAll();
    // On a slow machine the last of them run out of patience; nothing else befalls anyone.
    const ended = await Promise.all(answers);
    expect(ended.filter(({ errors }) => errors && errors[0]!.extensions.code !== 'LIMIT_REACHED')).toEqual([]);
    expect(ended.filter(({ errors }) => !errors).length).toBeGreaterThanOrEqual(8);
  });

  it('alternates between users, so the owner is next regardless of how many operations of a member wait on both transports', async () => {
    const entering = new Entering();
    const socket = await signedIn(busy.member);
    const answers = [...many(130, () => busy.member.gql(held)), ...many(70, () => socket.answer(held))];
    await holding.untilRunning(8);
    await entering.until(busy.memberId, 200);
    let isAnswered = false;
    const owner = busy.owner.data(hello).finally(() => (isAnswered = true));
    await entering.until(busy.ownerId, 1);
    // The member's next one may begin before, and no other.
    holding.endOne();
    await waitFor('the next to begin', () => isAnswered || holding.begun === 9);
    holding.endOne();
    expect((await owner).viewer.role).toBe('OWNER');
    expect(holding.begun).toBeLessThanOrEqual(10);
    holding.endAll();
    await Promise.all(answers);
    entering.restore();
  });

  it.each([
    ['a revoked token', 'UNAUTHENTICATED', (client: TestClient) => app.revoke(client)],
    [
      'a suspended account',
      'UNAUTHENTICATED',
      (_client: TestClient, id: number) => suspendUser(app.app.dataSource, id),
    ],
    ['a lost permission', 'FORBIDDEN', (_client: TestClient, id: number) => setPermissions(app.app.dataSource, id, [])],
  ])('checks permissions again after a wait: %s', async (what, code, lose) => {
    const entering = new Entering();
    const [id] = await addUsers(app.app.dataSource, busy.id, [
      { username: what, role: 'ADMIN' as const, permissions: Object.values(Permission) },
    ]);
    const client = await app.signIn({ id: id!, organizationId: busy.id });
    const socket = await signedIn(client);
    const running = many(8, () => busy.member.gql(held));
    await holding.untilRunning(8);
    const query = '{ previewExport(input: { format: CSV }) { __typename } }';
    const answers = [
      client.gql(query),
      socket.answer(query).catch(() => ({ errors: [{ extensions: { code: `closed with ${socket.closed!.code}` } }] })),
    ];
    await entering.until(id!, 2);
    await lose(client, id!);
    holding.endAll();
    await Promise.all(running);
    const [byHttp, bySocket] = (await Promise.all(answers)).map(({ errors }) => errors?.[0]?.extensions.code);
    expect(byHttp).toBe(code);
    // A socket may be closed first.
    expect(code === 'UNAUTHENTICATED' ? [code, 'closed with 4403'] : [code]).toContain(bySocket);
    entering.restore();
  });

  it('releases the slots of operations that fail', async () => {
    const failing = jest
      .spyOn(app.app.dataSource.manager, 'findOneByOrFail')
      .mockRejectedValue(new Error('the database is gone'));
    const socket = await signedIn(busy.owner);
    for (const { errors } of [
      ...(await Promise.all(many(20, () => busy.owner.gql(held)))),
      ...(await Promise.all(many(20, () => socket.answer(held)))),
    ]) {
      expect(errors![0]!.extensions.code).toBe('INTERNAL_SERVER_ERROR');
    }
    failing.mockRestore();
    expect(await eightPlaces()).toBe(8);
  });

  it('gives no slots to clients that disconnect while waiting, and releases the slots when running clients disconnect', async () => {
    const running = await signedIn(busy.owner);
    many(8, () => running.start(held));
    await holding.untilRunning(8);

    const waiting = await signedIn(busy.owner);
    many(20, () => waiting.start(held));
    const impatient = await signedIn(busy.admin);
    for (const id of many(20, () => impatient.start(held))) impatient.send({ id, type: 'complete' });
    const hangUp = new AbortController();
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${busy.owner.token}` };
    const requests = many(20, () =>
      fetch(`${app.url}/graphql`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ query: held }),
        signal: hangUp.signal,
      }).catch(() => null),
    );
    for (const socket of [waiting, impatient]) {
      socket.send({ type: 'ping' });
      await socket.until('pong', ({ type }) => type === 'pong');
    }
    await other.owner.data(hello);
    hangUp.abort();
    await Promise.all(requests);
    for (const socket of [waiting, running]) {
      socket.socket.close();
      await socket.untilClosed();
    }
    for (let time = 0; time < 3; time++) await other.owner.data(hello);
    expect(holding.begun).toBe(8);
    const last = busy.admin.data(held);
    holding.endOne();
    await waitFor('the one who still waits to begin', () => holding.begun === 9);
    expect(holding.running).toBe(8);
    holding.endAll();
    await last;
    expect(await eightPlaces()).toBe(8);
  });

  it('separates operations that reuse the id of an earlier one', async () => {
    const socket = await signedIn(busy.owner);
    many(8, () => socket.start(held));
    await holding.untilRunning(8);
    const send = (type: string, query?: string): void =>
      socket.send({ id: 'again', type, ...(query && { payload: { query } }) });
    send('subscribe', '{ first: __typename }');
    send('complete');
    send('subscribe', '{ second: __typename }');
    send('complete');
    send('subscribe', '{ third: __typename }');
    socket.send({ type: 'ping' });
    await socket.until('pong', ({ type }) => type === 'pong');
    holding.endOne();
    await socket.until('the end', ({ id, type }) => id === 'again' && type === 'complete');
    expect(socket.messages.filter(({ id }) => id === 'again')).toEqual([
      { id: 'again', type: 'next', payload: { data: { third: 'Query' } } },
      { id: 'again', type: 'complete' },
    ]);
    holding.endAll();
    expect(await eightPlaces()).toBe(8);
  });

  it('also applies to live statistics: of fifty, eight are computed at a time, and another organization is served', async () => {
    holding.endAll();
    const compute = StatisticsService.prototype.bookingStats;
    const [ends, computed] = [[] as (() => void)[], { max: 0, now: 0 }];
    const spy = jest.spyOn(StatisticsService.prototype, 'bookingStats').mockImplementation(async function (
      this: StatisticsService,
      ...question
    ) {
      if (question[0].viewer.organizationId !== busy.id) return compute.apply(this, question);
      computed.max = Math.max(computed.max, ++computed.now);
      await new Promise<void>((resolve) => ends.push(resolve));
      return compute.apply(this, question).finally(() => computed.now--);
    });
    const live =
      'subscription ($from: YearMonth!) { bookingStatsChanged(from: $from, to: "2026-03") { rows { month count } } }';
    const watching = await Promise.all(many(5, () => signedIn(busy.admin)));
    // Of different months, so that no two are computed as one.
    const started = many(50, (index) => ({
      socket: watching[index % 5]!,
      id: watching[index % 5]!.start(live, {
        from: `20${String(10 + Math.floor(index / 12))}-${String(1 + (index % 12)).padStart(2, '0')}`,
      }),
    }));
    const answersOf = ({ socket, id }: (typeof started)[number]) =>
      socket.messages.filter((message) => message.id === id);
    const eightAtATime = async (answers: number): Promise<void> => {
      await waitFor('eight to be computed', () => ends.length === 8);
      expect(
        (await (await signedIn(other.owner)).answer(live, { from: '2026-03' })).data.bookingStatsChanged.rows,
      ).toEqual([{ month: '2026-03', count: 0 }]);
      expect({ running: ends.length, max: computed.max }).toEqual({ running: 8, max: 8 });
      await waitFor(`answer ${answers} of each`, () => {
        ends.splice(0).forEach((end) => end());
        return started.every((one) => answersOf(one).length === answers);
      });
      expect(computed.max).toBe(8);
    };
    await eightAtATime(1);
    await addBookings(app.app.dataSource, busy, [{ userId: busy.memberId, startsAt: '2026-03-11T10:00:00Z' }]);
    await eightAtATime(2);
    for (const one of started)
      expect(answersOf(one).every(({ type, payload }) => type === 'next' && !payload.errors)).toBe(true);
    spy.mockRestore();
    watching.forEach((socket) => socket.close());
    expect(await eightPlaces()).toBe(8);
  }, 60_000);

  it('answers 200 concurrent expensive queries or gives a retry time, and serves simple queries of others meanwhile', async () => {
    const userIds = await addManyUsers(app.app.dataSource, busy.id, 100);
    await addBookings(
      app.app.dataSource,
      busy,
      userIds.map((userId) => ({ userId, startsAt: '2026-03-10T10:00:00Z' })),
    );
    holding.endAll();
    const expensive =
      '{ users(first: 100) { totalCount nodes { id bookingActivity { hasBooked thisMonth { booked created } firstDate { booked created } } } } }';
    const answers = many(200, () => busy.owner.gql(expensive));
    for (let time = 0; time < 20; time++) expect(await other.owner.data(hello)).toEqual({ viewer: { role: 'OWNER' } });
    for (const { data, errors } of await Promise.all(answers)) {
      if (errors) expect(errors[0]!.extensions).toMatchObject({ code: 'LIMIT_REACHED', retryAfter: 5 });
      else expect(data!.users).toMatchObject({ totalCount: expect.any(Number), nodes: { length: 100 } });
    }
  }, 60_000);
});
