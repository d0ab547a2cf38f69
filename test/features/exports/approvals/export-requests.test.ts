import { exportRequestFilter } from '../../../../src/features/exports/approvals/export-request.inputs';
import { ExportRequestRepository } from '../../../../src/features/exports/approvals/export-request.repository';
import { insertRows } from '../../../../src/platform/database/insert-rows';
import { createTestApp, type SignedInOrganization, type TestApp } from '../../../support/apps/app';
import {
  attempt,
  auditOf,
  mutation,
  refusalOf,
  run,
  socketRefusalOf,
  together,
} from '../../../support/clients/changes';
import type { Data, Subscription, TestClient } from '../../../support/clients/client';
import { startExport } from '../../../support/clients/exports';
import { deleteUser, setPermissions } from '../../../support/data/account-changes';
import { addBookings, addInvoices, addUsers } from '../../../support/data/factories';
import { eachEngine } from '../../../support/databases/engines';
import { countRows, readRows } from '../../../support/databases/rows';
import { countingStatements } from '../../../support/databases/statements';

const fields =
  'id state dataset format template columns userId selection { idCount excludedIdCount filter period { start end by } } reason requestedAt requestedBy { username } decidedAt decidedBy { username } declineReason export { id state requestedBy { username } }';
const wanted = { export: { format: 'CSV', columns: ['email', 'city'] }, reason: 'The newsletter' };

eachEngine('a request for an export', (engine) => {
  let app: TestApp;
  let second: TestApp;
  let here: SignedInOrganization;

  beforeAll(async () => {
    app = await createTestApp(engine, { worker: false, settings: { EXPORTS_PER_MINUTE: '5' } });
    second = await createTestApp(engine, { worker: false, beside: app });
  });
  beforeEach(async () => {
    here = await app.organization({ adminPermissions: [] });
  });
  afterAll(async () => {
    await second?.stop();
    await app?.stop();
  });

  const ownerSession = (): Promise<TestClient> => app.startSession({ id: here.ownerId, organizationId: here.id });
  const ask = (client: TestClient, input: object = wanted): Promise<Data> =>
    run(client, 'requestExport', input, fields);
  const read = async (client: TestClient, id: string): Promise<Data> =>
    (await client.data(`query ($id: ID!) { exportRequest(id: $id) { ${fields} } }`, { id })).exportRequest;
  const list = async (client: TestClient, states?: string[]): Promise<string[]> =>
    (
      await client.data('query ($states: [ExportRequestState!]) { exportRequests(states: $states) { nodes { id } } }', {
        states,
      })
    ).exportRequests.nodes.map(({ id }: Data) => id);
  const mails = async (): Promise<Data[]> =>
    readRows(app.app.dataSource, 'notices', { organizationId: here.id }, [
      'kind',
      'toUserId',
      'exportId',
      'requestId',
      'details',
    ]);

  it('is visible only to the requester and the owner', async () => {
    const request = await ask(here.admin);
    expect(request).toEqual({
      id: expect.any(String),
      state: 'OPEN',
      dataset: 'USERS',
      format: 'CSV',
      template: null,
      columns: ['email', 'city'],
      userId: null,
      selection: { idCount: null, excludedIdCount: null, filter: null, period: null },
      reason: 'The newsletter',
      requestedAt: '2026-03-15T12:00:00.000Z',
      requestedBy: { username: 'admin' },
      decidedAt: null,
      decidedBy: null,
      declineReason: null,
      export: null,
    });
    expect(await read(here.owner, request.id)).toEqual(request);
    expect(await read(here.admin, request.id)).toEqual(request);
    const there = await app.organization();
    for (const stranger of [here.member, there.owner, there.admin]) {
      expect(await read(stranger, request.id)).toBeNull();
      expect(await list(stranger)).toEqual([]);
      for (const name of ['approveExportRequest', 'declineExportRequest', 'cancelExportRequest'])
        expect(await refusalOf(stranger, name, request.id)).toMatchObject({
          code: 'NOT_FOUND',
          argument: 'id',
          message: `No such export request: "${request.id}".`,
        });
    }
    expect(await mails()).toEqual([
      {
        kind: 'REQUEST_OPENED',
        toUserId: null,
        exportId: null,
        requestId: Number(request.id),
        details: JSON.stringify({
          what: { en: 'users (CSV)', de: 'Benutzer (CSV)' },
          reason: 'The newsletter',
          who: 'Adam Admin',
        }),
      },
    ]);
  });

  it('keeps ids, filter, period and instants unchanged', async () => {
    const [id] = await addUsers(app.app.dataSource, here.id, [{ username: 'extra' }]);
    await setPermissions(app.app.dataSource, here.adminId, ['IDENTITIES_VIEW']);
    const filter = {
      users: { createdAt: { from: '2020-01-01T00:00:00.000Z' }, invoicedAllTime: { gte: '0' }, status: ['ACTIVE'] },
    };
    const input = {
      format: 'CSV',
      ids: [String(id)],
      filter,
      period: { preset: 'LAST_MONTH' },
      asOf: '2026-02-28T23:30:00.000Z',
      csv: { byteOrderMark: false, formulaGuard: false },
    };
    const request = await ask(here.admin, { export: input });
    expect(request.selection).toMatchObject({
      idCount: 1,
      period: { start: '2026-02-15', end: '2026-03-15', by: 'CREATED' },
    });
    app.clock.advance(3 * 86_400_000);
    const approved = await run(
      here.owner,
      'approveExportRequest',
      request.id,
      'deduplicated export { id asOf selection { idCount filter period { start end } } }',
    );
    const { export: direct } = await run(
      here.owner,
      'startExport',
      { ...input, period: { start: '2026-02-15', end: '2026-03-15' } },
      'deduplicated export { id asOf selection { idCount filter period { start end } } }',
    );
    expect(approved).toEqual({ deduplicated: false, export: direct });
    expect(request.selection).toMatchObject(direct.selection);
    app.clock.advance(-3 * 86_400_000);
  });

  it('starts the export as the owner and notifies the requester when approved', async () => {
    const { id } = await ask(here.admin);
    const { deduplicated, export: row } = await run(
      here.owner,
      'approveExportRequest',
      id,
      'deduplicated export { id state requestedBy { username } }',
    );
    expect([deduplicated, row]).toEqual([
      false,
      { id: expect.any(String), state: 'QUEUED', requestedBy: { username: 'owner' } },
    ]);
    expect(await read(here.owner, id)).toMatchObject({
      state: 'APPROVED',
      decidedAt: '2026-03-15T12:00:00.000Z',
      decidedBy: { username: 'owner' },
      export: row,
    });
    expect(await read(here.admin, id)).toMatchObject({ state: 'APPROVED', export: null });
    expect((await mails()).at(-1)).toMatchObject({
      kind: 'REQUEST_APPROVED',
      toUserId: here.adminId,
      requestId: Number(id),
      exportId: null,
    });
    expect(await auditOf(here.owner, 'EXPORT_REQUEST_OPENED', 'EXPORT_REQUEST_APPROVED', 'EXPORT_REQUESTED')).toEqual([
      { action: 'EXPORT_REQUEST_OPENED', username: 'admin', details: `request ${id}: USERS CSV`, address: '127.0.0.1' },
      { action: 'EXPORT_REQUESTED', username: 'owner', details: 'USERS CSV', address: '127.0.0.1' },
      {
        action: 'EXPORT_REQUEST_APPROVED',
        username: 'owner',
        details: `request ${id}: USERS CSV`,
        address: '127.0.0.1',
      },
    ]);
  });

  it('joins an identical running export when approved', async () => {
    const { export: running } = await startExport(here.owner, wanted.export);
    const { id } = await ask(here.admin);
    expect(await run(here.owner, 'approveExportRequest', id, 'deduplicated export { id }')).toEqual({
      deduplicated: true,
      export: { id: running.id },
    });
    expect((await read(here.owner, id)).export.id).toBe(running.id);
  });

  it('has the reason when declined', async () => {
    const { id } = await ask(here.member);
    const declined = (
      await here.owner.data(
        `mutation ($id: ID!) { declineExportRequest(id: $id, reason: "Not\\nyet") { ${fields} } }`,
        { id },
      )
    ).declineExportRequest;
    expect(declined).toMatchObject({
      state: 'DECLINED',
      declineReason: 'Not\nyet',
      export: null,
      decidedBy: { username: 'owner' },
    });
    expect(await read(here.member, id)).toMatchObject({
      state: 'DECLINED',
      declineReason: 'Not\nyet',
      decidedBy: null,
    });
    expect((await mails()).at(-1)).toMatchObject({
      kind: 'REQUEST_DECLINED',
      toUserId: here.memberId,
      details: expect.stringContaining('Not\\nyet'),
    });
    expect(await refusalOf(here.owner, 'declineExportRequest', id)).toMatchObject({
      code: 'CONFLICT',
      argument: 'id',
      message: 'This request is already DECLINED.',
    });
    expect(await refusalOf(here.owner, 'approveExportRequest', id)).toMatchObject({ code: 'CONFLICT' });
    expect(await refusalOf(here.member, 'cancelExportRequest', id)).toMatchObject({ code: 'CONFLICT' });
  });

  it('can be cancelled only by the requester', async () => {
    const { id } = await ask(here.admin);
    expect(await refusalOf(here.owner, 'cancelExportRequest', id)).toMatchObject({
      code: 'FORBIDDEN',
      reason: 'REQUESTER_ONLY',
    });
    for (let time = 0; time < 2; time++)
      expect(await run(here.admin, 'cancelExportRequest', id, 'state')).toEqual({ state: 'CANCELLED' });
    expect(await auditOf(here.owner, 'EXPORT_REQUEST_CANCELLED')).toHaveLength(1);
    expect(await refusalOf(here.owner, 'approveExportRequest', id)).toMatchObject({
      code: 'CONFLICT',
      message: 'This request is already CANCELLED.',
    });
    expect((await ask(here.admin)).id).not.toBe(id);
    expect([
      await list(here.owner, ['CANCELLED']),
      await list(here.owner, []),
      (await list(here.owner)).length,
    ]).toEqual([[id], [], 2]);
  });

  const watch = (client: TestClient, states?: string[], since?: string): Subscription =>
    client.subscribe(
      'subscription ($states: [ExportRequestState!], $since: DateTime) { exportRequestsChanged(states: $states, since: $since) { id state version changedAt } }',
      { states, since },
    );
  const statesOf = ({ events }: Subscription): unknown[] =>
    events.map(({ exportRequestsChanged: row }) => [row.id, row.state, row.version]);
  const untilState = (subscription: Subscription, id: string, state: string): Promise<Data> =>
    subscription.untilEvent(`${id} ${state}`, ({ exportRequestsChanged: row }) => row.id === id && row.state === state);

  it('is live for the requester and the owner, from the request to its end', async () => {
    const there = await app.organization();
    const watchers = [here.owner, here.admin, here.member, there.owner].map((client) => watch(client));
    const [byOwner, byAdmin, byMember, byStranger] = watchers as [
      Subscription,
      Subscription,
      Subscription,
      Subscription,
    ];
    const { id: first } = await ask(here.admin);
    for (const watching of [byOwner, byAdmin]) await untilState(watching, first, 'OPEN');
    await run(here.admin, 'cancelExportRequest', first, 'id');
    for (const watching of [byOwner, byAdmin]) await untilState(watching, first, 'CANCELLED');
    const { id: second } = await ask(here.admin);
    for (const watching of [byOwner, byAdmin]) await untilState(watching, second, 'OPEN');
    await run(here.owner, 'approveExportRequest', second, 'export { id }');
    for (const watching of [byOwner, byAdmin]) await untilState(watching, second, 'APPROVED');
    const { id: third } = await ask(here.member);
    await untilState(byMember, third, 'OPEN');
    await run(here.owner, 'declineExportRequest', third, 'id');
    for (const watching of [byOwner, byMember]) await untilState(watching, third, 'DECLINED');
    const { id: theirs } = await ask(there.member);
    await untilState(byStranger, theirs, 'OPEN');
    const ofAdmin = [
      [first, 'OPEN', 1],
      [first, 'CANCELLED', 2],
      [second, 'OPEN', 1],
      [second, 'APPROVED', 2],
    ];
    const ofMember = [
      [third, 'OPEN', 1],
      [third, 'DECLINED', 2],
    ];
    // The owner may get the second state of the third request only, if the first one was still waiting.
    expect(statesOf(byOwner).filter(([id]: any) => id !== third)).toEqual(ofAdmin);
    expect([byAdmin, byMember, byStranger].map(statesOf)).toEqual([ofAdmin, ofMember, [[theirs, 'OPEN', 1]]]);
    for (const watching of watchers) {
      expect(watching.errors).toEqual([]);
      watching.unsubscribe();
    }
  });

  it('is sent one last time when it leaves the filter of its watcher, also to one that was away', async () => {
    const since = new Date().toISOString();
    const { id } = await ask(here.admin);
    const watching = watch(here.owner, ['OPEN']);
    await untilState(watching, id, 'OPEN');
    const { id: declined } = await ask(here.member);
    await untilState(watching, declined, 'OPEN');
    await run(here.owner, 'declineExportRequest', declined, 'id');
    await untilState(watching, declined, 'DECLINED');
    watching.unsubscribe();
    await run(here.admin, 'cancelExportRequest', id, 'id');
    const again = watch(here.owner, ['OPEN'], since);
    await untilState(again, id, 'CANCELLED');
    expect(statesOf(again)).toEqual([
      [declined, 'DECLINED', 2],
      [id, 'CANCELLED', 2],
    ]);
    again.unsubscribe();
  });

  it('is decided only by the owner, and other attempts are audited', async () => {
    const { id } = await ask(here.admin);
    for (const name of ['approveExportRequest', 'declineExportRequest']) {
      expect(await refusalOf(here.admin, name, id)).toMatchObject({
        code: 'FORBIDDEN',
        message: 'Only the owner decides on export requests.',
      });
      expect(await socketRefusalOf(here.admin, name, id)).toMatchObject({ code: 'FORBIDDEN' });
    }
    expect((await auditOf(here.owner, 'EXPORT_DENIED')).map(({ username, details }) => [username, details])).toEqual(
      Array(4).fill(['admin', `request ${id}: USERS CSV`]),
    );
    expect(await refusalOf(here.owner, 'requestExport', wanted)).toMatchObject({ code: 'FORBIDDEN' });
    expect((await read(here.admin, id)).state).toBe('OPEN');
  });

  it('is marked as deduplicated and keeps its first reason when repeated', async () => {
    const asked = async (reason?: string): Promise<Data> =>
      run(here.admin, 'requestExport', { ...wanted, reason }, 'id reason deduplicated');
    const first = await asked('The newsletter');
    expect(first).toEqual({ id: expect.any(String), reason: 'The newsletter', deduplicated: false });
    for (const reason of ['The newsletter', 'Another reason', undefined])
      expect(await asked(reason)).toEqual({ ...first, deduplicated: true });
    expect(
      (await here.admin.data('query ($id: ID!) { exportRequest(id: $id) { reason deduplicated } }', { id: first.id }))
        .exportRequest,
    ).toEqual({ reason: 'The newsletter', deduplicated: null });
    await run(here.admin, 'cancelExportRequest', first.id);
    expect(await asked('Another reason')).toEqual({
      id: expect.not.stringMatching(`^${first.id}$`),
      reason: 'Another reason',
      deduplicated: false,
    });
  });

  it('reports a deduplicated export when approved', async () => {
    for (const deduplicated of [false, true]) {
      const { id } = await ask(here.admin);
      expect(await run(here.owner, 'approveExportRequest', id, 'deduplicated export { deduplicated }')).toEqual({
        deduplicated,
        export: { deduplicated },
      });
    }
  });

  it('is created and decided once when sent to two servers twenty times at once', async () => {
    const elsewhere = await second.signIn({ id: here.adminId, organizationId: here.id });
    const asked = await Promise.all(
      Array.from({ length: 20 }, (_unused, index) => ask(index % 2 ? here.admin : elsewhere)),
    );
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
    expect(await mails()).toHaveLength(1);
    const owner = await second.signIn({ id: here.ownerId, organizationId: here.id });
    const id = asked[0]!.id;
    const decisions = [here.owner, owner].flatMap((client) =>
      [0, 1].flatMap(() =>
        ['approveExportRequest', 'declineExportRequest'].map((name) => () => attempt(client, name, id)),
      ),
    );
    expect(await together(decisions)).toEqual({ done: 1, codes: Array(7).fill('CONFLICT') });
    const { state } = await read(here.owner, id);
    expect(await countRows(app.app.dataSource, 'exports', { organizationId: here.id })).toBe(
      state === 'APPROVED' ? 1 : 0,
    );
    expect(await mails()).toHaveLength(2);
  });

  it('keeps each id once, in order', async () => {
    const ids = (await addUsers(app.app.dataSource, here.id, [{ username: 'one' }, { username: 'two' }])).map(String);
    await setPermissions(app.app.dataSource, here.adminId, ['IDENTITIES_VIEW']);
    const repeated = {
      format: 'CSV',
      ids: [ids[1], ids[0], ids[1]],
      filter: { users: { ids: [ids[1], ids[0], ids[1]] } },
    };
    const { id, input } = await run(
      here.admin,
      'requestExport',
      { export: repeated },
      'id input { ids filter { users { ids } } }',
    );
    expect(input).toEqual({ ids, filter: { users: { ids: [ids[1], ids[0]] } } });
    const again = await run(here.admin, 'requestExport', { export: { ...repeated, ids } }, 'id deduplicated');
    expect(again).toEqual({ id, deduplicated: true });
  });

  it('costs more the longer its lists may be', async () => {
    const ofPage = (first: number, input: string): string =>
      `{ exportRequests(first: ${first}) { nodes { input { ${input} } } } }`;
    for (const [first, input] of [
      [500, 'ids'],
      [60, 'ids'],
      [500, 'format'],
      [60, 'filter { bookings { userIds } }'],
    ] as const)
      expect(await here.admin.refusal(ofPage(first, input))).toMatchObject({ code: 'QUERY_TOO_COMPLEX' });
    expect(await here.admin.data(ofPage(30, 'ids'))).toEqual({ exportRequests: { nodes: [] } });
  });

  it('is limited in number while it is OPEN', async () => {
    const { dataSource } = app.app;
    const columns = [
      'organizationId',
      'requestedById',
      'requestedAt',
      'input',
      'summary',
      'state',
      'version',
      'updatedAt',
    ];
    const stored = (requestedById: number, state: string): (string | number)[] => {
      return [here.id, requestedById, 0, '{}', '{"dataset":"USERS","format":"CSV"}', state, 1, 0];
    };
    await insertRows(dataSource.manager, 'export_requests', columns, [
      ...Array.from({ length: 49 }, () => stored(here.adminId, 'OPEN')),
      ...Array.from({ length: 5 }, () => stored(here.adminId, 'CANCELLED')),
    ]);
    const { id } = await ask(here.admin);
    const other = { export: { format: 'XLSX' } };
    expect(await refusalOf(here.admin, 'requestExport', other)).toMatchObject({
      code: 'LIMIT_REACHED',
      reason: 'COUNT_LIMIT',
      parameters: { max: 50 },
    });
    expect(await run(here.admin, 'requestExport', wanted, 'id deduplicated')).toEqual({ id, deduplicated: true });
    const scope = { organizationId: here.id };
    const max = { active: 3, ended: 2 };
    const recent = await new ExportRequestRepository(dataSource).listRecent(scope, exportRequestFilter({}), 0, max);
    const states = recent.map(({ state }) => state);
    expect([states.filter((state) => state === 'OPEN').length, states.length]).toEqual([3, 5]);
    expect(recent.at(-1)!.id).toBe(Number(id));
    await ask(here.member, other);
    await run(here.admin, 'cancelExportRequest', id);
    await ask(here.admin, other);
  });

  it('is read in as many statements as a page of them, with their inputs and exports', async () => {
    const { dataSource } = app.app;
    const page = (first: number): string =>
      `{ exportRequests(first: ${first}) { nodes { export { id input { excludeIds } } input { ids excludeIds } } } }`;
    await setPermissions(dataSource, here.adminId, ['IDENTITIES_VIEW']);
    const names = ['deleted', 'first', 'second', 'third'];
    const users = await addUsers(
      dataSource,
      here.id,
      names.map((username) => ({ username })),
    );
    const [deleted, ...excluded] = users.map(String);
    for (const id of excluded) {
      const input = { format: 'CSV', filter: { users: {} }, excludeIds: [deleted, id] };
      const request = await ask(here.admin, { export: input });
      await run(here.owner, 'approveExportRequest', request.id, 'export { id }');
    }
    await deleteUser(dataSource, users[0]!);
    const [one, three] = [
      await countingStatements(dataSource, () => here.owner.data(page(1))),
      await countingStatements(dataSource, () => here.owner.data(page(3))),
    ];
    expect(three).toHaveLength(one.length);
    expect((await here.owner.data(page(3))).exportRequests.nodes).toEqual(
      excluded.reverse().map((id) => ({
        export: { id: expect.any(String), input: { excludeIds: [id] } },
        input: { ids: null, excludeIds: [id] },
      })),
    );
  });

  it('is limited per minute', async () => {
    const other = (index: number) =>
      attempt(here.admin, 'requestExport', { export: { format: 'CSV', asOf: new Date(index).toISOString() } });
    const answers = await Promise.all(Array.from({ length: 8 }, (_unused, index) => other(index)));
    expect(
      answers.flatMap(
        ({ errors }) =>
          errors?.map(({ extensions, message }) => [extensions.code, extensions.retryAfter, message]) ?? [],
      ),
    ).toEqual(
      Array(3).fill(['LIMIT_REACHED', 60, 'You have requested 5 exports within a minute. Try again in 60 seconds.']),
    );
    app.clock.advance(60_000);
    expect((await other(99)).errors).toBeUndefined();
  });

  it.each([
    [{ format: 'ZIP' }, 'input.export.format'],
    [{ format: 'CSV', columns: ['nothing'] }, 'input.export.columns'],
    [{ format: 'CSV', columns: ['email'], template: 'USER_SUMMARY' }, 'input.export.columns'],
    [{ format: 'CSV', period: { start: '2026-03-02', end: '2026-03-01' } }, 'input.export.period.end'],
    [{ format: 'CSV', filter: { users: { search: 'x'.repeat(201) } } }, 'input.export.filter.users.search'],
    [{}, 'input.export.format'],
  ])('is refused with the name of the argument that startExport would refuse: %j', async (input, argument) => {
    expect(await refusalOf(here.admin, 'requestExport', { export: input })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument,
    });
    expect(await list(here.owner)).toEqual([]);
  });

  it('is refused with a reason that is too long', async () => {
    expect(await refusalOf(here.admin, 'requestExport', { ...wanted, reason: 'x'.repeat(1001) })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'input.reason',
    });
    const { id } = await ask(here.admin, { ...wanted, reason: '🎉'.repeat(500) });
    const decline = 'mutation ($id: ID!, $reason: String) { declineExportRequest(id: $id, reason: $reason) { id } }';
    expect(await here.owner.refusal(decline, { id, reason: 'x'.repeat(1001) })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'reason',
    });
  });

  it("treats rows outside the requester's scope as unknown", async () => {
    const { dataSource } = app.app;
    for (const userId of [here.adminId, here.memberId]) {
      await addBookings(dataSource, here, [{ userId, startsAt: '2026-03-01T10:00:00Z' }]);
      await addInvoices(dataSource, here, [{ userId, issuedAt: '2026-03-01T10:00:00Z', totalMinor: 100 }]);
    }
    const idOf = async (table: string, userId: number): Promise<number> =>
      (await readRows(dataSource, table, { userId }, ['id']))[0].id;
    const cases: [object, string, own: number, ofOther: number][] = [
      [{ format: 'CSV' }, 'ids', here.adminId, here.memberId],
      [
        { dataset: 'BOOKINGS', format: 'CSV' },
        'ids',
        await idOf('bookings', here.adminId),
        await idOf('bookings', here.memberId),
      ],
      [
        { dataset: 'INVOICES', format: 'XLSX' },
        'ids',
        await idOf('invoices', here.adminId),
        await idOf('invoices', here.memberId),
      ],
      [{ format: 'CSV', filter: { users: {} } }, 'excludeIds', here.adminId, here.memberId],
      [{ dataset: 'ORGANIZATION', format: 'ZIP' }, 'userId', here.adminId, here.memberId],
    ];
    for (const [input, argument, own, ofOther] of cases) {
      const naming = (id: string) => ({ export: { ...input, [argument]: argument === 'userId' ? id : [id] } });
      for (const id of [String(ofOther), '2000000000', '']) {
        expect(await refusalOf(here.admin, 'requestExport', naming(id))).toMatchObject({
          code: 'BAD_USER_INPUT',
          argument: `input.export.${argument}`,
          message: expect.stringMatching(new RegExp(`^There is no [a-z]+ with the id "${id}"\\.$`)),
        });
      }
      expect(await ask(here.admin, naming(String(own)))).toMatchObject({
        state: 'OPEN',
        selection: {
          idCount: argument === 'ids' ? 1 : null,
          excludedIdCount: argument === 'excludeIds' ? 1 : null,
        },
      });
    }
  });

  it('stays OPEN when its export is no longer possible', async () => {
    await setPermissions(app.app.dataSource, here.adminId, ['IDENTITIES_VIEW']);
    const [id] = await addUsers(app.app.dataSource, here.id, [{ username: 'leaver' }]);
    const request = await ask(here.admin, { export: { format: 'CSV', ids: [String(id)] } });
    await deleteUser(app.app.dataSource, id!);
    expect(await refusalOf(here.owner, 'approveExportRequest', request.id)).toMatchObject({
      code: 'CONFLICT',
      argument: 'id',
      message: `The requested export is no longer possible. There is no user with the id "${id}".`,
      reason: 'NOT_REPEATABLE',
      parameters: { cause: 'UNKNOWN_ID', id: String(id) },
    });
    expect((await read(here.owner, request.id)).state).toBe('OPEN');
  });

  it('passes to a new owner', async () => {
    const { id } = await ask(here.member);
    await run(await ownerSession(), 'transferOwnership', String(here.adminId), 'username role');
    await app.signInAgain(here.admin, { id: here.adminId, organizationId: here.id });
    expect(await read(here.owner, id)).toBeNull();
    expect(await refusalOf(here.owner, 'approveExportRequest', id)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await run(here.admin, 'approveExportRequest', id, 'export { requestedBy { username } }')).toEqual({
      export: { requestedBy: { username: 'admin' } },
    });
  });

  it('is not approved by an owner who becomes an admin during the approval', async () => {
    const { id } = await ask(here.member);
    const session = await ownerSession();
    const answers = await Promise.all([
      attempt(session, 'transferOwnership', String(here.adminId)),
      ...Array.from({ length: 4 }, () =>
        here.owner.gql(mutation('approveExportRequest', 'export { requestedBy { username } }'), { id }),
      ),
    ]);
    const approved = answers.slice(1).filter(({ errors }) => !errors);
    expect(approved.length).toBeLessThanOrEqual(1);
    await app.signInAgain(here.admin, { id: here.adminId, organizationId: here.id });
    expect((await read(here.admin, id)).state).toBe(approved.length === 1 ? 'APPROVED' : 'OPEN');
    expect(await countRows(app.app.dataSource, 'exports', { organizationId: here.id })).toBe(approved.length);
  });
});
