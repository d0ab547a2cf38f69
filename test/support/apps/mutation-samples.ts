import { randomUUID } from 'node:crypto';
import { run } from '../clients/changes';
import { exportFile, startExport } from '../clients/exports';
import { applyImport, checkFile, startImport, untilState } from '../clients/imports';
import { addBookings, addInvoices, addReferenceItems } from '../data/factories';
import { addRow, readColumn } from '../databases/rows';
import type { SignedInOrganization, TestApp } from './app';

/** Makes what a mutation needs, and returns its arguments, with which it succeeds once. */
type Sample = (world: SampleWorld) => Promise<string> | string;

/** An organization whose owner and admin have a session, and whose records are few. */
interface SampleWorld {
  readonly app: TestApp;
  readonly organization: SignedInOrganization;
}

const input = (fields: string): string => `(input: { ${fields} })`;
const id = (value: string | number): string => `(id: "${value}")`;
const ids = (value: string | number): string => `(ids: ["${value}"])`;

async function latest({ app, organization }: SampleWorld, table: string): Promise<number> {
  return (await readColumn(app.app.dataSource, table, 'id', { organizationId: organization.id })).at(-1);
}

async function booking(world: SampleWorld, status: 'PENDING' | 'CONFIRMED' = 'PENDING'): Promise<number> {
  const { app, organization } = world;
  await addBookings(app.app.dataSource, organization, [
    { userId: organization.memberId, startsAt: '2026-01-10T10:00:00Z', status },
  ]);
  return latest(world, 'bookings');
}

async function invoice(world: SampleWorld): Promise<number> {
  const { app, organization } = world;
  await addInvoices(app.app.dataSource, organization, [
    { userId: organization.memberId, issuedAt: '2026-01-10T10:00:00Z', totalMinor: 100, status: 'OPEN' },
  ]);
  return latest(world, 'invoices');
}

/** The eight mutations of a kind of reference data. */
function ofReferenceItems(
  one: string,
  many: string,
  add: (world: SampleWorld) => Promise<number>,
  required = '',
): Record<string, Sample> {
  const archived = async (world: SampleWorld): Promise<number> => {
    const item = await add(world);
    await run(world.organization.owner, `archive${one}`, String(item));
    return item;
  };
  return {
    [`create${one}`]: () => input(`name: "New" ${required}`),
    [`create${many}`]: () => `(input: [{ name: "New" ${required} }])`,
    [`change${one}`]: async (world) => input(`id: "${await add(world)}" name: "Changed"`),
    [`change${many}`]: async (world) => `(input: [{ id: "${await add(world)}" name: "Changed" }])`,
    [`archive${one}`]: async (world) => id(await add(world)),
    [`archive${many}`]: async (world) => ids(await add(world)),
    [`restore${one}`]: async (world) => id(await archived(world)),
    [`restore${many}`]: async (world) => ids(await archived(world)),
  };
}

const addItem =
  (table: 'locations' | 'teams' | 'plans') =>
  async ({ app, organization }: SampleWorld): Promise<number> =>
    (await addReferenceItems(app.app.dataSource, table, organization.id, ['Old']))[0]!;

const addProperty = ({ app, organization }: SampleWorld): Promise<number> =>
  addRow(app.app.dataSource, 'custom_properties', {
    organizationId: organization.id,
    propertyKey: 'old',
    name: 'Old',
    position: 1,
  });

const exported = async ({ organization }: SampleWorld): Promise<string> =>
  (await exportFile(organization.owner)).row.id;

/** An export that a worker holds. */
async function runningExport({ app, organization }: SampleWorld): Promise<string> {
  app.gate.hold();
  return (await startExport(organization.admin)).export.id;
}

async function request({ organization }: SampleWorld): Promise<string> {
  return (await run(organization.admin, 'requestExport', { export: { format: 'ZIP', dataset: 'ORGANIZATION' } })).id;
}

const checked = async ({ organization }: SampleWorld): Promise<string> =>
  (await checkFile(organization.owner, 'Username,City\nmember,Faro\n')).id;

async function applied(world: SampleWorld): Promise<string> {
  const { owner } = world.organization;
  const importId = await checked(world);
  await owner.data(applyImport, { id: importId });
  await untilState(owner, importId, ['COMPLETED']);
  return importId;
}

/** The identity provider of an organization, which no one reaches. */
async function addProvider({ app, organization }: SampleWorld): Promise<void> {
  const { id: organizationId, ownerId: setById } = organization;
  const { dataSource } = app.app;
  await addRow(dataSource, 'single_sign_on', {
    organizationId,
    issuer: 'https://login.venue.example',
    clientId: 'old',
    clientSecret: null,
    isRequired: 0,
    setById,
    revision: randomUUID(),
    changedAt: 0,
    verificationCode: 'code',
  });
  await addRow(dataSource, 'single_sign_on_domains', { organizationId, domain: 'venue.example', isVerified: 1 });
}

const addMapping = ({ app, organization }: SampleWorld): Promise<number> =>
  addRow(app.app.dataSource, 'import_mappings', {
    organizationId: organization.id,
    dataset: 'USERS',
    name: 'Old',
    mapping: '[]',
    savedById: organization.ownerId,
    savedAt: 0,
  });

const newBooking = ({ memberId, locationId }: SignedInOrganization): string =>
  `userId: "${memberId}" locationId: "${locationId}" reference: "NEW" startsAt: "2026-01-10T10:00:00Z" endsAt: "2026-01-10T11:00:00Z"`;
const newInvoice = ({ memberId }: SignedInOrganization): string =>
  `userId: "${memberId}" number: "NEW" totalMinor: 100`;
const rescheduled = (bookingId: number): string =>
  `id: "${bookingId}" startsAt: "2026-02-10T10:00:00Z" endsAt: "2026-02-10T11:00:00Z"`;

/** Arguments of each mutation that needs a viewer, by its name. */
export const mutationSamples: Readonly<Record<string, Sample>> = {
  ...ofReferenceItems('Location', 'Locations', addItem('locations')),
  ...ofReferenceItems('Team', 'Teams', addItem('teams')),
  ...ofReferenceItems('Plan', 'Plans', addItem('plans')),
  ...ofReferenceItems('CustomProperty', 'CustomProperties', addProperty, 'key: "new"'),
  changeOrganization: () => input('name: "Changed"'),

  createUser: () => input('username: "new"'),
  createUsers: () => '(input: [{ username: "new" }])',
  changeUser: ({ organization }) => input(`id: "${organization.memberId}" city: "Faro"`),
  changeUsers: ({ organization }) => `(input: [{ id: "${organization.ownerId}" city: "Faro" }])`,
  transferOwnership: ({ organization }) => `(userId: "${organization.adminId}")`,

  createBooking: ({ organization }) => input(newBooking(organization)),
  createBookings: ({ organization }) => `(input: [{ ${newBooking(organization)} }])`,
  confirmBooking: async (world) => id(await booking(world)),
  confirmBookings: async (world) => ids(await booking(world)),
  cancelBooking: async (world) => id(await booking(world)),
  cancelBookings: async (world) => ids(await booking(world)),
  rescheduleBooking: async (world) => input(rescheduled(await booking(world))),
  rescheduleBookings: async (world) => `(input: [{ ${rescheduled(await booking(world))} }])`,

  issueInvoice: ({ organization }) => input(newInvoice(organization)),
  issueInvoices: ({ organization }) => `(input: [{ ${newInvoice(organization)} }])`,
  changeInvoice: async (world) => input(`id: "${await invoice(world)}" locationId: "${world.organization.locationId}"`),
  changeInvoices: async (world) =>
    `(input: [{ id: "${await invoice(world)}" locationId: "${world.organization.locationId}" }])`,
  payInvoice: async (world) => id(await invoice(world)),
  payInvoices: async (world) => ids(await invoice(world)),
  voidInvoice: async (world) => id(await invoice(world)),
  voidInvoices: async (world) => ids(await invoice(world)),

  startExport: () => input('format: CSV'),
  retryExport: async (world) => {
    const exportId = await exported(world);
    await world.organization.owner.data(`mutation { deleteExportFile${id(exportId)} { id } }`);
    return id(exportId);
  },
  cancelExport: async (world) => id(await runningExport(world)),
  createDownloadLink: async (world) => id(await exported(world)),
  deleteExportFile: async (world) => id(await exported(world)),
  saveExportTemplate: () => input('name: "New" columns: ["username"]'),
  deleteExportTemplate: async (world) => {
    const saved = await run(world.organization.owner, 'saveExportTemplate', { name: 'Old', columns: ['username'] });
    return id(saved.id);
  },
  requestExport: () => input('export: { format: CSV }'),
  approveExportRequest: async (world) => id(await request(world)),
  declineExportRequest: async (world) => id(await request(world)),
  cancelExportRequest: async (world) => id(await request(world)),

  startImport: () => input('fileName: "new.csv"'),
  mapImport: async (world) => `(id: "${await checked(world)}" createMissing: true)`,
  applyImport: async (world) => id(await checked(world)),
  cancelImport: async ({ organization }) => id((await startImport(organization.admin)).id),
  undoImport: async (world) => id(await applied(world)),
  deleteImportMapping: async (world) => id(await addMapping(world)),

  createToken: ({ app }) =>
    input(`name: "new" expiresAt: "${new Date(app.clock.now().getTime() + 3_600_000).toISOString()}"`),
  revokeToken: async (world) => {
    await world.app.signIn({ id: world.organization.memberId, organizationId: world.organization.id });
    return id(await latest(world, 'access_tokens'));
  },
  revokeSession: async (world) => {
    await world.app.startSession({ id: world.organization.memberId, organizationId: world.organization.id });
    return id(await latest(world, 'sessions'));
  },
  setSingleSignOn: async (world) => {
    await addProvider(world);
    return input('issuer: "https://login.venue.example" clientId: "new" clientSecret: null domains: ["venue.example"]');
  },
  verifyDomains: async (world) => {
    await addProvider(world);
    return '';
  },
  unlinkIdentity: async ({ app, organization }) =>
    id(
      await addRow(app.app.dataSource, 'linked_identities', {
        organizationId: organization.id,
        userId: organization.memberId,
        identityHash: randomUUID(),
        linkedAt: 0,
        lastUsedAt: 0,
      }),
    ),
};
