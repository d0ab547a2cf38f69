import { insertRows } from '../../../../src/platform/database/insert-rows';
import { createTestApp, useOrganization, useOrganizationPerTest, useTestApp } from '../../../support/apps/app';
import { type Data, download } from '../../../support/clients/client';
import { exportFile, startExport, untilEnded } from '../../../support/clients/exports';
import { parseCsv } from '../../../support/data/figures';
import { eachEngine } from '../../../support/databases/engines';
import { deleteRows } from '../../../support/databases/rows';

const save =
  'mutation ($input: SaveExportTemplateInput!) { saveExportTemplate(input: $input) { id name dataset columns system } }';
const remove = 'mutation ($id: ID!) { deleteExportTemplate(id: $id) { id name } }';
const list = '{ exportTemplates { id name dataset columns system } }';
const start = 'mutation ($input: StartExportInput!) { startExport(input: $input) { export { id warnings } } }';
const preview =
  'query ($input: StartExportInput!) { previewExport(input: $input) { columns { key } dropped { key reason } } }';

eachEngine('saved templates', (engine) => {
  const app = useTestApp(engine);
  const other = useOrganization(app);
  const organization = useOrganizationPerTest(app, {
    customProperties: [
      { key: 'locker', name: 'Locker' },
      { key: 'diet', name: 'Diet' },
    ],
  });

  const saved = async (input: object, client = organization.owner): Promise<Data> =>
    (await client.data(save, { input })).saveExportTemplate;
  const listed = async (client = organization.owner): Promise<Data[]> => (await client.data(list)).exportTemplates;
  const listedOwn = async (): Promise<Data[]> => (await listed()).filter(({ system }) => !system);

  it('define the columns of files, and are listed after the system templates', async () => {
    const bookings = await saved({ name: 'Begins', dataset: 'BOOKINGS', columns: ['startsAt', 'reference'] });
    const people = await saved({ name: 'Addresses', columns: ['email', 'custom.diet', 'id'] });
    expect(bookings).toEqual({
      id: expect.stringMatching(/^\d+$/),
      name: 'Begins',
      dataset: 'BOOKINGS',
      columns: ['startsAt', 'reference'],
      system: false,
    });
    const all = await listed(organization.member);
    const ofSystem = all.filter(({ system }) => system);
    const known = ofSystem.filter(({ dataset }) => ['USERS', 'BOOKINGS', 'INVOICES'].includes(dataset));
    expect(known.map(({ id, name, dataset }) => [id, name, dataset])).toEqual([
      ['USER_SUMMARY', 'USER_SUMMARY', 'USERS'],
      ['USER_ACCOUNTS', 'USER_ACCOUNTS', 'USERS'],
      ['USER_MANAGEMENT', 'USER_MANAGEMENT', 'USERS'],
      ['BOOKING_LIST', 'BOOKING_LIST', 'BOOKINGS'],
      ['INVOICE_LIST', 'INVOICE_LIST', 'INVOICES'],
    ]);
    expect(all).toEqual([...ofSystem, people, bookings]);
    const { body, row } = await exportFile(organization.owner, { format: 'CSV', template: people.id });
    expect(parseCsv(body)[0]).toEqual(['Email', 'Diet', 'Identifier']);
    expect(row.warnings).toEqual([]);
    expect(
      parseCsv(
        (await exportFile(organization.owner, { format: 'CSV', dataset: 'BOOKINGS', template: bookings.id })).body,
      ),
    ).toEqual([['Starts at', 'Reference']]);
    const { exportColumns } = await organization.owner.data('{ exportColumns { key templates } }');
    expect(exportColumns.find(({ key }: Data) => key === 'custom.diet').templates).toEqual([
      'USER_SUMMARY',
      'USER_ACCOUNTS',
      'USER_MANAGEMENT',
      people.id,
    ]);
  });

  it('are listed with system templates, whose columns equal the columns of their files', async () => {
    for (const { id, dataset, columns } of await listed()) {
      const { body } = await exportFile(organization.owner, { format: 'CSV', dataset, columns });
      const { body: ofTemplate } = await exportFile(organization.owner, { format: 'CSV', dataset, template: id });
      expect(parseCsv(ofTemplate).slice(1)).toEqual(parseCsv(body).slice(1));
      if (id !== 'USER_ACCOUNTS' && id !== 'USER_MANAGEMENT') expect(ofTemplate.equals(body)).toBe(true);
    }
  });

  it('keep their id when changed', async () => {
    const { id } = await saved({ name: 'One', columns: ['email'] });
    expect(await saved({ id, name: 'Two', dataset: 'INVOICES', columns: ['number', 'total'] })).toEqual({
      id,
      name: 'Two',
      dataset: 'INVOICES',
      columns: ['number', 'total'],
      system: false,
    });
    expect(await saved({ id, name: 'Two', columns: ['phone'] })).toMatchObject({
      id,
      dataset: 'USERS',
      columns: ['phone'],
    });
    expect(await listedOwn()).toHaveLength(1);
  });

  it('have a unique name in the organization', async () => {
    const first = await saved({ name: 'One', columns: ['email'] });
    const second = await saved({ name: 'Two', columns: ['email'] });
    expect((await saved({ name: 'One', columns: ['email'] }, other.owner)).name).toBe('One');
    for (const input of [
      { name: 'One', columns: ['phone'] },
      { name: ' One\t', columns: ['phone'] },
      { id: second.id, name: 'One', columns: ['phone'] },
      { name: 'USER_SUMMARY', columns: ['phone'] },
    ]) {
      expect(await organization.owner.refusal(save, { input })).toMatchObject({
        code: 'CONFLICT',
        argument: 'input.name',
        message: expect.stringContaining(`"${input.name.trim()}"`),
      });
    }
    expect(await listedOwn()).toEqual([first, second]);
  });

  it('are created once when two with one name are saved at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => organization.owner.gql(save, { input: { name: 'Same', columns: ['email'] } })),
    );
    expect(answers.flatMap(({ errors }) => errors?.map(({ extensions }) => extensions.code) ?? [])).toEqual(
      Array(4).fill('CONFLICT'),
    );
    expect(await listedOwn()).toHaveLength(1);
  });

  it.each([
    [{ name: '', columns: ['email'] }, 'input.name'],
    [{ name: '  ', columns: ['email'] }, 'input.name'],
    [{ name: 'x'.repeat(101), columns: ['email'] }, 'input.name'],
    [{ name: 'x', columns: [] }, 'input.columns'],
    [{ name: 'x', columns: ['email', 'email'] }, 'input.columns'],
    [{ name: 'x', columns: ['nothing'] }, 'input.columns'],
    [{ name: 'x', columns: ['termsVersion'] }, 'input.columns'],
    [{ name: 'x', dataset: 'BOOKINGS', columns: ['email', 'total'] }, 'input.columns'],
    [{ name: 'x', dataset: 'ORGANIZATION', columns: ['email'] }, 'input.dataset'],
  ])('are refused with the name of the wrong argument: %j', async (input, argument) => {
    expect(await organization.owner.refusal(save, { input })).toMatchObject({ code: 'BAD_USER_INPUT', argument });
    expect(await listedOwn()).toEqual([]);
  });

  it('are unknown to other organizations', async () => {
    const { id } = await saved({ name: 'Secret name', columns: ['email'] }, other.owner);
    expect(await organization.owner.refusal(start, { input: { format: 'CSV', template: id } })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'input.template',
    });
    expect(await organization.owner.refusal(save, { input: { id, name: 'Mine', columns: ['phone'] } })).toMatchObject({
      code: 'NOT_FOUND',
      argument: 'input.id',
    });
    expect(await organization.owner.refusal(remove, { id })).toMatchObject({ code: 'NOT_FOUND', argument: 'id' });
    expect(await listedOwn()).toEqual([]);
    expect(await listed(other.owner)).toContainEqual(expect.objectContaining({ id, columns: ['email'] }));
  });

  it('are refused for another dataset', async () => {
    const { id } = await saved({ name: 'Begins', dataset: 'BOOKINGS', columns: ['startsAt'] });
    expect(await organization.owner.refusal(start, { input: { format: 'CSV', template: id } })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'input.template',
      message: expect.stringContaining('BOOKINGS'),
    });
  });

  it('omit a column that no longer exists, with a warning on the export', async () => {
    const { id } = await saved({ name: 'With locker', columns: ['email', 'custom.locker', 'custom.diet', 'phone'] });
    const { id: onlyLocker } = await saved({ name: 'Only locker', columns: ['custom.locker'] });
    await deleteRows(app.app.dataSource, 'custom_properties', {
      organizationId: organization.id,
      propertyKey: 'locker',
    });
    const { previewExport } = await organization.owner.data(preview, { input: { format: 'CSV', template: id } });
    expect(previewExport).toEqual({
      columns: ['email', 'custom.diet', 'phone'].map((key) => ({ key })),
      dropped: [{ key: 'custom.locker', reason: expect.stringContaining('no longer exists') }],
    });
    const { body, row } = await exportFile(organization.owner, { format: 'CSV', template: id });
    expect(parseCsv(body)[0]).toEqual(['Email', 'Diet', 'Phone']);
    expect(row.warnings).toEqual([expect.stringContaining('"custom.locker"')]);
    expect(await organization.owner.refusal(start, { input: { format: 'CSV', template: onlyLocker } })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'input.template',
      reason: 'TEMPLATE_EMPTY',
    });
    expect((await exportFile(organization.owner, { format: 'CSV' })).row.warnings).toEqual([]);
  });

  it('can be deleted, and every change is audited', async () => {
    const { id } = await saved({ name: 'Short-lived, "x"', columns: ['email', 'phone'] });
    expect((await organization.owner.data(remove, { id })).deleteExportTemplate).toEqual({
      id,
      name: 'Short-lived, "x"',
    });
    expect(await organization.owner.refusal(remove, { id })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await organization.owner.refusal(start, { input: { format: 'CSV', template: id } })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'input.template',
    });
    const { auditEvents } = await organization.owner.data(
      '{ auditEvents(first: 2) { nodes { action username details } } }',
    );
    expect(auditEvents.nodes).toEqual([
      { action: 'EXPORT_TEMPLATE_DELETED', username: 'owner', details: '"Short-lived, \\"x\\""' },
      { action: 'EXPORT_TEMPLATE_SAVED', username: 'owner', details: '"Short-lived, \\"x\\"": email, phone' },
    ]);
  });

  it('are limited to 200', async () => {
    await insertRows(
      app.app.dataSource.manager,
      'export_templates',
      ['organizationId', 'name', 'dataset', 'columnKeys'],
      Array.from({ length: 200 }, (_unused, index) => [organization.id, String(index), 'USERS', '["email"]']),
    );
    expect(await organization.owner.refusal(save, { input: { name: 'one more', columns: ['email'] } })).toMatchObject({
      code: 'LIMIT_REACHED',
    });
    const { id } = (await listed()).at(-1)!;
    expect(await saved({ id, name: 'renamed', columns: ['phone'] })).toMatchObject({ id, name: 'renamed' });
  });
});

eachEngine('a column that is removed while its export is queued', ['sqlite'], (engine) => {
  it('is omitted, with a warning on the export', async () => {
    const app = await createTestApp(engine, { worker: false });
    try {
      const { id, owner } = await app.organization({
        customProperties: [
          { key: 'locker', name: 'Locker' },
          { key: 'diet', name: 'Diet' },
        ],
      });
      const { export: both } = await startExport(owner, {
        format: 'CSV',
        columns: ['custom.diet', 'custom.locker', 'email'],
      });
      const { export: one } = await startExport(owner, { format: 'CSV', columns: ['custom.locker'] });
      await deleteRows(app.app.dataSource, 'custom_properties', { organizationId: id, propertyKey: 'locker' });
      await app.startWorker();
      const made = await untilEnded(owner, both.id);
      expect(made).toMatchObject({
        state: 'COMPLETED',
        warnings: ['The column "custom.locker" was omitted: This column no longer exists.'],
      });
      expect(parseCsv((await download(made.file.downloadUrl)).body)[0]).toEqual(['Diet', 'Email']);
      expect(await untilEnded(owner, one.id)).toMatchObject({ state: 'FAILED', failure: { code: 'INTERNAL' } });
    } finally {
      await app.stop();
    }
  });
});
