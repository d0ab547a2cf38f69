import fc from 'fast-check';
import { createSchema } from '../../src/api/graphql/schema';
import { Permission } from '../../src/features/auth/permissions';
import { raw, type Sql, type SqlValue } from '../../src/platform/database/sql';
import { type SignedInOrganization, useTestApp } from '../support/apps/app';
import { run } from '../support/clients/changes';
import type { Data, Subscription, TestClient } from '../support/clients/client';
import { startExport } from '../support/clients/exports';
import { startImport } from '../support/clients/imports';
import { changeExport, changeImport, stages } from '../support/data/export-changes';
import { addBookings } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { readColumn } from '../support/databases/rows';
import { waitFor } from '../support/wait-for';

interface LiveField {
  /** Selections: the first is shared by all who may see the same, the others may not be. */
  readonly subscriptions: readonly string[];
  /** The same selection, asked for once. */
  readonly query: (selection: string) => string;
  /** What a client shows after these events. */
  readonly shown: (events: readonly Data[]) => unknown;
  /** What it should show, out of the answer to the query. Undefined: nothing. */
  readonly expected: (answer: Data) => unknown;
}

const exportFields = 'id state version progress { rowsDone queuePosition } file { name }';
const importFields = 'id state version progress { rowsDone queuePosition }';
const ends = ['COMPLETED', 'FAILED'];
const actions = 'actions { cancel retry download delete }';
const newestById = (rows: readonly Data[]): Data =>
  Object.fromEntries([...rows].sort((a, b) => a.version - b.version).map((row) => [row.id, row]));
const range = 'from: "2026-03", to: "2026-04"';

/** The export and the import that are watched. */
interface JobIds {
  readonly id: string;
  readonly importId: string;
}

/** Every subscription of the schema. */
const liveFields: Record<string, LiveField> = {
  exportProgress: {
    subscriptions: [
      `exportProgress(id: $id) { ${exportFields} }`,
      `exportProgress(id: $id) { ${exportFields} ${actions} }`,
    ],
    query: (selection) => selection.replace('exportProgress', 'export'),
    shown: (events) => events.at(-1)?.exportProgress,
    expected: (answer) => answer.export ?? undefined,
  },
  exportActivity: {
    subscriptions: [`exportActivity { ${exportFields} ${actions} }`],
    query: (selection) => `exports(first: 500) { nodes ${selection.slice('exportActivity '.length)} }`,
    shown: (events) => newestById(events.map(({ exportActivity }) => exportActivity)),
    expected: (answer) => newestById(answer.exports.nodes),
  },
  exportRequestsChanged: {
    subscriptions: [`exportRequestsChanged { id state version decidedBy { id } }`],
    query: (selection) => `exportRequests(first: 500) { nodes ${selection.slice('exportRequestsChanged '.length)} }`,
    shown: (events) => newestById(events.map(({ exportRequestsChanged }) => exportRequestsChanged)),
    expected: (answer) => newestById(answer.exportRequests.nodes),
  },
  importProgress: {
    subscriptions: [
      `importProgress(id: $importId) { ${importFields} }`,
      `importProgress(id: $importId) { ${importFields} actions { upload cancel } columns { header } }`,
    ],
    query: (selection) => selection.replace('importProgress', 'import'),
    shown: (events) => events.at(-1)?.importProgress,
    expected: (answer) => answer.import ?? undefined,
  },
  importActivity: {
    subscriptions: [`importActivity { ${importFields} actions { upload cancel } }`],
    query: (selection) => `imports(first: 500) { nodes ${selection.slice('importActivity '.length)} }`,
    shown: (events) => newestById(events.map(({ importActivity }) => importActivity)),
    expected: (answer) => newestById(answer.imports.nodes),
  },
  bookingStatsChanged: {
    subscriptions: [
      `bookingStatsChanged(${range}) { rows { month count minutes } excluded { pending } }`,
      `bookingStatsChanged(${range}, groupBy: [PLAN]) { rows { plan month count users } }`,
    ],
    query: (selection) => selection.replace('bookingStatsChanged', 'bookingStats'),
    shown: (events) => events.at(-1)?.bookingStatsChanged,
    expected: (answer) => answer.bookingStats,
  },
};

type Step =
  | { readonly kind: 'grant'; readonly permissions: Permission[] }
  | { readonly kind: 'role'; readonly role: 'ADMIN' | 'MEMBER' }
  | { readonly kind: 'status'; readonly status: 'ACTIVE' | 'INACTIVE' }
  | { readonly kind: 'signOut' };

const exporting = [Permission.DATA_PROTECTION, Permission.IDENTITIES_VIEW, Permission.IDENTITIES_EDIT];
const grants = fc.oneof(
  fc.subarray(Object.values(Permission)),
  fc.subarray([Permission.BOOKINGS_VIEW, Permission.INVOICES_EDIT]).map((more) => [...exporting, ...more]),
);
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: grants.map((permissions): Step => ({ kind: 'grant', permissions })) },
  { weight: 1, arbitrary: fc.constantFrom('ADMIN', 'MEMBER').map((role): Step => ({ kind: 'role', role })) },
  { weight: 1, arbitrary: fc.constantFrom('ACTIVE', 'INACTIVE').map((status): Step => ({ kind: 'status', status })) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'signOut' }) },
);

it('covers every subscription of the schema', () => {
  expect(Object.keys(liveFields).sort()).toEqual(Object.keys(createSchema().getSubscriptionType()!.getFields()).sort());
});

eachEngine('subscriptions during changes of permissions and data', ['sqlite', 'mariadb'], (engine) => {
  const app = useTestApp(engine, { worker: false });

  /** One stream of one viewer, and what its client should show. */
  class Stream {
    private subscription!: Subscription;
    private client!: TestClient;
    private ids: JobIds = { id: '', importId: '' };

    constructor(
      private readonly viewer: { client: TestClient; mayChange: boolean },
      private readonly field: LiveField,
      private readonly selection: string,
    ) {}

    open(ids: JobIds): void {
      if (this.subscription && !this.subscription.completed) return;
      this.ids = ids;
      this.client = this.viewer.client;
      this.subscription = this.client.subscribe(`subscription${this.head} { ${this.selection} }`, this.variables);
    }

    async untilRight(after: string): Promise<void> {
      let state = '';
      await waitFor('', async () => !(state = await this.fault()), 20_000).catch(() => {
        throw new Error(
          `after ${after}, ${this.viewer.mayChange ? 'the admin' : 'the owner'} is wrong for ever in ${this.selection}: ${state}`,
        );
      });
    }

    close(): void {
      this.subscription.unsubscribe();
    }

    private get head(): string {
      const name = /\$(\w+)/.exec(this.selection)?.[1];
      return name ? ` ($${name}: ID!)` : '';
    }

    private get variables(): Record<string, unknown> {
      return this.head ? { ...this.ids } : {};
    }

    /** Empty when all is well. */
    private async fault(): Promise<string> {
      const { events, errors, completed } = this.subscription;
      const codes = errors.map((error) => (error as Data).extensions?.code ?? (error as Data).code);
      if (completed && codes.length > 0)
        return this.viewer.mayChange && ['FORBIDDEN', 'UNAUTHENTICATED', 'NOT_FOUND', 4401, 4403].includes(codes[0])
          ? ''
          : `it ended with ${JSON.stringify(errors)}`;
      const { data, errors: refused } = await this.client.gql(
        `query${this.head} { ${this.field.query(this.selection)} }`,
        this.variables,
      );
      if (refused) return `still open, though a query is refused: ${JSON.stringify(refused)}`;
      const [shown, expected] = [this.field.shown(events), this.field.expected(data!)];
      // Afterwards, it follows changes of rights no more than of data.
      if (completed)
        return ends.includes((shown as Data).state)
          ? ''
          : `it completed at ${JSON.stringify(shown)}, which is ${JSON.stringify(expected)}`;
      return JSON.stringify(shown) === JSON.stringify(expected)
        ? ''
        : `it shows ${JSON.stringify(shown)}, a query answers ${JSON.stringify(expected)}`;
    }
  }

  it('are correct after each change, or end with FORBIDDEN or UNAUTHENTICATED', async () => {
    await fc.assert(fc.asyncProperty(fc.array(steps, { minLength: 5, maxLength: 5 }), exploreRights), {
      seed: 20261128,
      numRuns: engine.name === 'sqlite' ? 3 : 1,
      endOnFailure: true,
    });
  }, 300_000);

  async function exploreRights(changes: readonly Step[]): Promise<void> {
    const organization = await app.organization({ adminPermissions: [...exporting, Permission.BOOKINGS_VIEW] });
    // With a session first, then with tokens and sessions in turn.
    const admin = {
      client: await app.startSession({ id: organization.adminId, organizationId: organization.id }),
      mayChange: true,
    };
    const streams = [admin, { client: organization.owner, mayChange: false }].flatMap((viewer) =>
      Object.values(liveFields).flatMap((field) =>
        field.subscriptions.map((selection) => new Stream(viewer, field, selection)),
      ),
    );
    const untilRight = async (after: string): Promise<void> => {
      for (const stream of streams) await stream.untilRight(after);
    };
    let number = 0;
    const requestExport = (client: TestClient): Promise<Data> =>
      run(client, 'requestExport', { export: { format: 'CSV', asOf: new Date(number).toISOString() } }, 'id');
    const requests = [await requestExport(organization.admin)];
    /** One of each kind that some stream shows. */
    const changeData = async (): Promise<void> => {
      number++;
      await addBookings(
        app.app.dataSource,
        organization,
        [organization.memberId, organization.adminId].map((userId) => ({
          userId,
          startsAt: `2026-03-0${number}T10:00:00Z`,
        })),
      );
      const [id] = await readColumn(app.app.dataSource, 'exports', 'id', {
        organizationId: organization.id,
        state: ['QUEUED', 'RUNNING'],
      });
      await advance(Number(id), number % 3);
      const [importId] = await readColumn(app.app.dataSource, 'imports', 'id', {
        organizationId: organization.id,
        state: ['AWAITING_FILE', 'CHECKING'],
      });
      await advanceImport(Number(importId), number % 3);
      await startImport(organization.owner, { fileName: `users-${number}.csv` });
      for (const { id: requestId } of requests.splice(0))
        await run(organization.owner, 'declineExportRequest', requestId, 'id');
      requests.push(await requestExport(organization.member));
      await startExport(organization.owner, {
        format: 'CSV',
        columns: ['email'],
        asOf: new Date(number).toISOString(),
      });
    };
    // Older than those that are watched, so that these do not end first.
    await startExport(organization.owner);
    await startImport(organization.owner);
    let ids: JobIds = {
      id: (await startExport(organization.admin)).export.id,
      importId: (await startImport(organization.admin)).id,
    };
    for (const stream of streams) stream.open(ids);
    await untilRight('the start');
    try {
      for (const change of changes) {
        await changeRights(organization, admin, change);
        const what = JSON.stringify(change);
        await untilRight(what);
        for (const stream of streams) stream.open(ids);
        await untilRight(`${what} and opening what had ended`);
        await changeData();
        await untilRight(`${what} and a change of data`);
        const newest = async (table: string): Promise<string> =>
          String((await readColumn(app.app.dataSource, table, 'id', { organizationId: organization.id })).at(-1));
        ids = { id: await newest('exports'), importId: await newest('imports') };
      }
    } finally {
      for (const stream of streams) stream.close();
    }
  }

  async function changeRights(
    organization: SignedInOrganization,
    admin: { client: TestClient },
    change: Step,
  ): Promise<void> {
    const id = String(organization.adminId);
    const owner = await app.startSession({ id: organization.ownerId, organizationId: organization.id });
    if (change.kind === 'grant') await run(owner, 'changeUser', { id, permissions: change.permissions });
    if (change.kind === 'role') await run(owner, 'changeUser', { id, role: change.role });
    if (change.kind === 'status') await run(owner, 'changeUser', { id, status: change.status });
    // Streams that were opened with the ended session keep it.
    if (change.kind === 'signOut') await app.revoke(admin.client);
    // A higher role ends sessions and tokens.
    if (change.kind === 'signOut' || (change.kind === 'role' && change.role === 'ADMIN')) {
      const account = { id: organization.adminId, organizationId: organization.id };
      admin.client = await (admin.client.session === null ? app.startSession(account) : app.signIn(account));
    }
  }

  /** As an upload and a worker would. */
  async function advanceImport(id: number, how: number): Promise<void> {
    const end = { slot: null, finishedAt: 1, expiresAt: app.clock.now().getTime() + 600_000 };
    const changes: readonly Readonly<Record<string, SqlValue | Sql>>[] = [
      { state: 'COMPLETED', columns: '[]', ...end },
      { state: 'CHECKING', slot: 1, attempt: 1, leaseOwner: 'worker', expiresAt: null, rowsDone: raw('rowsDone + 1') },
      { state: 'FAILED', failureCode: 'INTERNAL', ...end },
    ];
    await changeImport(app.app.dataSource, id, changes[how]);
  }

  /** As a worker would. */
  async function advance(id: number, how: number): Promise<void> {
    const changes = [
      stages.completed(app.clock.now().getTime() + 600_000),
      stages.running(raw('rowsDone + 1')),
      stages.failed,
    ];
    await changeExport(app.app.dataSource, id, changes[how]);
  }
});
