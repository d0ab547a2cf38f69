import { useOrganization, useTestApp } from '../../support/apps/app';
import { attempt, run } from '../../support/clients/changes';
import type { Data } from '../../support/clients/client';
import { addReferenceItems } from '../../support/data/factories';
import { engines } from '../../support/databases/engines';

const [sqlite] = engines;
const unknown = '2000000000';

describe('extensions.inputErrors', () => {
  const app = useTestApp(sqlite!);
  const organization = useOrganization(app, {}, 'session');

  const extensionsOf = async (mutation: string, given: unknown): Promise<Data> =>
    (await attempt(organization.owner, mutation, given)).errors![0]!.extensions;
  const inputErrorsOf = async (mutation: string, given: unknown): Promise<Data[]> =>
    (await extensionsOf(mutation, given)).inputErrors;
  const argumentsOf = async (mutation: string, given: unknown): Promise<string[]> =>
    (await inputErrorsOf(mutation, given)).map(({ argument }) => argument);
  const booking = (more: object = {}): Data => ({
    userId: organization.memberId,
    locationId: organization.locationId,
    startsAt: '2026-03-20T10:00:00Z',
    endsAt: '2026-03-20T11:00:00Z',
    ...more,
  });

  it('has the one invalid input of a request', async () => {
    const invalid = {
      code: 'BAD_USER_INPUT',
      argument: 'input.username',
      reason: 'VALUE_BLANK',
      parameters: {},
    };
    expect(await extensionsOf('createUser', { username: ' ' })).toEqual({
      ...invalid,
      inputErrors: [{ ...invalid, message: '`input.username` must not be blank.' }],
    });
  });

  it('has all invalid fields of a record, and the error itself is about the first', async () => {
    const refusal = await extensionsOf('createUser', {
      username: '',
      email: 'nobody',
      additionalNotificationEmail: 'two@example.test, one@example.test',
      tags: [''],
      autopaymentsEnabled: null,
      role: 'OWNER',
      planIds: [unknown, '2000000001'],
      teamId: unknown,
      primaryLocationId: unknown,
      customValues: [
        { key: 'first', value: 'x' },
        { key: 'second', value: 'x' },
      ],
    });
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.username' });
    expect(refusal.inputErrors.map(({ argument }: Data) => argument)).toEqual([
      'input.username',
      'input.email',
      'input.additionalNotificationEmail',
      'input.tags',
      'input.autopaymentsEnabled',
      'input.role',
      'input.planIds',
      'input.planIds',
      'input.teamId',
      'input.primaryLocationId',
      'input.customValues',
      'input.customValues',
    ]);
  });

  it.each<[mutation: string, given: () => unknown, invalid: string[]]>([
    [
      'createUsers',
      () => [
        { username: 'new', email: 'x' },
        { username: 'newer' },
        { username: ' ', additionalNotificationEmail: 'x' },
      ],
      ['input.0.email', 'input.2.username', 'input.2.additionalNotificationEmail'],
    ],
    [
      'changeUsers',
      () => [
        { id: organization.memberId, email: 'x', skills: [''] },
        { id: unknown, email: 'x' },
      ],
      ['input.0.email', 'input.0.skills', 'input.1.id'],
    ],
    [
      'changeUser',
      () => ({ id: organization.ownerId, email: 'x', status: 'INACTIVE' }),
      ['input.email', 'input.status'],
    ],
    [
      'createBooking',
      () => ({
        ...booking({ endsAt: '2026-03-20T09:00:00Z', reference: '\u200b', status: 'CANCELLED' }),
        userId: unknown,
        locationId: unknown,
      }),
      ['input.userId', 'input.locationId', 'input.status', 'input.endsAt', 'input.reference'],
    ],
    [
      'createBookings',
      () => [booking({ userId: unknown }), booking(), booking({ locationId: unknown })],
      ['input.0.userId', 'input.2.locationId'],
    ],
    [
      'createBookings',
      () => ['A', 'A', 'A'].map((reference) => booking({ reference })),
      ['input.1.reference', 'input.2.reference'],
    ],
    ['confirmBookings', () => [unknown, '2000000001'], ['ids.0', 'ids.1']],
    ['cancelBookings', () => [unknown, unknown, unknown], ['ids.1', 'ids.2']],
    [
      'issueInvoices',
      () => [
        { userId: unknown, totalMinor: '99999999999999999', number: ' ' },
        { userId: unknown, totalMinor: '1' },
      ],
      ['input.0.userId', 'input.0.totalMinor', 'input.0.number', 'input.1.userId'],
    ],
    [
      'createCustomProperty',
      () => ({ name: ' ', key: '-', position: -1 }),
      ['input.name', 'input.key', 'input.position'],
    ],
    [
      'createLocations',
      () => [{ name: 'Main' }, { name: 'Other' }, { name: 'other' }],
      ['input.0.name', 'input.2.name'],
    ],
    ['archivePlans', () => [unknown, '2000000001'], ['ids.0', 'ids.1']],
    ['changeOrganization', () => ({ name: ' ', timezone: 'Mars' }), ['input.name', 'input.timezone']],
    ['createToken', () => ({ name: ' ', expiresAt: '2001-01-01T00:00:00Z' }), ['input.name', 'input.expiresAt']],
    [
      'saveExportTemplate',
      () => ({ dataset: 'USERS', name: 'USER_SUMMARY', columns: ['username', 'a', 'b'] }),
      ['input.name', 'input.columns', 'input.columns'],
    ],
    [
      'startExport',
      () => ({
        dataset: 'USERS',
        format: 'ZIP',
        userId: '1',
        filter: { bookings: {} },
        columns: ['a', 'b'],
        ids: [unknown, '2000000001'],
        period: { start: '2026-01-02', end: '2026-01-01' },
        csv: { delimiter: 'COMMA', decimalSeparator: 'COMMA' },
        fileName: '.',
      }),
      [
        'input.filter.bookings',
        'input.columns',
        'input.columns',
        'input.format',
        'input.userId',
        'input.ids',
        'input.ids',
        'input.period.end',
        'input.csv.decimalSeparator',
        'input.fileName',
      ],
    ],
    [
      'startExport',
      () => ({ dataset: 'BOOKINGS', format: 'XLSX', template: 'USER_SUMMARY', csv: {}, ids: ['0'] }),
      ['input.template', 'input.csv', 'input.ids'],
    ],
    [
      'startExport',
      () => ({ dataset: 'ORGANIZATION', format: 'CSV', template: 'x', ids: [], userId: unknown, fileName: '.' }),
      ['input.format', 'input.template', 'input.ids', 'input.userId', 'input.fileName'],
    ],
    [
      'startExport',
      () => ({ format: 'CSV', filter: { users: { firstBooking: {} } }, fileName: '.' }),
      ['input.filter.users.firstBooking', 'input.fileName'],
    ],
    [
      'startImport',
      () => ({
        dataset: 'BOOKINGS',
        fileName: ' ',
        delimiter: 'COMMA',
        decimalSeparator: 'COMMA',
        mapping: [
          { header: 'a', newCustomProperty: 'A' },
          { header: 'b', column: 'id' },
          { header: 'c', column: 'id', newCustomProperty: 'C' },
        ],
        mappingName: ' ',
      }),
      [
        'input.fileName',
        'input.decimalSeparator',
        'input.mapping.0.newCustomProperty',
        'input.mapping.2.newCustomProperty',
        'input.mappingName',
      ],
    ],
    [
      'setSingleSignOn',
      () => ({ issuer: 'ftp://x', clientId: ' ', clientSecret: 'ä', domains: ['@', 'venue.example', ''] }),
      ['input.issuer', 'input.clientId', 'input.clientSecret', 'input.domains.0', 'input.domains.2'],
    ],
    [
      'setSingleSignOn',
      () => ({ issuer: 'x', clientId: 'console', domains: [] }),
      ['input.issuer', 'input.clientSecret', 'input.domains'],
    ],
  ])('has all invalid inputs of %s', async (mutation, given, invalid) => {
    expect(await argumentsOf(mutation, given())).toEqual(invalid);
  });

  it('has all invalid inputs of a request for an export, each within its export', async () => {
    const input = { export: { format: 'ZIP', columns: ['a'], fileName: '.' } };
    const { errors } = await attempt(organization.member, 'requestExport', input);
    const { argument, inputErrors } = errors![0]!.extensions as Data;
    expect([argument, ...inputErrors.map(({ argument }: Data) => argument)]).toEqual([
      'input.export.columns',
      'input.export.columns',
      'input.export.format',
      'input.export.fileName',
    ]);
  });

  it('has all records whose status forbids the change, and changes none', async () => {
    const ids: string[] = [];
    for (const status of ['PENDING', 'CONFIRMED', 'CONFIRMED'])
      ids.push((await run(organization.owner, 'createBooking', booking({ status }), 'id')).id);
    expect(await inputErrorsOf('confirmBookings', ids)).toEqual([
      expect.objectContaining({ argument: 'ids.1', code: 'CONFLICT' }),
      expect.objectContaining({ argument: 'ids.2', code: 'CONFLICT' }),
    ]);
    await run(organization.owner, 'confirmBookings', ids.slice(0, 1), 'id');
  });

  it('has the names that are taken', async () => {
    await addReferenceItems(app.app.dataSource, 'plans', organization.id, ['Gold', 'Silver']);
    expect(await argumentsOf('createPlans', [{ name: 'gold' }, { name: 'New' }, { name: 'silver' }])).toEqual([
      'input.0.name',
      'input.2.name',
    ]);
    await run(organization.owner, 'createUsers', [{ username: 'ann' }, { username: 'bob' }], 'id');
    expect(await argumentsOf('createUsers', [{ username: 'Ann' }, { username: 'new' }, { username: 'BOB' }])).toEqual([
      'input.0.username',
      'input.2.username',
    ]);
  });

  it('has all texts and lists that exceed their limits', async () => {
    expect(
      await argumentsOf('createUser', { username: 'x'.repeat(1001), firstName: 'a\u0000', tags: Array(501).fill('x') }),
    ).toEqual(['input.username', 'input.firstName', 'input.tags']);
  });

  it('has at most 100 of them, and checks no more', async () => {
    const input = Array.from({ length: 500 }, () => ({ username: ' ', email: 'x' }));
    expect(await inputErrorsOf('createUsers', input)).toHaveLength(100);
    expect(await inputErrorsOf('createUsers', Array(500).fill({ username: '\u0000', email: '\u0000' }))).toHaveLength(
      100,
    );
  });
});
