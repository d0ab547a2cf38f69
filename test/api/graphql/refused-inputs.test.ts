import { translations } from '../../../src/features/labels/sentences';
import { UserStatus } from '../../../src/features/users/user.entity';
import { useOrganization, useTestApp } from '../../support/apps/app';
import type { Data } from '../../support/clients/client';
import { addBookings, addInvoices, addReferenceItems, addUsers } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { readColumn } from '../../support/databases/rows';

type Case = [reason: string, query: string, input?: object, parameters?: object];

const start = 'mutation ($input: StartExportInput!) { startExport(input: $input) { export { id } } }';
const template = 'mutation ($input: SaveExportTemplateInput!) { saveExportTemplate(input: $input) { id } }';
const import_ = 'mutation ($input: StartImportInput!) { startImport(input: $input) { id } }';
const booking = 'mutation ($input: CreateBookingInput!) { createBooking(input: $input) { id } }';
const user = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { id } }';
const changedUser = 'mutation ($input: ChangeUserInput!) { changeUser(input: $input) { id } }';
const organizationChange = 'mutation ($input: ChangeOrganizationInput!) { changeOrganization(input: $input) { id } }';
const property = 'mutation ($input: CreateCustomPropertyInput!) { createCustomProperty(input: $input) { id } }';
const provider = 'mutation ($input: SingleSignOnInput) { setSingleSignOn(input: $input) { issuer } }';
const token = 'mutation ($input: CreateTokenInput!) { createToken(input: $input) { token } }';
const stats = (args: string): string => `{ bookingStats(${args}) { rows { count } } }`;
const months = 'from: "2026-01", to: "2026-02"';
const publicClient = { issuer: 'http://localhost:1', clientId: 'x', clientSecret: null, domains: ['x.example'] };

const cases: readonly Case[] = [
  ['NOT_AN_ADDRESS', user, { username: 'x', email: 'ana' }],
  ['LISTED_LENGTH', user, { username: 'x', tags: [''] }],
  ['OWNER_ROLE', user, { username: 'x', role: 'OWNER' }],
  ['NAME_LENGTH', organizationChange, { name: ' ' }],
  ['TIME_ZONE', organizationChange, { timezone: 'Europe/Nowhere' }, { value: 'Europe/Nowhere' }],
  ['PROPERTY_KEY', property, { key: 'a b', name: 'X' }],
  ['POSITION_RANGE', property, { key: 'ab', name: 'X', position: -1 }],
  ['DOMAIN', provider, { ...publicClient, domains: ['a b'] }, { value: 'a b' }],
  ['DOMAIN_MISSING', provider, { ...publicClient, domains: [] }],
  ['ISSUER', provider, { ...publicClient, issuer: 'login' }, { value: 'login' }],
  ['ISSUER_UNREADABLE', provider, publicClient, { value: publicClient.issuer }],
  ['SECRET_CHARACTERS', provider, { ...publicClient, clientSecret: 'é' }],
  ['SECRET_REQUIRED', provider, { ...publicClient, clientSecret: undefined }],
  ['SECRETS_NOT_STORED', provider, { ...publicClient, clientSecret: 'secret' }],
  ['EXPIRY_PAST', token, { name: 'x', expiresAt: '2020-01-01T00:00:00Z' }],
  ['EXPIRY_TOO_LATE', token, { name: 'x', expiresAt: '2999-01-01T00:00:00Z' }],
  ['NO_COLUMNS', start, { format: 'CSV', columns: [] }],
  ['UNKNOWN_COLUMN', start, { format: 'CSV', columns: ['none'] }, { column: 'none' }],
  ['COLUMN_UNAVAILABLE', start, { format: 'CSV', columns: ['termsVersion'] }, { column: 'termsVersion' }],
  ['UNKNOWN_TEMPLATE', start, { format: 'CSV', template: 'NONE' }, { template: 'NONE' }],
  ['FILE_NAME', start, { format: 'CSV', fileName: 'con' }],
  ['ZIP_ONLY', start, { dataset: 'ORGANIZATION', format: 'CSV' }],
  ['ZIP_FULL_ONLY', start, { format: 'ZIP' }],
  ['FULL_EXPORT_TEMPLATE', template, { name: 'x', dataset: 'ORGANIZATION', columns: ['username'] }],
  ['NOT_IMPORTABLE', import_, { fileName: 'x.csv', dataset: 'ORGANIZATION' }],
  [
    'PROPERTIES_OF_USERS',
    import_,
    { fileName: 'x.csv', dataset: 'BOOKINGS', mapping: [{ header: 'a', newCustomProperty: 'A' }] },
  ],
  ['UNKNOWN_MAPPING', import_, { fileName: 'x.csv', mappingName: 'Weekly' }, { name: 'Weekly' }],
  ['NO_GROUPS', stats(`${months}, top: { groups: 2 }`)],
  ['NOT_LISTED', stats(`${months}, groupBy: [PLAN], top: { groups: 2, by: USERS }`)],
  ['TOO_MANY_MONTHS', stats('from: "1926-01", to: "2026-02"'), {}, { max: 600 }],
  ['TOO_MANY_PERIODS', stats('days: { from: "1935-01-01", to: "2026-01-01" }, granularity: DAY')],
  ['DATE_RANGE', stats('days: { last: 1100, unit: YEAR }, granularity: YEAR, compare: PERIOD_BEFORE')],
];

eachEngine('an input that is refused', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false, settings: { PROVIDER_REACH: 'local' } });
  const organization = useOrganization(app, {}, 'session');

  it.each<Case>(cases)('has the reason %s', async (reason, query, input = {}, parameters = {}) => {
    const ask = async (language: string): Promise<Data> => {
      const body = JSON.stringify({ query, variables: { input } });
      const { errors } = await organization.owner.post(body, { 'accept-language': language });
      // The issuer of the input is always unreadable, too.
      return (errors![0]!.extensions.inputErrors as Data[]).find((each) => each.reason === reason)!;
    };
    const [english, german] = [await ask('en'), await ask('de')];
    expect(english.parameters).toMatchObject(parameters);
    expect(german.message).toBe(translations.de.reasons[reason]!(german.parameters as never));
    expect(german.message).not.toBe(english.message);
  });

  describe('of a record', () => {
    const expectReason = async (query: string, input: object, expected: object): Promise<void> =>
      expect(await organization.owner.refusal(query, input)).toMatchObject(expected);

    it('has the reason of its time, its amount or its status', async () => {
      const { dataSource } = app.app;
      const { locationId, memberId: userId } = organization;
      const at = (startsAt: string, endsAt: string) => ({ input: { userId, locationId, startsAt, endsAt } });
      await expectReason(booking, at('2026-03-01T10:00:00Z', '2026-03-01T10:00:00Z'), { reason: 'END_BEFORE_START' });
      await expectReason(booking, at('2026-03-01T10:00:00Z', '2028-03-01T10:00:00Z'), {
        reason: 'BOOKING_TOO_LONG',
        parameters: { days: 366 },
      });
      await addBookings(dataSource, organization, [{ userId, startsAt: '2026-03-01T10:00:00Z', status: 'CANCELLED' }]);
      const [bookingId] = await readColumn(dataSource, 'bookings', 'id', { organizationId: organization.id });
      await expectReason(
        'mutation ($id: ID!) { confirmBooking(id: $id) { id } }',
        { id: bookingId },
        {
          reason: 'BOOKING_STATE',
          parameters: { status: 'CANCELLED' },
        },
      );
      await expectReason(
        'mutation ($input: IssueInvoiceInput!) { issueInvoice(input: $input) { id } }',
        { input: { userId, totalMinor: '100000000000000' } },
        { reason: 'AMOUNT_RANGE' },
      );
      await addInvoices(dataSource, organization, [
        { userId, issuedAt: '2026-03-01T10:00:00Z', status: 'VOID', totalMinor: 1 },
      ]);
      const [invoiceId] = await readColumn(dataSource, 'invoices', 'id', { organizationId: organization.id });
      await expectReason(
        'mutation ($id: ID!) { payInvoice(id: $id) { id } }',
        { id: invoiceId },
        {
          reason: 'INVOICE_STATE',
          parameters: { status: 'VOID' },
        },
      );
    });

    it('has the reason that a team is archived, or is not', async () => {
      const [id] = await addReferenceItems(app.app.dataSource, 'teams', organization.id, ['Crew']);
      const change = (action: string): string => `mutation ($id: ID!) { ${action}Team(id: $id) { id } }`;
      const parameters = { value: 'Crew' };
      await expectReason(change('restore'), { id }, { reason: 'NOT_ARCHIVED', parameters });
      await organization.owner.data(change('archive'), { id });
      await expectReason(change('archive'), { id }, { reason: 'ALREADY_ARCHIVED', parameters });
    });

    it('has the reason that an account is not active, or is of the owner', async () => {
      const { dataSource } = app.app;
      const [asleep] = await addUsers(dataSource, organization.id, [
        { username: 'asleep', status: UserStatus.INACTIVE },
      ]);
      const transfer = 'mutation ($id: ID!) { transferOwnership(userId: $id) { id } }';
      await expectReason(transfer, { id: asleep }, { reason: 'ACCOUNT_NOT_ACTIVE' });
      await expectReason(transfer, { id: organization.ownerId }, { reason: 'ALREADY_OWNER' });
      await expectReason(
        changedUser,
        { input: { id: organization.ownerId, status: 'INACTIVE' } },
        { reason: 'OWNER_STAYS_ACTIVE' },
      );
      await expectReason(
        'mutation ($input: RequestExportInput!) { requestExport(input: $input) { id } }',
        { input: { export: { format: 'CSV' } } },
        { reason: 'OWNER_NEEDS_NO_REQUEST' },
      );
    });
  });
});
