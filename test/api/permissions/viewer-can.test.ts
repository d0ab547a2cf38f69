import { printType } from 'graphql';
import { createSchema } from '../../../src/api/graphql/schema';
import { Permission, Role } from '../../../src/features/auth/permissions';
import { rowDatasets } from '../../../src/features/exports/datasets';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { mutation, run } from '../../support/clients/changes';
import { type Data, TestClient } from '../../support/clients/client';
import { addUsers } from '../../support/data/factories';
import { engines } from '../../support/databases/engines';
import { countingStatements } from '../../support/databases/statements';

const all = Object.values(Permission);
const without = (...missing: Permission[]): Permission[] => all.filter((permission) => !missing.includes(permission));
const datasets = [...Object.keys(rowDatasets), 'ORGANIZATION'];
const formats = ['CSV', 'ZIP'];
const decision = '{ allowed reason code permissions }';
const unknown = '999999999';

interface Who {
  readonly as: string;
  readonly role: Role;
  readonly granted?: readonly Permission[];
  readonly by: 'token' | 'session' | 'limited token';
  readonly limit?: readonly Permission[];
}

const everyone: Who[] = [
  { as: 'the owner', role: Role.OWNER, by: 'session' },
  { as: 'the owner with an access token', role: Role.OWNER, by: 'token' },
  { as: 'the owner with a token for everything', role: Role.OWNER, by: 'limited token', limit: all },
  {
    as: 'the owner with a token for bookings',
    role: Role.OWNER,
    by: 'limited token',
    limit: [Permission.BOOKINGS_VIEW],
  },
  { as: 'a member', role: Role.MEMBER, granted: all, by: 'session' },
  { as: 'a member with a limited token', role: Role.MEMBER, by: 'limited token', limit: [] },
  { as: 'an admin with all permissions', role: Role.ADMIN, granted: all, by: 'token' },
  { as: 'an admin without permissions', role: Role.ADMIN, granted: [], by: 'session' },
  ...all.map((missing, index): Who => ({
    as: `an admin without ${missing}`,
    role: Role.ADMIN,
    granted: without(missing),
    by: index % 2 === 0 ? 'token' : 'session',
  })),
  {
    as: 'an admin with a token without the permissions to export',
    role: Role.ADMIN,
    granted: all,
    by: 'limited token',
    limit: without(Permission.DATA_PROTECTION, Permission.INVOICES_EDIT),
  },
];

/**
 * By rule, mutations that require it. Each is wrong in another way, too, so that an allowed one changes nothing.
 * `REQUEST` is the id of a canceled request that the viewer may see.
 */
const mutations: Record<string, readonly (readonly [name: string, given: unknown])[]> = {
  changeUsers: [
    ['createUsers', []],
    ['changeUser', { id: unknown }],
  ],
  assignRoles: [['changeUser', { id: unknown, role: 'MEMBER' }]],
  changeBookings: [
    ['createBookings', []],
    ['rescheduleBookings', []],
    ['confirmBookings', []],
    ['cancelBooking', unknown],
  ],
  changeInvoices: [
    ['issueInvoices', []],
    ['changeInvoices', []],
    ['payInvoices', []],
    ['voidInvoice', unknown],
  ],
  ...Object.fromEntries(
    ['Locations', 'Teams', 'Plans', 'CustomProperties'].map((names) => [
      `change${names}`,
      ['create', 'archive'].map((verb) => [`${verb}${names}`, []] as const),
    ]),
  ),
  changeOrganization: [['changeOrganization', { name: '' }]],
  transferOwnership: [['transferOwnership', unknown]],
  requestExport: [['requestExport', { export: { format: 'ZIP' } }]],
  approveExports: [
    ['approveExportRequest', 'REQUEST'],
    ['declineExportRequest', 'REQUEST'],
  ],
};
const otherMutations: Record<string, string> = {
  createTokens: 'mutation { createToken(input: { name: " ", expiresAt: "2020-01-01T00:00:00Z" }) { token } }',
  revokeTokens: `mutation { revokeToken(id: ${unknown}) { id } }`,
  revokeSessions: `mutation { revokeSession(id: ${unknown}) { id } }`,
};
const readRules = ['readUsers', 'readBookings', 'readInvoices', 'readAuditLog'];

describe('viewer.can', () => {
  const app = useTestApp(engines[0]!, { worker: false });
  const organization = useOrganization(app);
  const clients: TestClient[] = [];
  let number = 0;

  afterAll(async () => {
    for (const client of clients) await client.close();
  });

  async function signIn({ role, granted = [], by, limit }: Who): Promise<TestClient> {
    const [userId] =
      role === Role.OWNER
        ? [organization.ownerId]
        : await addUsers(app.app.dataSource, organization.id, [
            { username: `person-${++number}`, role, permissions: [...granted] },
          ]);
    const user = { id: userId!, organizationId: organization.id };
    if (by === 'token') return app.signIn(user);
    const session = await app.startSession(user);
    if (by === 'session') return session;
    const { token } = await run(
      session,
      'createToken',
      { name: 'limited', expiresAt: new Date(app.clock.now().getTime() + 3_600_000).toISOString(), permissions: limit },
      'token',
    );
    const client = new TestClient(app.url, token);
    clients.push(client);
    return client;
  }

  const rules = [...Object.keys(mutations), ...Object.keys(otherMutations), ...readRules];
  const canOf = async (client: TestClient): Promise<Data> =>
    (
      await client.data(`{ viewer { can {
        ${rules.map((rule) => `${rule} ${decision}`).join(' ')}
        ${datasets.map((dataset) => `import_${dataset}: startImport(dataset: ${dataset}) ${decision}`).join(' ')}
        ${datasets.map((dataset) => `export_${dataset}: startExport(dataset: ${dataset}) ${decision}`).join(' ')}
        ${datasets.flatMap((dataset) => formats.map((format) => `export_${dataset}_${format}: startExport(dataset: ${dataset}, format: ${format}) ${decision}`)).join(' ')}
        seeFigures { booking ${decision} invoice ${decision} }
      } } }`)
    ).viewer.can;

  /** What a decision says about the error of an operation. Null: it is not the viewer who prevents it. */
  const expected = ({ allowed, reason, code, permissions }: Data): Data | null => {
    if (allowed) {
      expect({ reason, code, permissions }).toEqual({ reason: null, code: null, permissions: null });
      return null;
    }
    return {
      code: 'FORBIDDEN',
      message: reason,
      reason: code,
      parameters: permissions ? { permissions } : {},
    };
  };
  const refusalOf = async (client: TestClient, document: string, variables?: object): Promise<Data | null> => {
    const { errors } = await client.gql(document, variables);
    if (!errors) return null;
    const { path: _path, locations: _locations, message, extensions } = errors[0] as Data;
    return extensions.code === 'FORBIDDEN' ? { ...extensions, message } : null;
  };

  it('has a tested field for each rule', () => {
    const type = createSchema().getType('ViewerCan')!;
    const names = [...printType(type).matchAll(/^ {2}(\w+)[(:]/gm)].map(([, name]) => name);
    expect(names.sort()).toEqual([...rules, 'startExport', 'startImport', 'seeFigures'].sort());
  });

  it.each(everyone)('says what the operations do: $as', async (who) => {
    const client = await signIn(who);
    const can = await canOf(client);
    // No permission would help.
    if (who.role !== Role.OWNER) expect(can.assignRoles).toMatchObject({ code: 'OWNER_ONLY', permissions: null });
    const outcomes: [name: string, outcome: Promise<Data | null>][] = [];
    const promised: Data = {};
    const compare = (name: string, given: Data, document: string, variables?: object): void => {
      outcomes.push([name, refusalOf(client, document, variables)]);
      promised[name] = expected(given);
    };

    const requestId = await cancelledRequest(who, client);
    for (const [rule, calls] of Object.entries(mutations))
      for (const [name, given] of calls) {
        const value = given === 'REQUEST' ? requestId : given;
        const argument = /\(\$(\w+)/.exec(mutation(name))![1]!;
        compare(`${rule}: ${name}`, can[rule], mutation(name), { [argument]: value });
      }
    for (const [rule, document] of Object.entries(otherMutations)) compare(rule, can[rule], document);
    compare('readAuditLog', can.readAuditLog, '{ auditEvents { totalCount } }');

    for (const dataset of datasets) {
      for (const format of formats) {
        const allowed = can[`export_${dataset}_${format}`];
        // A full export has no columns, and rows have no id "x".
        const input = { dataset, format, columns: ['id'], ids: ['x'] };
        if (allowed.code === 'NOT_SUPPORTED')
          expect(await client.refusal(mutation('startExport'), { input })).toMatchObject({
            code: 'BAD_USER_INPUT',
            argument: 'input.format',
            message: allowed.reason,
          });
        else compare(`export ${dataset} ${format}`, allowed, mutation('startExport'), { input });
        if ((format === 'ZIP') === (dataset === 'ORGANIZATION')) expect(allowed).toEqual(can[`export_${dataset}`]);
      }
      const allowed = can[`import_${dataset}`];
      const start = 'mutation ($input: StartImportInput!) { startImport(input: $input) { id } }';
      const input = { dataset, fileName: ' ' };
      if (dataset === 'ORGANIZATION')
        expect(await client.refusal(start, { input })).toMatchObject({
          code: 'BAD_USER_INPUT',
          argument: 'input.dataset',
          message: allowed.reason,
        });
      else compare(`import ${dataset}`, allowed, start, { input });
    }
    const outcome: Data = {};
    for (const [name, refused] of outcomes) outcome[name] = await refused;
    expect(outcome).toEqual(promised);

    for (const records of ['Users', 'Bookings', 'Invoices']) {
      const list = records.toLowerCase();
      const { scope } = (await client.data(`{ ${list} { scope } }`))[list];
      expect([records, scope]).toEqual([records, can[`read${records}`].allowed ? 'ORGANIZATION' : 'OWN']);
    }
    if (can.readUsers.allowed)
      for (const [figures, field] of [
        ['booking', 'bookingActivity { hasBooked }'],
        ['invoice', 'invoicing { allTime { decimal } }'],
      ] as const) {
        const refused = await refusalOf(client, `{ user(id: ${organization.memberId}) { ${field} } }`);
        const { allowed, code, permissions } = can.seeFigures[figures];
        expect(refused && { reason: refused.reason, parameters: refused.parameters }).toEqual(
          allowed ? null : { reason: code, parameters: { permissions } },
        );
      }
  });

  /** The id of a request that the viewer sees, and that can no longer be decided. */
  async function cancelledRequest({ role, by }: Who, client: TestClient): Promise<string> {
    const requester = role === Role.OWNER && by !== 'limited token' ? organization.member : client;
    const { id } = await run(requester, 'requestExport', { export: { format: 'CSV' } });
    return (await run(requester, 'cancelExportRequest', id)).id;
  }

  it('reads nothing from the database', async () => {
    const viewer = () => organization.admin.data('{ viewer { role } }');
    const plain = await countingStatements(app.app.dataSource, viewer);
    const withCan = await countingStatements(app.app.dataSource, () => canOf(organization.admin));
    expect(withCan).toHaveLength(plain.length);
  });
});
