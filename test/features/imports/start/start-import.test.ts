import { Permission } from '../../../../src/features/auth/permissions';
import { useOrganizationPerTest, useTestApp } from '../../../support/apps/app';
import { cancelImport, readImport, startImport } from '../../../support/clients/imports';
import { eachEngine } from '../../../support/databases/engines';

const start = 'mutation ($input: StartImportInput!) { startImport(input: $input) { id } }';
const { IDENTITIES_VIEW, IDENTITIES_EDIT, BOOKINGS_VIEW, BOOKINGS_EDIT, INVOICES_VIEW, INVOICES_EDIT } = Permission;

eachEngine('startImport', (engine) => {
  const app = useTestApp(engine, { worker: false, settings: { OPEN_IMPORTS_PER_ORGANIZATION: '3' } });
  const organization = useOrganizationPerTest(app);
  const events = async (action: string): Promise<unknown[]> => {
    const { auditEvents } = await organization.owner.data(
      'query ($action: AuditAction!) { auditEvents(actions: [$action]) { nodes { username importId details } } }',
      { action },
    );
    return auditEvents.nodes;
  };

  it('stores the request and waits for the file', async () => {
    const { admin } = organization;
    const row = await startImport(admin, {
      dataset: 'BOOKINGS',
      fileName: 'bookings 2026.csv',
      createMissing: true,
      blankCells: 'CLEAR',
      applyWhenClean: true,
      delimiter: 'TAB',
      formulaGuard: false,
      sheet: 'Sheet 1',
      mapping: [{ header: 'Ref', column: 'reference' }, { header: 'Notes' }],
    });
    expect(row).toMatchObject({
      dataset: 'BOOKINGS',
      fileName: 'bookings 2026.csv',
      state: 'AWAITING_FILE',
      version: 1,
      createMissing: true,
      blankCells: 'CLEAR',
      applyWhenClean: true,
      formulaGuard: false,
      requestedBy: { username: 'admin' },
      uploadedAt: null,
      failure: null,
      progress: { phase: 'READING', rowsDone: 0, rowsTotal: null, percent: 0, attempt: 0, queuePosition: null },
      actions: { upload: true, map: false, apply: false, cancel: true, undo: false, download: false },
    });
    expect(Date.parse(row.expiresAt) - Date.parse(row.requestedAt)).toBe(24 * 3_600_000);
    expect(await readImport(admin, row.id)).toEqual(row);
    expect(await events('IMPORT_REQUESTED')).toEqual([
      { username: 'admin', importId: row.id, details: 'BOOKINGS bookings 2026.csv' },
    ]);
  });

  it('keeps the name of the file without invisible characters', async () => {
    const row = await startImport(organization.owner, { fileName: ' \u202eusers\u200b 2026\r\n.csv ' });
    expect(row.fileName).toBe('users 2026.csv');
  });

  it('has defaults for all but the name of the file', async () => {
    expect(await startImport(organization.owner)).toMatchObject({
      dataset: 'USERS',
      createMissing: false,
      blankCells: 'KEEP',
      applyWhenClean: false,
      formulaGuard: true,
    });
  });

  it.each([
    ['USERS', [IDENTITIES_VIEW, IDENTITIES_EDIT]],
    ['BOOKINGS', [BOOKINGS_VIEW, BOOKINGS_EDIT]],
    ['INVOICES', [INVOICES_VIEW, INVOICES_EDIT]],
  ])('of %s needs the permissions to see and to edit them', async (dataset, needed) => {
    for (const lacking of needed) {
      const { admin } = await app.organization({
        adminPermissions: Object.values(Permission).filter((permission) => permission !== lacking),
      });
      const refusal = await admin.refusal(start, { input: { dataset, fileName: 'a.csv' } });
      expect(refusal.code).toBe('FORBIDDEN');
      for (const permission of needed) expect(refusal.message).toContain(permission);
    }
    const { admin } = await app.organization({ adminPermissions: needed });
    expect((await startImport(admin, { dataset })).state).toBe('AWAITING_FILE');
  });

  it('refuses a member, and records it', async () => {
    const { member } = organization;
    expect((await member.refusal(start, { input: { fileName: 'a.csv' } })).code).toBe('FORBIDDEN');
    expect(await events('IMPORT_DENIED')).toEqual([{ username: 'member', importId: null, details: 'USERS' }]);
    expect(await events('IMPORT_REQUESTED')).toEqual([]);
  });

  it.each([
    ['input.dataset', { dataset: 'ORGANIZATION' }],
    ['input.fileName', { fileName: '  ' }],
    ['input.fileName', { fileName: '\u200b\r\n' }],
    ['input.fileName', { fileName: 'x'.repeat(201) }],
    ['input.decimalSeparator', { delimiter: 'COMMA', decimalSeparator: 'COMMA' }],
    ['input.mapping.0.newCustomProperty', { mapping: [{ header: 'a', column: 'city', newCustomProperty: 'A' }] }],
    ['input.mapping.0.newCustomProperty', { dataset: 'BOOKINGS', mapping: [{ header: 'a', newCustomProperty: 'A' }] }],
    ['input.mapping', { mapping: Array.from({ length: 1001 }, () => ({ header: 'a' })) }],
    ['input.mappingName', { mappingName: 'x'.repeat(101) }],
    ['input.mappingName', { mappingName: '  ' }],
    ['input.mappingName', { mappingName: 'a\u200bb', mapping: [] }],
    ['input.mappingName', { mappingName: 'a\nb', mapping: [] }],
  ])('refuses a wrong %s', async (argument, input) => {
    const refusal = await organization.owner.refusal(start, { input: { fileName: 'a.csv', ...input } });
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument });
  });

  it('refuses the name of a mapping that no one has saved', async () => {
    const refusal = await organization.owner.refusal(start, { input: { fileName: 'a.csv', mappingName: 'CRM' } });
    expect(refusal).toMatchObject({ code: 'NOT_FOUND', argument: 'input.mappingName' });
  });

  it('limits how many imports of an organization are open', async () => {
    const { owner, admin } = organization;
    const [first] = [await startImport(owner), await startImport(admin), await startImport(admin)];
    expect((await owner.refusal(start, { input: { fileName: 'a.csv' } })).code).toBe('LIMIT_REACHED');
    await owner.data(cancelImport, { id: first.id });
    await startImport(owner);
    // Not those of other organizations.
    await startImport((await app.organization()).owner);
  });

  it('is seen by users who may import users, otherwise by its requester alone', async () => {
    const { id } = await startImport(organization.admin);
    expect(await readImport(organization.member, id)).toBeNull();
    expect(await readImport((await app.organization()).owner, id)).toBeNull();
    const { imports } = await organization.owner.data('{ imports { nodes { id } totalCount scope } }');
    expect(imports).toEqual({ nodes: [{ id }], totalCount: 1, scope: 'ORGANIZATION' });
    const { imports: own } = await organization.member.data('{ imports { nodes { id } totalCount scope } }');
    expect(own).toEqual({ nodes: [], totalCount: 0, scope: 'OWN' });
  });

  it('lists imports by state, dataset and requester', async () => {
    const { owner, admin } = organization;
    const users = await startImport(owner);
    const bookings = await startImport(admin, { dataset: 'BOOKINGS' });
    await owner.data(cancelImport, { id: users.id });
    const list = async (filter: string): Promise<string[]> => {
      const { imports } = await owner.data(`{ imports(${filter}) { nodes { id } } }`);
      return imports.nodes.map(({ id }: { id: string }) => id);
    };
    expect(await list('first: 10')).toEqual([bookings.id, users.id]);
    expect(await list('states: [AWAITING_FILE]')).toEqual([bookings.id]);
    expect(await list('datasets: [USERS]')).toEqual([users.id]);
    expect(await list(`requestedBy: ["${organization.adminId}"]`)).toEqual([bookings.id]);
  });

  it('is cancelled at once while no worker has it, and only once', async () => {
    const { owner, admin } = organization;
    const { id } = await startImport(owner);
    const { cancelImport: cancelled } = await admin.data(cancelImport, { id });
    expect(cancelled).toMatchObject({ state: 'CANCELLED', version: 2 });
    const { cancelImport: again } = await owner.data(cancelImport, { id });
    expect(again).toEqual(cancelled);
    expect(await events('IMPORT_CANCELLED')).toEqual([{ username: 'admin', importId: id, details: '' }]);
    expect((await readImport(owner, id)).actions).toMatchObject({ upload: false, cancel: false });
  });

  it('cannot be cancelled by other users', async () => {
    const { id } = await startImport(organization.owner);
    expect((await organization.member.refusal(cancelImport, { id })).code).toBe('NOT_FOUND');
    const { admin } = await app.organization();
    expect((await admin.refusal(cancelImport, { id })).code).toBe('NOT_FOUND');
  });
});

eachEngine('the rate limit of startImport', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false, settings: { IMPORTS_PER_MINUTE: '2' } });

  it('counts the imports of one user', async () => {
    const { owner, admin } = await app.organization();
    await startImport(owner);
    await startImport(owner);
    const refusal = await owner.refusal(start, { input: { fileName: 'a.csv' } });
    expect(refusal).toMatchObject({ code: 'LIMIT_REACHED', retryAfter: 60 });
    expect(refusal.message).toContain('started 2 imports');
    await startImport(admin);
  });
});
